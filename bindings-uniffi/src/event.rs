//! What a session tells whoever listens.

use crate::input::millis;
use crate::{Phase, RateLimit, Reason};
use oktant_core as core;
use oktant_core::EventKind;
use oktant_core::io::FailureKind;

/// Hears what happens in the calls.
#[uniffi::export(callback_interface)]
pub trait Listener: Send + Sync {
    /// Takes what happened, in the middle of a step. Must not fail.
    fn hear(&self, event: Event);
}

/// Something that happened in a call.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Event {
    /// The ticket of the call.
    pub ticket: u64,
    /// What it calls, or method and path where that has no name.
    pub operation: String,
    /// How many requests it has made so far.
    pub attempts: u32,
    /// The kind of event, which says which of the fields are set.
    pub what: Happened,
}

/// What happens in a call.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Happened {
    /// A request goes out.
    Request,
    /// An answer came.
    Response {
        /// Its HTTP status.
        status: u16,
        /// The org's name for the exchange.
        request_id: Option<String>,
        /// What it says of the rate limit.
        rate: RateLimit,
    },
    /// No whole answer came.
    Failure {
        /// True where it took too long, false where it broke.
        timed_out: bool,
        /// How far it came.
        phase: Phase,
    },
    /// It is repeated after a pause.
    Retry {
        /// How long that is.
        after_ms: u64,
        /// Why.
        reason: Reason,
    },
    /// It is held back: the org would refuse it now.
    Pace {
        /// How long at most.
        at_most_ms: u64,
        /// The rate limit, or the limit on calls at once.
        reason: Reason,
    },
    /// A token is asked for, for all calls that wait.
    TokenAsked,
    /// The access token was obtained.
    TokenGiven,
    /// It was not.
    TokenFailed,
    /// Something about the settings that the caller should know: told once, with the first call.
    Warning {
        /// What it is, on one line.
        text: String,
    },
    /// Something that this version of the binding has no word for.
    Other,
}

/// A rate limit as far as it is known.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RateLimitStatus {
    /// What draws on it: a method where it is one alone, and the beginning of a path.
    pub name: String,
    /// What was told of it last.
    pub rate: RateLimit,
    /// How many requests are on their way.
    pub in_flight: u64,
    /// How many calls are held back.
    pub held: u64,
}

impl From<&core::Event> for Event {
    fn from(event: &core::Event) -> Event {
        let operation = &event.operation;
        let operation = match operation.is_custom() {
            true => format!("{} {}", operation.method.as_str(), operation.path),
            false => operation.id.clone().into_owned(),
        };
        Event { ticket: event.call_id.0, operation, attempts: event.attempts, what: event.kind.clone().into() }
    }
}

impl From<EventKind> for Happened {
    fn from(kind: EventKind) -> Happened {
        match kind {
            EventKind::Request => Happened::Request,
            EventKind::Response { status, request_id, rate } => {
                Happened::Response { status, request_id, rate: rate.into() }
            }
            EventKind::Failure { kind, phase } => {
                Happened::Failure { timed_out: kind == FailureKind::TimedOut, phase: phase.into() }
            }
            EventKind::Retry { after, reason } => Happened::Retry { after_ms: millis(after), reason: reason.into() },
            EventKind::Pace { at_most, reason } => {
                Happened::Pace { at_most_ms: millis(at_most), reason: reason.into() }
            }
            EventKind::TokenAsked => Happened::TokenAsked,
            EventKind::TokenGiven => Happened::TokenGiven,
            EventKind::TokenFailed => Happened::TokenFailed,
            EventKind::Warning { text } => Happened::Warning { text },
            _ => Happened::Other,
        }
    }
}

impl From<core::RateLimitStatus> for RateLimitStatus {
    fn from(bucket: core::RateLimitStatus) -> RateLimitStatus {
        let core::RateLimitStatus { name, rate, in_flight, held } = bucket;
        RateLimitStatus { name, rate: rate.into(), in_flight, held }
    }
}
