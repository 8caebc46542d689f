//! In which calls' callbacks the running task is.

use oktant_core::CallId;
use std::sync::Arc;

tokio::task_local! {
    static INNERMOST: CallScope;
}

/// A call of a client.
#[derive(Clone)]
pub(crate) struct CallScope {
    /// An address that no other client has as long as this one lives.
    client: usize,
    call_id: CallId,
    /// The call in whose callback this one was made.
    outer: Option<Arc<CallScope>>,
}

impl CallScope {
    /// Of a call that this task makes.
    pub(crate) fn new(client: usize, call_id: CallId) -> CallScope {
        CallScope { client, call_id, outer: INNERMOST.try_with(|scope| Arc::new(scope.clone())).ok() }
    }

    /// Runs a callback of the call.
    pub(crate) async fn run<T>(&self, callback: impl Future<Output = T>) -> T {
        INNERMOST.scope(self.clone(), callback).await
    }

    /// The calls of the same client in whose callbacks this one was made.
    pub(crate) fn enclosing_calls(&self) -> Vec<CallId> {
        let outer = std::iter::successors(self.outer.as_deref(), |scope| scope.outer.as_deref());
        outer.filter(|scope| scope.client == self.client).map(|scope| scope.call_id).collect()
    }
}
