//! What a host reports to a call.

use crate::request::NameValue;
use oktant_core as core;
use oktant_core::Phase;
use oktant_core::io::{BodySummary, Failure, FailureKind, ReceivedBody, ReceivedResponse};

/// The result of a step.
#[derive(Clone, uniffi::Enum)]
pub enum Input {
    /// A 2xx response whose body the host has read and keeps.
    Kept {
        /// The HTTP status.
        status: u16,
        /// The headers in [`HostConfig::headers`](crate::HostConfig::headers); others are ignored.
        headers: Vec<NameValue>,
        /// The length and the JSON kind of the body, its items and the next link inside.
        body: BodySummary,
    },
    /// Any other response, and any response to a step with `text`.
    Text {
        /// The HTTP status.
        status: u16,
        /// The headers in [`HostConfig::headers`](crate::HostConfig::headers); others are ignored.
        headers: Vec<NameValue>,
        /// The body, at most its first MiB.
        text: Vec<u8>,
    },
    /// No complete response, no signature or no token.
    Failed {
        /// True for a timeout, false for a broken connection or an error of the host.
        timed_out: bool,
        /// How far the attempt got.
        phase: Phase,
        /// The message of the HTTP stack or the callback.
        text: String,
    },
    /// The wait is over, or the call was woken.
    Woke,
    /// A signature of the host's key. For ES algorithms in DER, or r and s concatenated.
    Signed {
        /// The signature.
        signature: Vec<u8>,
    },
    /// An access token from the bearer callback.
    Bearer {
        /// The token.
        token: String,
    },
    /// The caller cancelled the call.
    Cancelled,
}

impl From<Input> for core::step::Input {
    fn from(input: Input) -> Self {
        let responded = |status, headers: Vec<NameValue>, body| {
            let headers = headers.into_iter().map(|header| (header.name, header.value)).collect();
            Self::Responded(ReceivedResponse { status, headers, body })
        };
        match input {
            Input::Kept { status, headers, body } => responded(status, headers, ReceivedBody::Kept(body)),
            Input::Text { status, headers, text } => responded(status, headers, ReceivedBody::Text(text.into())),
            Input::Failed { timed_out, phase, text } => {
                let kind = if timed_out { FailureKind::TimedOut } else { FailureKind::Broken };
                Self::Failed(Failure::new(kind, phase, text))
            }
            Input::Signed { signature } => Self::Signed(signature),
            Input::Woke => Self::Woke,
            Input::Bearer { token } => Self::Bearer(core::Secret::new(token)),
            Input::Cancelled => Self::Cancelled,
        }
    }
}
