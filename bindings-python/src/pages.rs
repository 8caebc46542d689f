//! A list, page by page.

use crate::callbacks::Callbacks;
use crate::connection::Connection;
use crate::error::to_pyerr;
use crate::json;
use crate::pending_call::PendingCall;
use crate::per_process::PerProcess;
use crate::raw_response::RawResponse;
use oktant_core::{Call, CallId, Error, Pager};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::time::Duration;

/// A list that is read: one call for each page. From the fourth page on, the next page is prefetched while the program works on the
/// current one: a program that reads only the beginning causes no needless request.
#[pyclass(module = "oktant._native")]
pub(crate) struct Pages {
    callbacks: Py<Callbacks>,
    reader: PerProcess<PageReader>,
}

struct PageReader {
    connection: Connection,
    pager: Pager,
    next: Next,
    finished: u64,
    watcher: Option<Py<PyAny>>,
    /// The call that is watched.
    watched: Option<CallId>,
}

/// How many pages are read before the next one is prefetched.
const PAGES_BEFORE_PREFETCH: u64 = 3;

enum Next {
    /// The first page.
    First,
    /// A page to request.
    Call(Box<Call>),
    /// A page that is requested already.
    Prefetched(Py<PendingCall>),
    /// No page: an error after the last one.
    Failed(Error),
    /// No page: the list has ended.
    End,
}

impl PageReader {
    /// True if the next page may be requested while the program works on the current one.
    fn prefetches(&self) -> bool {
        self.finished > PAGES_BEFORE_PREFETCH && self.pager.rest().is_zero()
    }

    /// Watches this call instead of the one before.
    fn watch(&mut self, py: Python<'_>, callbacks: &Callbacks, call: Option<CallId>) {
        let new = call.zip(self.watcher.as_ref()).map(|(call, watcher)| (call, watcher.clone_ref(py)));
        let watched = new.as_ref().map(|(call, _)| *call);
        let old = std::mem::replace(&mut self.watched, watched);
        if old.is_some() || new.is_some() {
            callbacks.watch(old, new);
        }
    }
}

impl Pages {
    pub(crate) fn new(connection: Connection, callbacks: Py<Callbacks>, pager: Pager) -> Pages {
        let reader = PageReader { connection, pager, next: Next::First, finished: 0, watcher: None, watched: None };
        Pages { callbacks, reader: PerProcess::new(reader) }
    }

    fn reader(&mut self) -> PyResult<(&Py<Callbacks>, &mut PageReader)> {
        let what = "this list belongs to the parent process: read on from its cursor in this process";
        let reader = self.reader.get_mut().ok_or_else(|| PyRuntimeError::new_err(what))?;
        Ok((&self.callbacks, reader))
    }
}

#[pymethods]
impl Pages {
    /// The call of the next page; None at the end.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Py<PendingCall>>> {
        let (callbacks, reader) = self.reader()?;
        let call = match std::mem::replace(&mut reader.next, Next::End) {
            Next::First => reader.pager.first().map_err(|error| to_pyerr(py, &error))?,
            Next::Call(call) => *call,
            Next::Prefetched(call) => return Ok(Some(call)),
            Next::Failed(error) => return Err(to_pyerr(py, &error)),
            Next::End => return Ok(None),
        };
        reader.watch(py, callbacks.get(), Some(call.id()));
        Py::new(py, reader.connection.start(py, callbacks, call, None)?).map(Some)
    }

    /// Tells a function of pauses from now on, with seconds and operation; None ends it.
    fn watch(&mut self, py: Python<'_>, watcher: Option<Py<PyAny>>) {
        // A forked child ends the lists of its parent too.
        if let Some(reader) = self.reader.get_mut() {
            reader.watcher = watcher;
            reader.watch(py, self.callbacks.get(), None);
        }
    }

    /// Follows a growing list: at its end it is polled again after `every` seconds, forever.
    fn follow(&mut self, every: f64) -> PyResult<()> {
        let refused = |_| PyValueError::new_err(format!("cannot follow a list every {every} seconds: use 0 or more"));
        let (_, reader) = self.reader()?;
        reader.pager.follow(Duration::try_from_secs_f64(every).map_err(refused)?);
        Ok(())
    }

    /// How many seconds to sleep before the next page is requested.
    fn rest(&mut self) -> PyResult<f64> {
        Ok(self.reader()?.1.pager.rest().as_secs_f64())
    }

    /// Takes the response of a page and returns its items and the cursor of the next page. That one may be requested at once if
    /// more items are wanted; None stands for all.
    #[pyo3(signature = (raw, wanted))]
    fn finish_page(
        &mut self,
        py: Python<'_>,
        raw: &RawResponse,
        wanted: Option<u64>,
    ) -> PyResult<(Py<PyAny>, Option<String>)> {
        let (callbacks, reader) = self.reader()?;
        reader.finished += 1;
        let prefetch = wanted.is_none_or(|wanted| wanted > raw.response.body.count.unwrap_or_default());
        reader.next = match reader.pager.next(&raw.response) {
            Ok(Some(call)) if prefetch && reader.prefetches() && !callbacks.get().need_caller() => {
                reader.watch(py, callbacks.get(), Some(call.id()));
                let call = reader.connection.start(py, callbacks, call, None)?;
                call.advance()?;
                Next::Prefetched(Py::new(py, call)?)
            }
            Ok(Some(call)) => Next::Call(Box::new(call)),
            Ok(None) => Next::End,
            Err(error) => Next::Failed(error),
        };
        let items = json::items(py, reader.pager.paging(), raw.document());
        Ok((items, reader.pager.cursor().map(str::to_owned)))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.callbacks)?;
        let Some(PageReader { next, watcher, .. }) = self.reader.get() else { return Ok(()) };
        visit.call(watcher)?;
        match next {
            Next::Prefetched(call) => visit.call(call),
            _ => Ok(()),
        }
    }

    fn __clear__(&mut self) {
        if let Some(reader) = self.reader.get_mut() {
            reader.next = Next::End;
            reader.watcher = None;
        }
    }
}
