//! What `--verbose` shows of a call: requests, rate limits and waits.

use crate::notes::note;
use crate::output::secrets::MASK;
use oktant::transport::{Sent, Transport};
use oktant::value::is_secret;
use oktant::{Event, EventKind, HttpRequest};
use std::sync::Arc;
use std::time::Duration;

/// A transport that shows the method and URL of each request, which no event has.
pub(crate) struct Verbose(pub(crate) Arc<dyn Transport>);

impl Transport for Verbose {
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_> {
        note!("> {} {}", request.method, masked(&request.url));
        self.0.send(request, timeout)
    }
}

/// A URL without the secrets in its query.
fn masked(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// Shows an event on standard error.
pub(crate) fn show(event: &Event) {
    if let Some(line) = line(event) {
        note!("{line}");
    }
}

fn line(event: &Event) -> Option<String> {
    let operation = &event.operation;
    Some(match &event.kind {
        EventKind::Response { status, request_id, rate } => {
            let id = request_id.as_deref().unwrap_or("no request ID");
            let rate = match (rate.remaining, rate.limit) {
                (Some(remaining), Some(limit)) => format!(", {remaining} of {limit} requests left"),
                _ => String::new(),
            };
            format!("< {status} {operation} [{id}]{rate}")
        }
        EventKind::Failure { kind, phase } => format!("! {operation}: {kind:?} ({})", phase.name()),
        EventKind::Retry { after, reason } => format!("* retry in {after:?}: {}", reason.name()),
        EventKind::Pace { at_most, reason } => format!("* wait, at most {at_most:?}: {}", reason.name()),
        EventKind::TokenRequested => "* a token is requested".to_owned(),
        EventKind::TokenReceived => "* a token was received".to_owned(),
        EventKind::TokenFailed => "* no token was received".to_owned(),
        EventKind::FleetJoined => "* the fleet is joined".to_owned(),
        EventKind::FleetLost { text } => format!("* the fleet is lost: {text}"),
        EventKind::Warning { text } => format!("* {text}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_secret_in_a_query_is_masked() {
        for (url, shown) in [
            ("https://a/api/v1/users", "https://a/api/v1/users"),
            ("https://a/x?search=a%20b&limit=2", "https://a/x?search=a%20b&limit=2"),
            ("https://a/x?token=abc&limit=2&password=", "https://a/x?token=***&limit=2&password=***"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }
}
