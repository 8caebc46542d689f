//! In which calls' callbacks the running task is.

use oktant_core::Ticket;

tokio::task_local! {
    static OUTER: Vec<Place>;
}

/// A call of a client.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// An address that no other client has as long as this one lives.
    pub(crate) client: usize,
    pub(crate) ticket: Ticket,
}

impl Place {
    /// Runs a callback of the call.
    pub(crate) async fn run<T>(self, callback: impl Future<Output = T>) -> T {
        let mut outer = OUTER.try_with(Clone::clone).unwrap_or_default();
        outer.push(self);
        OUTER.scope(outer, callback).await
    }
}

/// The calls of a client in whose callbacks this task is.
pub(crate) fn calls(client: usize) -> Vec<Ticket> {
    let own = |outer: &Vec<Place>| outer.iter().filter(|call| call.client == client).map(|call| call.ticket).collect();
    OUTER.try_with(own).unwrap_or_default()
}
