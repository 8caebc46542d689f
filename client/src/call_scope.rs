//! Tracks in whose callbacks a call is made, so that a callback that waits for its own call can be detected.

use oktant_core::CallId;
use std::sync::Arc;

tokio::task_local! {
    static INNERMOST: CallScope;
}

/// A call, and the calls in whose callbacks it was made.
#[derive(Clone)]
pub(crate) struct CallScope {
    /// The address of the client's shared state, which is unique while the client lives.
    client: usize,
    call_id: CallId,
    /// The call in whose callback this one was made.
    outer: Option<Arc<CallScope>>,
}

impl CallScope {
    /// The scope of a call that the current task makes.
    pub(crate) fn new(client: usize, call_id: CallId) -> CallScope {
        CallScope { client, call_id, outer: INNERMOST.try_with(|scope| Arc::new(scope.clone())).ok() }
    }

    /// Runs a callback of this call.
    pub(crate) async fn run<T>(&self, callback: impl Future<Output = T>) -> T {
        INNERMOST.scope(self.clone(), callback).await
    }

    /// The calls of the same client in whose callbacks this one was made, innermost first.
    pub(crate) fn enclosing_calls(&self) -> Vec<CallId> {
        let outer = std::iter::successors(self.outer.as_deref(), |scope| scope.outer.as_deref());
        outer.filter(|scope| scope.client == self.client).map(|scope| scope.call_id).collect()
    }
}
