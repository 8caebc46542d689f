//! The bearer callback: access tokens from the caller.

use crate::time::NEVER;
use crate::{Failure, FailureKind, Phase, Secret};
use oktant_core::io::TokenRequest;
use oktant_core::step::Input;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// The bearer callback.
#[derive(Clone)]
pub(crate) struct Bearer(Arc<dyn Fn(TokenRequest) -> PendingToken + Send + Sync>);

type PendingToken = Pin<Box<dyn Future<Output = Result<String, Cause>> + Send>>;
type Cause = Box<dyn Error + Send + Sync>;

impl Bearer {
    pub(crate) fn new<F, T, E>(callback: F) -> Bearer
    where
        F: Fn(TokenRequest) -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Cause>,
    {
        Bearer(Arc::new(move |request| {
            let token = callback(request);
            Box::pin(async move { token.await.map_err(Into::into) })
        }))
    }

    /// Calls the callback, within the timeout of the request.
    pub(crate) async fn call(&self, request: TokenRequest) -> Input {
        let limit = request.timeout.map_or(NEVER, |limit| limit.min(NEVER));
        match tokio::time::timeout(limit, (self.0)(request)).await {
            Ok(Ok(token)) => Input::Bearer(Secret::new(token)),
            Ok(Err(cause)) => {
                let failure = Failure::new(FailureKind::Broken, Phase::Connect, cause.to_string());
                Input::Failed(failure.with_source(Arc::from(cause)))
            }
            Err(_) => Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Connect, "")),
        }
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer")
    }
}
