//! Sends the rows of a bulk run, several at once.

use super::job::Job;
use super::journal::{Counts, Journal, RowState};
use super::outcome::{Ending, is_for_all};
use super::progress::Progress;
use super::rows::Row;
use super::transport::ROW;
use crate::call::AnyOperation;
use crate::failure::{Failure, INTERRUPTED, Result};
use crate::notes::note;
use oktant::bindings;
use oktant::{Client, Json, RawResponse};
use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::signal::ctrl_c;
use tokio::sync::Notify;
use tokio::task::{AbortHandle, JoinError, JoinSet};
use tokio::time::interval;

/// The calls of a run that are under way.
struct Run<'a> {
    job: &'a Job,
    client: Client,
    journal: &'a Mutex<Journal>,
    calls: JoinSet<EndedCall>,
    handles: HashMap<usize, AbortHandle>,
    /// Why no more rows are begun.
    stop: Option<Failure>,
}

struct EndedCall {
    row: usize,
    /// Whether a run before may have sent the row.
    repeated: bool,
    result: oktant::Result<RawResponse<Option<Json>>>,
}

/// Sends every row that is wanted. Returns why not all were begun, if so; calls that were sent have ended then.
pub(super) async fn send(
    job: &Job,
    client: Client,
    journal: &Mutex<Journal>,
    taken_back: &Notify,
    progress: &Progress,
) -> Result<Option<Failure>> {
    let mut run = Run { job, client, journal, calls: JoinSet::new(), handles: HashMap::new(), stop: None };
    let mut rows = job.source.rows()?;
    let mut ticks = interval(progress.period());
    ticks.tick().await;
    let mut interrupt = pin!(ctrl_c());
    loop {
        while run.stop.is_none()
            && run.calls.len() < job.concurrency
            && let Some(row) = rows.next()
        {
            if let Err(failure) = row.and_then(|row| run.begin(&row)) {
                run.stop(failure);
            }
        }
        tokio::select! {
            ended = run.calls.join_next() => match ended {
                None => return Ok(run.stop),
                Some(ended) => run.end(ended),
            },
            _ = &mut interrupt => {
                interrupt.set(ctrl_c());
                run.interrupt();
            }
            () = taken_back.notified() => run.drop_waiting(),
            _ = ticks.tick() => progress.tick(run.counts()),
        }
        progress.update(run.counts());
    }
}

impl Run<'_> {
    /// Begins the call of a row, if it is wanted.
    fn begin(&mut self, row: &Row) -> Result {
        let number = row.number;
        let state = self.journal().states().get(number);
        if !self.job.wants(state) {
            return Ok(());
        }
        let arguments = self.job.arguments(row)?;
        let request = bindings::request::<AnyOperation>(&self.client, Arc::clone(&self.job.operation), arguments);
        let repeated = state != RowState::NotStarted;
        let call = async move { EndedCall { row: number, repeated, result: request.raw().await } };
        self.handles.insert(number, self.calls.spawn(ROW.scope(number, call)));
        Ok(())
    }

    /// Writes how a call ended.
    fn end(&mut self, ended: std::result::Result<EndedCall, JoinError>) {
        let EndedCall { row, repeated, result } = match ended {
            Ok(ended) => ended,
            // Its row was not sent.
            Err(error) if error.is_cancelled() => return,
            Err(error) => return self.stop(Failure::Local(format!("a call broke: {error}"))),
        };
        self.handles.remove(&row);
        let ending = Ending::of(&self.job.operation, result.as_ref(), repeated);
        let written = self.journal().end(row, ending);
        match (written, result) {
            (Err(error), _) => self.stop(Failure::file("the journal", &error)),
            (Ok(()), Err(error)) if is_for_all(&error) => self.stop(error.into()),
            _ => {}
        }
    }

    /// Begins no more rows.
    fn stop(&mut self, failure: Failure) {
        self.stop.get_or_insert(failure);
        self.drop_waiting();
    }

    /// Once no more rows are begun, drops the calls that are not sent.
    fn drop_waiting(&self) {
        if self.stop.is_none() {
            return;
        }
        let journal = self.journal();
        self.handles.iter().filter(|(row, _)| !journal.is_in_flight(**row)).for_each(|(_, call)| call.abort());
    }

    /// Ctrl-C: the calls that are sent end; a second one drops them too.
    fn interrupt(&mut self) {
        if self.stop.is_some() {
            return self.calls.abort_all();
        }
        self.stop(Failure::Code(INTERRUPTED));
        if !self.calls.is_empty() {
            note!("interrupted: the rows that are sent end; interrupt again to leave them");
        }
    }

    fn counts(&self) -> Counts {
        self.journal().states().counts()
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
