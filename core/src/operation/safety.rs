//! Decides whether an operation may be retried after a failed attempt.

use crate::io::Phase;
use crate::{Headers, Method, Operation};

/// The result of a failed attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AttemptResult<'a> {
    /// An error response.
    Answered { status: u16, headers: &'a Headers },
    /// No complete response.
    Broken { phase: Phase },
}

/// Whether a retry may help and is safe.
pub(crate) fn is_safe(operation: &Operation, result: AttemptResult<'_>) -> bool {
    match result {
        // The request was not processed.
        AttemptResult::Answered { status: 429, .. } | AttemptResult::Broken { phase: Phase::Connect } => true,
        // A gateway's response, not Okta's: a write may have been processed.
        AttemptResult::Answered { status: 502, .. } => matches!(operation.method, Method::Get | Method::Head),
        AttemptResult::Answered { status: 503 | 504, .. } | AttemptResult::Broken { .. } => operation.idempotent,
        AttemptResult::Answered { .. } => false,
    }
}

/// Whether the org may have processed the request.
pub(crate) fn may_be_done(result: AttemptResult<'_>) -> bool {
    !matches!(result, AttemptResult::Answered { status: 429, .. } | AttemptResult::Broken { phase: Phase::Connect })
}
