//! The bearer callback and signers: what the caller's code returns, or why it returned nothing.

use crate::time::within;
use crate::{Failure, FailureKind, Phase};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// An error of the caller's code.
pub(crate) type Cause = Box<dyn Error + Send + Sync>;

/// Awaits a callback for at most `limit`. An error becomes the source of the failure.
pub(crate) async fn call<T>(
    limit: Option<Duration>,
    callback: impl Future<Output = Result<T, Cause>>,
) -> Result<T, Failure> {
    match within(limit, callback).await {
        Some(Ok(value)) => Ok(value),
        Some(Err(cause)) => {
            let failure = Failure::new(FailureKind::Broken, Phase::Connect, cause.to_string());
            Err(failure.with_source(Arc::from(cause)))
        }
        None => Err(Failure::new(FailureKind::TimedOut, Phase::Connect, "")),
    }
}
