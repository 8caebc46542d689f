//! What `--verbose` shows of a call: requests, rate limits and waits.

use crate::notes::note;
use oktant::{Event, EventKind};

/// Shows an event on standard error.
pub(crate) fn show(event: &Event) {
    if let Some(line) = line(event) {
        note!("{line}");
    }
}

fn line(event: &Event) -> Option<String> {
    let operation = &event.operation;
    Some(match &event.kind {
        EventKind::Request => format!("> {operation} (attempt {})", event.attempts),
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
        EventKind::Warning { text } => format!("* {text}"),
        _ => return None,
    })
}
