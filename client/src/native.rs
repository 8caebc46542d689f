//! The default transport: reqwest with rustls. Pooled, HTTP/2 where the org offers it, nothing repeated, nothing followed.

use crate::tls;
use crate::transport::{Body, HttpResponse, Sent, Transport};
use crate::unpack;
use crate::{Config, Error, Failure, FailureKind, HttpRequest, Method, Phase};
use bytes::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;
use std::time::Duration;

pub(crate) struct Native(reqwest::Client);

impl Native {
    pub(crate) fn new(config: &Config) -> Result<Native, Error> {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        let mut builder = tls::with_files(builder, config)?;
        if let Some(limit) = config.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        let unfit = |what: &str, error: reqwest::Error, advice: &str| {
            Error::config(format!("{what}: {}: {advice}", innermost(&error))).with_source(Arc::new(error))
        };
        if let Some(proxy) = &config.proxy {
            let made = reqwest::Proxy::all(&proxy.url);
            let made =
                made.map_err(|error| unfit("this proxy cannot be used", error, "check OKTA_CLIENT_PROXY_HOST"))?;
            builder = builder.proxy(match proxy.account() {
                Some((name, password)) => made.basic_auth(name, password),
                None => made,
            });
        } else if config.org_url.is_loopback() {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|error| unfit("no HTTPS client can be made", error, "check the system's certificates"))?;
        Ok(Native(client))
    }
}

impl Transport for Native {
    fn send(&self, request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        Box::pin(async move {
            let mut outgoing = self.0.request(method(request.method), &request.url).headers(headers(&request)?);
            if let Some(body) = &request.body {
                outgoing = outgoing.body(Bytes::from_owner(Arc::clone(body)));
            }
            let response = outgoing.send().await.map_err(failure_of_answer)?;
            let mut answer = HttpResponse::new(response.status().as_u16());
            for (name, value) in response.headers() {
                answer = answer.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
            }
            Ok(answer.body(Body::native(response)))
        })
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn headers(request: &HttpRequest) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(request.headers.len() + 1);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(unpack::ACCEPTED));
    for (name, value) in &request.headers {
        let unfit = || Failure::new(FailureKind::Broken, Phase::Connect, format!("header {name} cannot be sent"));
        let mut text = HeaderValue::from_str(value).map_err(|_| unfit())?;
        text.set_sensitive(["authorization", "dpop"].iter().any(|secret| name.eq_ignore_ascii_case(secret)));
        headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?, text);
    }
    Ok(headers)
}

fn failure_of_answer(error: reqwest::Error) -> Failure {
    let phase = if error.is_connect() || error.is_builder() { Phase::Connect } else { Phase::Answer };
    failure(error, phase)
}

pub(crate) fn failure_of_body(error: reqwest::Error) -> Failure {
    failure(error, Phase::Body)
}

/// The address is left out: it may hold what nobody should see.
fn failure(error: reqwest::Error, phase: Phase) -> Failure {
    let kind = if error.is_timeout() { FailureKind::TimedOut } else { FailureKind::Broken };
    let error = error.without_url();
    let mut message = innermost(&error);
    if let Some(advice) = tls::advice(&message) {
        message = format!("{message}: {advice}");
    }
    Failure::new(kind, phase, message).with_source(Arc::new(error))
}

/// What the HTTP stack says at the bottom of its chain.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut error = error;
    while let Some(below) = error.source() {
        error = below;
    }
    error.to_string()
}
