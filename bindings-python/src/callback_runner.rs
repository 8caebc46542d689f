//! Runs callbacks in the thread that waits for the call. An awaitable that one returns goes to the event loop.

use crate::callback_scope::CallbackScope;
use crate::interrupt;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::step::Input;
use pyo3::exceptions::PyTimeoutError;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

/// Runs the callbacks of one call, one at a time.
pub(crate) struct CallbackRunner {
    pub(crate) scope: CallbackScope,
    pending: Mutex<Pending>,
}

#[derive(Default)]
enum Pending {
    /// No callback has returned an awaitable.
    #[default]
    Nothing,
    /// An awaitable for the event loop, and how many seconds it may take.
    Awaitable(Py<PyAny>, Option<f64>),
    /// The event loop awaits it.
    Awaited,
    /// What awaiting it returned or raised.
    Done(PyResult<Py<PyAny>>),
}

impl CallbackRunner {
    pub(crate) fn new(scope: CallbackScope) -> CallbackRunner {
        CallbackRunner { scope, pending: Mutex::default() }
    }

    /// Calls a function of the program, and awaits what it returns if that is awaitable.
    pub(crate) async fn call(
        &self,
        function: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
        limit: Option<Duration>,
    ) -> PyResult<Py<PyAny>> {
        let returned = Python::attach(|py| {
            let returned = self.scope.run(py, || function(py))?;
            let awaitable = returned.bind(py).hasattr("__await__")?;
            Ok::<_, PyErr>((returned, awaitable))
        })?;
        match returned {
            (awaitable, true) => self.hand_over(awaitable, limit.map(|limit| limit.as_secs_f64())).await,
            (value, false) => Ok(value),
        }
    }

    /// Hands an object to whoever polls the call, and waits for [`CallbackRunner::resume`].
    pub(crate) async fn hand_over(&self, awaitable: Py<PyAny>, limit: Option<f64>) -> PyResult<Py<PyAny>> {
        self.set(Pending::Awaitable(awaitable, limit));
        std::future::poll_fn(|_| self.poll()).await
    }

    /// Takes the object that was handed over, and how many seconds it may take.
    pub(crate) fn take(&self) -> Option<(Py<PyAny>, Option<f64>)> {
        let mut pending = locked(&self.pending);
        match std::mem::replace(&mut *pending, Pending::Awaited) {
            Pending::Awaitable(awaitable, limit) => Some((awaitable, limit)),
            other => {
                *pending = other;
                None
            }
        }
    }

    /// Sets what came of it. The call goes on when it is polled next.
    pub(crate) fn resume(&self, result: PyResult<Py<PyAny>>) {
        self.set(Pending::Done(result));
    }

    /// The input for an exception of a callback. One that is no `Exception` ends the call.
    pub(crate) fn failed(&self, py: Python<'_>, error: PyErr, failure: fn(Python<'_>, PyErr) -> Failure) -> Input {
        interrupt::catch(py, error).map_or(Input::Cancelled, |error| Input::Failed(failure(py, error)))
    }

    /// Shows Python's garbage collector the pending object.
    pub(crate) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.pending.try_lock().as_deref() {
            Ok(Pending::Awaitable(object, _) | Pending::Done(Ok(object))) => visit.call(object),
            _ => Ok(()),
        }
    }

    /// Drops the pending object.
    pub(crate) fn clear(&self) {
        self.set(Pending::Nothing);
    }

    fn set(&self, pending: Pending) {
        // The old value is dropped after unlocking: that may run Python.
        let before = std::mem::replace(&mut *locked(&self.pending), pending);
        drop(before);
    }

    fn poll(&self) -> Poll<PyResult<Py<PyAny>>> {
        let mut pending = locked(&self.pending);
        match std::mem::take(&mut *pending) {
            Pending::Done(result) => Poll::Ready(result),
            other => {
                *pending = other;
                Poll::Pending
            }
        }
    }
}

/// The failure for an exception of a callback that a request needs: nothing was sent.
pub(crate) fn before_sending(py: Python<'_>, error: PyErr) -> Failure {
    let (kind, message) = describe(py, &error);
    Failure::new(kind, Phase::Connect, message).with_source(Arc::new(error))
}

/// The kind of failure that an exception stands for, and its message.
pub(crate) fn describe(py: Python<'_>, error: &PyErr) -> (FailureKind, String) {
    let timed_out = error.is_instance_of::<PyTimeoutError>(py);
    let text = error.to_string();
    let text = match text.strip_suffix(": ") {
        Some(_) if timed_out => String::new(),
        Some(name) => name.to_owned(),
        None => text,
    };
    (if timed_out { FailureKind::TimedOut } else { FailureKind::Broken }, text)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
