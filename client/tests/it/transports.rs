//! Custom transports, and errors of the client's construction.

use bytes::Bytes;
use futures_util::stream;
use oktant::transport::{Body, HttpResponse, Sent, Transport};
use oktant::{Client, ErrorKind, Failure, FailureKind, HttpRequest, Phase};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// A transport that responds with the result of a function.
pub(crate) struct Always(pub(crate) fn() -> Result<HttpResponse, Failure>);

impl Transport for Always {
    fn send(&self, _request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        Box::pin(async { (self.0)() })
    }
}

pub(crate) fn client(answer: fn() -> Result<HttpResponse, Failure>) -> Client {
    let builder = Client::builder().org_url("https://example.okta.com").token("00token-of-a-test");
    builder.transport(Arc::new(Always(answer))).build().unwrap()
}

#[tokio::test]
async fn a_transport_may_stream_the_body() {
    let okta = client(|| {
        let pieces = ["{\"id\":", "\"00u1\"", "}"].map(|piece| Ok(Bytes::from(piece)));
        Ok(HttpResponse::new(200).body(Body::stream(stream::iter(pieces))))
    });
    assert_eq!(okta.users().get_user("x").await.unwrap().id.as_deref(), Some("00u1"));
}

#[tokio::test]
async fn a_body_shorter_than_its_content_length_is_an_error() {
    let okta = client(|| Ok(HttpResponse::new(200).header("Content-Length", "100").body("{\"id\":\"00u1\"}")));
    let error = okta.users().get_user("x").await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Body)));
    assert!(error.to_string().contains("13 of 100 bytes came"), "{error}");
}

#[tokio::test]
async fn the_error_of_a_transport_is_the_source() {
    let okta = client(|| {
        let cause = std::io::Error::other("no route, token 00token-of-a-test");
        Err(Failure::new(FailureKind::Broken, Phase::Connect, cause.to_string()).with_source(Arc::new(cause)))
    });
    let error = okta.users().get_user("x").await.unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().starts_with("no route"));
    assert!(error.to_string().contains("no route, token ***"), "{error}");
}

#[test]
fn without_a_runtime_it_is_an_error() {
    let okta = client(|| Ok(HttpResponse::new(200)));
    let mut call = okta.users().get_user("x").into_future();
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else { panic!() };
    assert!(error.to_string().contains("no tokio runtime") && error.to_string().contains(".wait()"), "{error}");
}

#[test]
fn all_configuration_errors_are_reported_together() {
    let error = Client::builder().org_url("https://example-admin.okta.com").token("a b").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("write https://example.okta.com; OKTA_CLIENT_TOKEN (code): "), "{error}");
    for url in ["", "http://example.okta.com", "https://example.okta.com/api", "https://{yourOktaDomain}"] {
        assert!(Client::builder().org_url(url).token("00t").build().is_err(), "{url}");
    }
}

/// The environment belongs to a process, so this test runs itself in a child process.
#[test]
fn a_client_is_configured_by_the_environment() {
    let child = |pairs: &[(&str, &str)]| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "transports::a_client_is_configured_by_the_environment", "--nocapture"])
            .env("OKTANT_TEST_CHILD", "1");
        command.env_remove("OKTA_CLIENT_ORGURL").env_remove("OKTA_CLIENT_TOKEN").envs(pairs.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    if std::env::var_os("OKTANT_TEST_CHILD").is_some() {
        match Client::from_env() {
            Ok(client) => println!("made {}", client.org_url()),
            Err(error) => println!("refused {error}"),
        }
        return;
    }
    let url = ("OKTA_CLIENT_ORGURL", "https://example.okta.com/");
    assert!(child(&[url, ("OKTA_CLIENT_TOKEN", "00t")]).contains("made https://example.okta.com"));
    assert!(child(&[url]).contains("refused OKTA_CLIENT_TOKEN is not set"));
    let both = child(&[("OKTA_CLIENT_ORGURL", "x"), ("OKTA_CLIENT_TOKEN", "SSWS 00t")]);
    assert!(both.contains("OKTA_CLIENT_ORGURL (environment): ") && both.contains("OKTA_CLIENT_TOKEN (environment): "));
}
