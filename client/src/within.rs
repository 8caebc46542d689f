//! In which calls' callbacks the running task is.

use oktant_core::Ticket;
use std::sync::Arc;

tokio::task_local! {
    static INNERMOST: Place;
}

/// A call of a client.
#[derive(Clone)]
pub(crate) struct Place {
    /// An address that no other client has as long as this one lives.
    client: usize,
    ticket: Ticket,
    /// The call in whose callback this one was made.
    outer: Option<Arc<Place>>,
}

impl Place {
    /// Of a call that this task makes.
    pub(crate) fn new(client: usize, ticket: Ticket) -> Place {
        Place { client, ticket, outer: INNERMOST.try_with(|place| Arc::new(place.clone())).ok() }
    }

    /// Runs a callback of the call.
    pub(crate) async fn run<T>(&self, callback: impl Future<Output = T>) -> T {
        INNERMOST.scope(self.clone(), callback).await
    }

    /// The calls of the same client in whose callbacks this one was made.
    pub(crate) fn around(&self) -> Vec<Ticket> {
        let outer = std::iter::successors(self.outer.as_deref(), |place| place.outer.as_deref());
        outer.filter(|place| place.client == self.client).map(|place| place.ticket).collect()
    }
}
