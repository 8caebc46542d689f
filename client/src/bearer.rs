//! The bearer callback: access tokens from the caller.

use crate::Secret;
use crate::callback::{self, Cause};
use oktant_core::io::TokenRequest;
use oktant_core::step::Input;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// The bearer callback.
#[derive(Clone)]
pub struct Bearer(Arc<dyn Fn(TokenRequest) -> PendingToken + Send + Sync>);

type PendingToken = Pin<Box<dyn Future<Output = Result<String, Cause>> + Send>>;

impl Bearer {
    /// A callback that gets a token.
    pub fn new<F, T, E>(callback: F) -> Bearer
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
        let token = callback::call(request.timeout, (self.0)(request)).await;
        token.map_or_else(Input::Failed, |token| Input::Bearer(Secret::new(token)))
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer")
    }
}
