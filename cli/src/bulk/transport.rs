//! The transport of a bulk run: a row is in the journal before its request is sent. Calls that wait for the rate limit are not.

use super::journal::Journal;
use oktant::transport::{Sent, Transport};
use oktant::{Failure, FailureKind, HttpRequest};
use oktant_core::Phase;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

tokio::task_local! {
    /// The row whose call a task runs.
    pub(super) static ROW: usize;
}

/// A transport that writes which row it sends.
pub(super) struct Journalled {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) journal: Arc<Mutex<Journal>>,
}

impl Transport for Journalled {
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_> {
        let started = ROW.try_with(|row| {
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            journal.start(*row)
        });
        match started {
            Ok(Err(error)) => {
                let failure = Failure::new(FailureKind::Broken, Phase::Connect, format!("the journal: {error}"));
                Box::pin(async { Err(failure) })
            }
            Ok(Ok(())) | Err(_) => self.transport.send(request, timeout),
        }
    }
}
