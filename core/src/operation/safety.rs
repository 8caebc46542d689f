//! Whether an operation may be sent again after what came of it.

use crate::io::Phase;
use crate::{Headers, Method, Operation};

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AttemptResult<'a> {
    /// An answer that is no success.
    Answered { status: u16, headers: &'a Headers },
    /// No whole answer.
    Broken { phase: Phase },
}

/// True where sending it again may help and does no harm.
pub(crate) fn is_safe(operation: &Operation, result: AttemptResult<'_>) -> bool {
    match result {
        // Refused: nothing was done.
        AttemptResult::Answered { status: 429, .. } | AttemptResult::Broken { phase: Phase::Connect } => true,
        // Not one of Okta's answers; on a write it can be the final word.
        AttemptResult::Answered { status: 502, .. } => matches!(operation.method, Method::Get | Method::Head),
        AttemptResult::Answered { status: 503 | 504, .. } | AttemptResult::Broken { .. } => operation.idempotent,
        AttemptResult::Answered { .. } => false,
    }
}

/// True where the org may have done what was asked.
pub(crate) fn may_be_done(result: AttemptResult<'_>) -> bool {
    !matches!(result, AttemptResult::Answered { status: 429, .. } | AttemptResult::Broken { phase: Phase::Connect })
}
