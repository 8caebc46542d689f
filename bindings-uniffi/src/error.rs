//! Errors as records: hosts throw them and compose no text.

use crate::time::millis;
use oktant_core as core;
use oktant_core::{Phase, RateLimit};
use std::fmt;

/// An error of a call, a list or a session.
#[derive(Debug, Clone, uniffi::Record)]
pub struct EngineError {
    /// The branch of the error tree.
    pub kind: ErrorKind,
    /// The message: what happened and what to do. The same in every language; holds no secret.
    pub text: String,
    /// The operation that failed, or none if the error is not about one.
    pub operation: Option<String>,
    /// The HTTP status, if the org responded.
    pub status: Option<u16>,
    /// Okta's `errorCode`, or OAuth's `error`.
    pub code: Option<String>,
    /// Okta's `errorSummary`, or OAuth's `error_description`.
    pub summary: Option<String>,
    /// Okta's `errorLink`.
    pub link: Option<String>,
    /// Okta's `errorId`.
    pub id: Option<String>,
    /// The summaries of Okta's `errorCauses`, in order.
    pub causes: Vec<String>,
    /// The request ID, from `X-Okta-Request-Id`.
    pub request_id: Option<String>,
    /// The rate limit that the response reported.
    pub rate: RateLimit,
    /// Milliseconds after which the call may succeed, if the org said so: until the rate limit resets, or `Retry-After`.
    pub retry_after_ms: Option<u64>,
    /// How far the failed attempt got.
    pub phase: Option<Phase>,
    /// The body of the error response.
    pub body: Option<Vec<u8>>,
    /// The number of requests sent.
    pub attempts: u32,
    /// The duration of the call, in milliseconds.
    pub elapsed_ms: u64,
    /// True if the org may have processed the request.
    pub may_have_been_sent: bool,
    /// True if the same call may succeed later, and repeating it does no harm.
    pub retryable: bool,
    /// True if the org says that the resource exists already.
    pub is_duplicate: bool,
}

/// The kinds of errors: those of the core, whose enum is non-exhaustive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ErrorKind {
    /// The org responded with an error.
    Api,
    /// No access token could be obtained.
    Auth,
    /// The org's rate limit is exhausted.
    RateLimited,
    /// An attempt or the whole call exceeded its timeout.
    Timeout,
    /// The connection failed.
    Transport,
    /// The response is not what the operation returns.
    Decode,
    /// A list cannot be followed further.
    Page,
    /// The settings are invalid.
    Config,
    /// An argument is missing or cannot be sent; nothing was sent.
    InvalidArgument,
    /// The caller cancelled the call.
    Cancelled,
    /// A kind that this version of the binding does not know.
    Other,
}

/// The error of a session that cannot be created.
#[derive(Debug, Clone, uniffi::Error)]
pub enum ConfigError {
    /// The settings are invalid.
    Invalid {
        /// The error, which names every invalid setting.
        error: EngineError,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ConfigError::Invalid { error } = self;
        f.write_str(&error.text)
    }
}

impl std::error::Error for ConfigError {}

impl From<core::Error> for ConfigError {
    fn from(error: core::Error) -> ConfigError {
        ConfigError::Invalid { error: error.into() }
    }
}

impl From<core::Error> for EngineError {
    fn from(error: core::Error) -> EngineError {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        EngineError {
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
            rate: error.rate(),
            retry_after_ms: error.retry_after().map(millis),
            phase: error.phase(),
            body: error.body().map(<[u8]>::to_vec),
            attempts: error.attempts(),
            elapsed_ms: millis(error.elapsed()),
            may_have_been_sent: error.may_have_been_sent(),
            retryable: error.is_retryable(),
            is_duplicate: error.is_duplicate(),
        }
    }
}

impl From<core::ErrorKind> for ErrorKind {
    fn from(kind: core::ErrorKind) -> ErrorKind {
        match kind {
            core::ErrorKind::Api => ErrorKind::Api,
            core::ErrorKind::Auth => ErrorKind::Auth,
            core::ErrorKind::RateLimited => ErrorKind::RateLimited,
            core::ErrorKind::Timeout => ErrorKind::Timeout,
            core::ErrorKind::Transport => ErrorKind::Transport,
            core::ErrorKind::Decode => ErrorKind::Decode,
            core::ErrorKind::Page => ErrorKind::Page,
            core::ErrorKind::Config => ErrorKind::Config,
            core::ErrorKind::InvalidArgument => ErrorKind::InvalidArgument,
            core::ErrorKind::Cancelled => ErrorKind::Cancelled,
            _ => ErrorKind::Other,
        }
    }
}
