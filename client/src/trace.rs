//! Tracing spans for requests, after OpenTelemetry's conventions for HTTP clients. They have `url.template` instead of the URL,
//! whose path and query may hold secrets.

use crate::exchange::BufferedResponse;
use crate::{Failure, FailureKind, Method, Phase};
use oktant_core::Call;
use oktant_core::io::{BodyPolicy, SendRequest};
use std::sync::Arc;
use tracing::Span;
use tracing::field::Empty;

/// The spans of one call.
pub(crate) struct Trace {
    operation: Arc<oktant_core::Operation>,
    host: String,
    port: u16,
    /// The number of requests sent for the operation.
    sent: u32,
}

impl Trace {
    pub(crate) fn new(call: &Call) -> Trace {
        let org_url = call.session().config().org_url.of(call.operation());
        let (host, port) = server(org_url.as_str());
        Trace { operation: Arc::clone(call.operation()), host: host.to_owned(), port, sent: 0 }
    }

    /// The span of the next request.
    pub(crate) fn request(&mut self, send: &SendRequest) -> Span {
        // Other requests are for tokens.
        let is_operation = send.body_policy == BodyPolicy::Keep;
        let path =
            if is_operation { self.operation.path.split('?').next().unwrap_or_default() } else { "/oauth2/v1/token" };
        let method = send.request.method;
        let resend = Some(self.sent).filter(|sent| is_operation && *sent > 0);
        self.sent += u32::from(is_operation);
        tracing::info_span!(
            "oktant.request",
            otel.name = format!("{method} {path}"),
            otel.kind = "client",
            http.request.method = Method::as_str(method),
            http.request.resend_count = resend,
            http.response.status_code = Empty,
            url.template = path,
            server.address = self.host,
            server.port = self.port,
            "error.type" = Empty,
        )
    }
}

/// Records the result of a request in its span.
pub(crate) fn record(span: &Span, result: &Result<BufferedResponse, Failure>) {
    match result {
        Ok(response) => {
            span.record("http.response.status_code", response.status);
            if response.status >= 400 {
                span.record("error.type", response.status.to_string());
            }
        }
        Err(failure) => {
            span.record("error.type", kind(failure));
        }
    }
}

fn kind(failure: &Failure) -> &'static str {
    match (failure.kind, failure.phase) {
        (FailureKind::TimedOut, _) => "timeout",
        (FailureKind::Broken, Phase::Connect) => "connect",
        (FailureKind::Broken, Phase::Answer | Phase::Body) => "broken",
    }
}

/// The host and port of an org URL.
fn server(org_url: &str) -> (&str, u16) {
    let (scheme, authority) = org_url.split_once("://").unwrap_or(("https", org_url));
    let default_port = if scheme == "http" { 80 } else { 443 };
    match authority.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
        Some((host, Ok(port))) => (host, port),
        _ => (authority, default_port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_host_and_port() {
        assert_eq!(server("https://example.okta.com"), ("example.okta.com", 443));
        assert_eq!(server("http://127.0.0.1:8080"), ("127.0.0.1", 8080));
        assert_eq!(server("http://[::1]"), ("[::1]", 80));
        assert_eq!(server("http://[::1]:81"), ("[::1]", 81));
    }
}
