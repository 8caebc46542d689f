//! `.wait()`, with and without a runtime around it.

use crate::server::{Server, json, page};
use crate::transports::client;
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::{Client, ErrorKind, HttpRequest};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// A server on its own thread.
fn serve(script: Vec<crate::server::Response>) -> Server {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            sender.send(Server::start(script).await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().unwrap()
}

#[test]
fn calls_and_lists_block() {
    let server = serve(vec![
        json(200, r#"{"id":"00u1"}"#),
        json(404, "{}"),
        page(Some("{o}/a?after=1"), r#"[{"id":"00u1"},{"id":"00u2"}]"#),
        page(None, r#"[{"id":"00u3"}]"#),
        page(Some("{o}/a?after=1"), "[{}]"),
        page(Some("{o}/a?after=1"), "[{}]"),
        page(None, "[{}]"),
        page(Some("{o}/a?after=1"), "[{}]"),
        page(Some("{o}/a?after=1"), "[{}]"),
        json(500, "{}"),
    ]);
    let okta = server.client();
    assert_eq!(okta.users().get_user("x").wait().unwrap().id.as_deref(), Some("00u1"));
    assert!(okta.users().get_user("x").raw().wait().unwrap_err().is_not_found());
    let ids: Result<Vec<_>, _> =
        okta.users().list_users().items().wait().map(|user| user.map(|user| user.id)).collect();
    assert_eq!(ids.unwrap().into_iter().flatten().collect::<Vec<_>>(), ["00u1", "00u2", "00u3"]);
    let taken: Result<Vec<_>, _> = okta.users().list_users().take(1).wait().collect();
    assert_eq!(taken.unwrap().len(), 1);
    assert_eq!(okta.users().list_users().all().wait().unwrap().len(), 2);
    assert!(okta.users().list_users().first().wait().unwrap().is_some());
    let mut pages = okta.users().list_users().pages().wait();
    assert_eq!(pages.next().unwrap().unwrap().items.len(), 1);
    assert_eq!(pages.next().unwrap().unwrap_err().status(), Some(500));
    assert!(pages.next().is_none());
}

#[tokio::test(flavor = "current_thread")]
async fn it_blocks_inside_a_runtime_too() {
    let server =
        serve(vec![json(200, r#"{"id":"00u1"}"#), json(200, r#"{"id":"00u2"}"#), json(200, r#"{"id":"00u3"}"#)]);
    let okta = server.client();
    assert_eq!(okta.users().get_user("x").await.unwrap().id.as_deref(), Some("00u1"));
    assert_eq!(okta.users().get_user("x").wait().unwrap().id.as_deref(), Some("00u2"));
    assert_eq!(okta.users().get_user("x").await.unwrap().id.as_deref(), Some("00u3"));
}

#[test]
fn a_transport_that_panics_is_an_error() {
    let error = client(|| panic!("on purpose")).users().get_user("x").wait().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("panicked"), "{error}");
    assert!(client(|| Ok(HttpResponse::new(204))).users().delete_user("x").wait().is_ok());
}

#[test]
fn waiting_inside_a_transport_is_an_error() {
    struct Nested(OnceLock<Client>);
    impl Transport for Nested {
        fn send(&self, _request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
            let error = self.0.get().unwrap().users().delete_user("y").wait().unwrap_err();
            assert!(error.to_string().contains("would wait for itself"), "{error}");
            Box::pin(async { Ok(HttpResponse::new(204)) })
        }
    }
    let nested = Arc::new(Nested(OnceLock::new()));
    let builder = Client::builder().org_url("https://example.okta.com").token("00t");
    let okta = builder.transport(nested.clone()).build().unwrap();
    nested.0.set(okta.clone()).unwrap();
    okta.users().delete_user("x").wait().unwrap();
}
