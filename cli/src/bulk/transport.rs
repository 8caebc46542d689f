//! The transport of a bulk run: a row is in the journal before its request is sent, and is taken back if the org surely did not
//! process it. So a call that waits for the rate limit can be dropped.

use super::journal::Journal;
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::{Failure, FailureKind, HttpRequest};
use oktant_core::Phase;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

tokio::task_local! {
    /// The row whose call a task runs.
    pub(super) static ROW: usize;
}

/// A transport that writes which row it sends.
pub(super) struct Journalled {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) journal: Arc<Mutex<Journal>>,
    /// Told when a row is taken back.
    pub(super) taken_back: Arc<Notify>,
}

impl Journalled {
    fn write(&self, write: impl FnOnce(&mut Journal, usize) -> io::Result<()>) -> io::Result<()> {
        let written = ROW.try_with(|row| write(&mut self.journal.lock().unwrap_or_else(PoisonError::into_inner), *row));
        written.unwrap_or_else(|_| Err(io::Error::other("a request of no row")))
    }
}

impl Transport for Journalled {
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_> {
        Box::pin(async move {
            if let Err(error) = self.write(Journal::start) {
                return Err(Failure::new(FailureKind::Broken, Phase::Connect, format!("the journal: {error}")));
            }
            let sent = self.transport.send(request, timeout).await;
            // If this cannot be written, the row is unknown, which does no harm.
            if was_not_processed(&sent) && self.write(Journal::take_back).is_ok() {
                self.taken_back.notify_one();
            }
            sent
        })
    }
}

fn was_not_processed(sent: &Result<HttpResponse, Failure>) -> bool {
    match sent {
        Ok(response) => response.status() == 429,
        Err(failure) => failure.phase == Phase::Connect,
    }
}
