//! What a session tells whoever listens.

use crate::io::{FailureKind, Reason};
use crate::{CallId, Operation, Phase, RateLimit};
use std::sync::Arc;
use std::time::Duration;

/// Something that happened in a call: [`crate::Session::on_event`]. Holds no secret, no argument and no body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The call.
    pub call_id: CallId,
    /// What it calls.
    pub operation: Arc<Operation>,
    /// How many requests it has made so far.
    pub attempts: u32,
    /// What happened.
    pub kind: EventKind,
}

/// What happens in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
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
        /// What kind of trouble.
        kind: FailureKind,
        /// How far it came.
        phase: Phase,
    },
    /// It is repeated after a pause.
    Retry {
        /// How long that is.
        after: Duration,
        /// Why.
        reason: Reason,
    },
    /// It is held back: the org would refuse it now.
    Pace {
        /// How long until it looks again, if nothing wakes it before.
        at_most: Duration,
        /// The rate limit, or the limit on calls at once.
        reason: Reason,
    },
    /// A token is asked for, for all calls that wait.
    TokenAsked,
    /// It was given.
    TokenGiven,
    /// It was not.
    TokenFailed,
    /// Something about the settings that the caller should know: told once, with the session's first call.
    Warning {
        /// What it is, on one line.
        text: String,
    },
}

/// Whoever listens.
pub(crate) type Listener = Arc<dyn Fn(&Event) + Send + Sync>;
