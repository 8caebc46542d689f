//! Events of calls, for the listener of a session.

use crate::io::{FailureKind, Reason};
use crate::{CallId, Operation, Phase, RateLimit};
use std::sync::Arc;
use std::time::Duration;

/// An event of a call, for an event listener. Holds no secret, no argument and no body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The call that the event belongs to.
    pub call_id: CallId,
    /// The operation that is called.
    pub operation: Arc<Operation>,
    /// The number of requests sent so far by this call.
    pub attempts: u32,
    /// The kind of event, with its details.
    pub kind: EventKind,
}

/// What happened in a call, with its details.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// A request is sent.
    Request,
    /// A response came.
    Response {
        /// The HTTP status.
        status: u16,
        /// The request ID, from `X-Okta-Request-Id`.
        request_id: Option<String>,
        /// The rate limit, from the `X-Rate-Limit-*` headers.
        rate: RateLimit,
    },
    /// An attempt ended without a complete response.
    Failure {
        /// The kind of failure.
        kind: FailureKind,
        /// How far the attempt got.
        phase: Phase,
    },
    /// The request is retried after a pause.
    Retry {
        /// Length of the pause.
        after: Duration,
        /// Why it is retried.
        reason: Reason,
    },
    /// Pacing holds the request back, because the org would refuse it now. Sent again if that lasts longer than was told.
    Pace {
        /// The longest it waits before it checks again.
        at_most: Duration,
        /// Which limit holds it back.
        reason: Reason,
    },
    /// A token is requested, for all calls that wait for one.
    TokenRequested,
    /// Success of a token request.
    TokenReceived,
    /// No token was received.
    TokenFailed,
    /// The client shares rate limits and tokens with its fleet from now on.
    FleetJoined,
    /// The store of the fleet cannot be used: calls go on as in one process. The client joins again by itself.
    FleetLost {
        /// One line of text.
        text: String,
    },
    /// A warning about the settings, sent once with the session's first call.
    Warning {
        /// One line of text.
        text: String,
    },
}

/// An event listener.
pub(crate) type Listener = Arc<dyn Fn(&Event) + Send + Sync>;
