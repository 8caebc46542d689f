//! Whether an operation may be sent again after what came of it.

use crate::io::Phase;
use crate::{Headers, Method, Operation};

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ended<'a> {
    /// An answer that is no success.
    Answered { status: u16, headers: &'a Headers },
    /// No whole answer.
    Broken { phase: Phase },
}

/// True where sending it again may help and does no harm.
pub(crate) fn is_safe(operation: &Operation, ended: Ended<'_>) -> bool {
    match ended {
        // Refused: nothing was done.
        Ended::Answered { status: 429, .. } | Ended::Broken { phase: Phase::Connect } => true,
        // Not one of Okta's answers; on a write it can be the final word.
        Ended::Answered { status: 502, .. } => matches!(operation.method, Method::Get | Method::Head),
        Ended::Answered { status: 503 | 504, .. } | Ended::Broken { .. } => operation.repeatable,
        Ended::Answered { .. } => false,
    }
}

/// True where the org may have done what was asked.
pub(crate) fn may_be_done(ended: Ended<'_>) -> bool {
    !matches!(ended, Ended::Answered { status: 429, .. } | Ended::Broken { phase: Phase::Connect })
}
