//! The events of a session.

use crate::time::millis;
use oktant_core as core;
use oktant_core::io::{FailureKind, Reason};
use oktant_core::{Phase, RateLimit};

/// Called on requests, responses, retries, waits and tokens. It should be brief.
#[uniffi::export(callback_interface)]
pub trait EventListener: Send + Sync {
    /// Receives an event during a step. Must not fail.
    fn on_event(&self, event: Event);
}

/// An event of a call.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Event {
    /// ID of the call, the same in all its events.
    pub call_id: u64,
    /// The operation's name, or method and path if it has none.
    pub operation: String,
    /// The number of requests sent so far.
    pub attempts: u32,
    /// What happened.
    pub kind: EventKind,
}

/// The kinds of events: those of the core, whose enum is non-exhaustive.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum EventKind {
    /// A request is about to be sent.
    Request,
    /// A response arrived.
    Response {
        /// The HTTP status.
        status: u16,
        /// The request ID, from `X-Okta-Request-Id`.
        request_id: Option<String>,
        /// The rate limit that the response reported.
        rate: RateLimit,
    },
    /// An attempt ended without a complete response.
    Failure {
        /// True for a timeout, false for a broken connection.
        timed_out: bool,
        /// How far the attempt got.
        phase: Phase,
    },
    /// A retry follows after a pause.
    Retry {
        /// The pause, in milliseconds.
        after_ms: u64,
        /// The reason for the retry.
        reason: Reason,
    },
    /// The call is held back because the org would reject it now. Sent again if that lasts longer than was told.
    Pace {
        /// The longest pause, in milliseconds.
        at_most_ms: u64,
        /// The rate limit, or the limit on concurrent calls.
        reason: Reason,
    },
    /// A token is requested, for all waiting calls.
    TokenRequested,
    /// The token arrived.
    TokenReceived,
    /// The token could not be obtained.
    TokenFailed,
    /// A warning about the settings, reported once, with the first call.
    Warning {
        /// The warning, on one line.
        text: String,
    },
    /// A kind that this version of the binding does not know.
    Other,
}

impl From<&core::Event> for Event {
    fn from(event: &core::Event) -> Event {
        let operation = &event.operation;
        let operation = match operation.is_custom() {
            true => format!("{} {}", operation.method.as_str(), operation.path),
            false => operation.id.clone().into_owned(),
        };
        Event { call_id: event.call_id.0, operation, attempts: event.attempts, kind: event.kind.clone().into() }
    }
}

impl From<core::EventKind> for EventKind {
    fn from(kind: core::EventKind) -> EventKind {
        match kind {
            core::EventKind::Request => EventKind::Request,
            core::EventKind::Response { status, request_id, rate } => EventKind::Response { status, request_id, rate },
            core::EventKind::Failure { kind, phase } => {
                EventKind::Failure { timed_out: kind == FailureKind::TimedOut, phase }
            }
            core::EventKind::Retry { after, reason } => EventKind::Retry { after_ms: millis(after), reason },
            core::EventKind::Pace { at_most, reason } => EventKind::Pace { at_most_ms: millis(at_most), reason },
            core::EventKind::TokenRequested => EventKind::TokenRequested,
            core::EventKind::TokenReceived => EventKind::TokenReceived,
            core::EventKind::TokenFailed => EventKind::TokenFailed,
            core::EventKind::Warning { text } => EventKind::Warning { text },
            _ => EventKind::Other,
        }
    }
}
