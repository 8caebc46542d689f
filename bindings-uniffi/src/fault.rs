//! An error as one record: hosts throw it and compose no text.

use oktant_core as core;
use std::fmt;

/// What went wrong.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Fault {
    /// The branch of the tree of errors.
    pub kind: Kind,
    /// What a person reads; the same in every language, without secrets.
    pub text: String,
    /// The operation that failed.
    pub operation: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Okta's errorCode, or OAuth's error.
    pub code: Option<String>,
    /// Okta's errorSummary, or OAuth's error_description.
    pub summary: Option<String>,
    /// Okta's errorLink.
    pub link: Option<String>,
    /// Okta's errorId.
    pub id: Option<String>,
    /// The summaries of Okta's errorCauses.
    pub causes: Vec<String>,
    /// The org's name for the exchange.
    pub request_id: Option<String>,
    /// What was said of the rate limit.
    pub rate: RateLimit,
    /// How far the attempt came.
    pub phase: Option<Phase>,
    /// The body of the error answer, where there is one.
    pub body: Option<Vec<u8>>,
    /// Requests made.
    pub attempts: u32,
    /// How long it took.
    pub elapsed_ms: u64,
    /// True where the org may have done what was asked.
    pub may_have_been_sent: bool,
    /// True where a later try may succeed.
    pub retryable: bool,
}

/// The branches of the tree of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Kind {
    /// The org answered with an error.
    Api,
    /// No token was to be had.
    Auth,
    /// The org's rate limit is used up.
    RateLimited,
    /// It took too long.
    Timeout,
    /// No connection, or it broke.
    Transport,
    /// The answer is not what is due.
    Decode,
    /// A list cannot be followed further.
    Page,
    /// The client cannot be made.
    Config,
    /// The call cannot be made.
    InvalidArgument,
    /// The caller stopped it.
    Cancelled,
    /// Something that this version of the binding has no word for.
    Other,
}

/// How far an attempt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Phase {
    /// Nothing was sent.
    Connect,
    /// It may have arrived, no answer came.
    Answer,
    /// The answer began and did not end.
    Body,
}

/// What an answer says of the rate limit of its operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct RateLimit {
    /// Requests a window.
    pub limit: Option<u64>,
    /// Requests left in this one.
    pub remaining: Option<u64>,
    /// When the next one begins, in seconds of the Unix epoch.
    pub reset: Option<u64>,
}

/// A session that cannot be made.
#[derive(Debug, Clone, uniffi::Error)]
pub enum Refused {
    /// Why.
    Because {
        /// The error.
        fault: Fault,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused::Because { fault } = self;
        f.write_str(&fault.text)
    }
}

impl std::error::Error for Refused {}

impl From<core::Error> for Refused {
    fn from(error: core::Error) -> Refused {
        Refused::Because { fault: error.into() }
    }
}

impl From<core::Error> for Fault {
    fn from(error: core::Error) -> Fault {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Fault {
            kind: error.kind().into(),
            text: error.to_string(),
            operation: owned(error.operation()),
            status: error.status(),
            code: owned(error.code()),
            summary: owned(error.summary()),
            link: owned(error.link()),
            id: owned(error.id()),
            causes: error.causes().to_vec(),
            request_id: owned(error.request_id()),
            rate: error.rate().into(),
            phase: error.phase().map(Into::into),
            body: error.body().map(<[u8]>::to_vec),
            attempts: error.attempts(),
            elapsed_ms: crate::input::millis(error.elapsed()),
            may_have_been_sent: error.may_have_been_sent(),
            retryable: error.is_retryable(),
        }
    }
}

impl From<core::RateLimit> for RateLimit {
    fn from(rate: core::RateLimit) -> RateLimit {
        RateLimit { limit: rate.limit, remaining: rate.remaining, reset: rate.reset }
    }
}

impl From<core::ErrorKind> for Kind {
    fn from(kind: core::ErrorKind) -> Kind {
        match kind {
            core::ErrorKind::Api => Kind::Api,
            core::ErrorKind::Auth => Kind::Auth,
            core::ErrorKind::RateLimited => Kind::RateLimited,
            core::ErrorKind::Timeout => Kind::Timeout,
            core::ErrorKind::Transport => Kind::Transport,
            core::ErrorKind::Decode => Kind::Decode,
            core::ErrorKind::Page => Kind::Page,
            core::ErrorKind::Config => Kind::Config,
            core::ErrorKind::InvalidArgument => Kind::InvalidArgument,
            core::ErrorKind::Cancelled => Kind::Cancelled,
            _ => Kind::Other,
        }
    }
}

impl From<core::Phase> for Phase {
    fn from(phase: core::Phase) -> Phase {
        match phase {
            core::Phase::Connect => Phase::Connect,
            core::Phase::Answer => Phase::Answer,
            core::Phase::Body => Phase::Body,
        }
    }
}

impl From<Phase> for core::Phase {
    fn from(phase: Phase) -> core::Phase {
        match phase {
            Phase::Connect => core::Phase::Connect,
            Phase::Answer => core::Phase::Answer,
            Phase::Body => core::Phase::Body,
        }
    }
}
