//! What a host hands in.

use crate::Phase;
use oktant_core as core;
use oktant_core::io::{BodySummary, Failure, FailureKind, Now, ReceivedBody, ReceivedResponse};
use std::time::Duration;

/// What happened.
#[derive(Clone, uniffi::Enum)]
pub enum Input {
    /// A 2xx, whose body the host has read and keeps.
    BodySummary {
        /// The HTTP status.
        status: u16,
        /// The headers that the engine reads.
        headers: Vec<Named>,
        /// The length of the body.
        bytes: u64,
        /// What it holds.
        json: BodyKind,
        /// The link that was to be found.
        found: Option<String>,
        /// How many items a list has.
        count: u64,
    },
    /// Any other answer, and what is for the engine, with the first MiB of its body.
    Text {
        /// The HTTP status.
        status: u16,
        /// The headers that the engine reads.
        headers: Vec<Named>,
        /// The body.
        text: Vec<u8>,
    },
    /// No whole answer.
    Failed {
        /// True where it took too long, false where it broke.
        timed_out: bool,
        /// How far it came.
        phase: Phase,
        /// What the HTTP stack says.
        text: String,
    },
    /// The wait is over, or somebody woke the ticket.
    Woke,
    /// What the key of the host has signed; of ES algorithms DER, or r and s side by side.
    Signed {
        /// The signature.
        signature: Vec<u8>,
    },
    /// The token that the caller's callback gave.
    Bearer {
        /// The token.
        token: String,
    },
    /// The caller wants no more of it.
    Cancelled,
}

/// A header, or another value with a name.
#[derive(Clone, uniffi::Record)]
pub struct Named {
    /// Header name, in any case.
    pub name: String,
    /// Header value, as received.
    pub value: String,
}

/// What a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum BodyKind {
    /// A JSON object.
    Object,
    /// A JSON list.
    Array,
    /// Any other JSON value.
    Other,
    /// Nothing but white space.
    Empty,
    /// JSON that breaks off or goes wrong.
    Broken,
    /// No JSON at all.
    NotJson,
    /// Unknown: it is longer than it may be.
    TooLarge,
}

/// The time, by two clocks.
#[derive(Debug, Clone, Copy, uniffi::Record)]
pub struct Moment {
    /// Milliseconds of a clock that only goes forward, the same for all calls of a session.
    pub mono_ms: u64,
    /// Milliseconds of the Unix epoch.
    pub unix_ms: u64,
}

impl From<Input> for core::step::Input {
    fn from(input: Input) -> Self {
        let responded = |status, headers: Vec<Named>, body| {
            let headers = headers.into_iter().map(|header| (header.name, header.value)).collect();
            Self::Responded(ReceivedResponse { status, headers, body })
        };
        match input {
            Input::BodySummary { status, headers, bytes, json, found, count } => responded(
                status,
                headers,
                ReceivedBody::Kept(BodySummary { bytes, kind: json.into(), next: found, count }),
            ),
            Input::Text { status, headers, text } => responded(status, headers, ReceivedBody::Text(text.into())),
            Input::Failed { timed_out, phase, text } => {
                let kind = if timed_out { FailureKind::TimedOut } else { FailureKind::Broken };
                Self::Failed(Failure::new(kind, phase.into(), text))
            }
            Input::Signed { signature } => Self::Signed(signature),
            Input::Woke => Self::Woke,
            Input::Bearer { token } => Self::Bearer(core::Secret::new(token)),
            Input::Cancelled => Self::Cancelled,
        }
    }
}

impl From<BodyKind> for core::io::BodyKind {
    fn from(shape: BodyKind) -> Self {
        match shape {
            BodyKind::Object => Self::Object,
            BodyKind::Array => Self::Array,
            BodyKind::Other => Self::Other,
            BodyKind::Empty => Self::Empty,
            BodyKind::Broken => Self::Broken,
            BodyKind::NotJson => Self::NotJson,
            BodyKind::TooLarge => Self::TooLarge,
        }
    }
}

impl From<Moment> for Now {
    fn from(now: Moment) -> Now {
        Now { mono_ms: now.mono_ms, unix_ms: now.unix_ms }
    }
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
