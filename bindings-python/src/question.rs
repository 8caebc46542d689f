//! Functions of the program that a call comes back to. They run in the thread that waits for the call; what they give to be
//! awaited goes to the event loop.

use oktant::{Failure, FailureKind, Phase};
use oktant_core::step::Input;
use pyo3::exceptions::{PyException, PyTimeoutError};
use pyo3::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

/// Where an awaitable goes that the event loop must await, and where its answer comes from.
#[derive(Default)]
pub(crate) struct Question {
    asked: Mutex<Asked>,
    /// What stops the whole call: a Ctrl-C, an exit.
    stop: Mutex<Option<PyErr>>,
}

#[derive(Default)]
enum Asked {
    /// Nothing was asked.
    #[default]
    Nothing,
    /// The awaitable, and how many seconds it may take.
    Awaitable(Py<PyAny>, Option<f64>),
    /// It is being awaited.
    Awaited,
    /// What came.
    Answer(PyResult<Py<PyAny>>),
}

impl Question {
    /// Calls a function of the program; what it gives to be awaited is awaited.
    pub(crate) async fn call(
        &self,
        function: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
        limit: Option<Duration>,
    ) -> PyResult<Py<PyAny>> {
        let answer = Python::attach(|py| {
            let answer = function(py)?;
            let awaitable = answer.bind(py).hasattr("__await__")?;
            Ok::<_, PyErr>((answer, awaitable))
        })?;
        match answer {
            (awaitable, true) => self.ask(awaitable, limit.map(|limit| limit.as_secs_f64())).await,
            (answer, false) => Ok(answer),
        }
    }

    /// Asks; the answer is found at the next turn after it.
    pub(crate) async fn ask(&self, awaitable: Py<PyAny>, limit: Option<f64>) -> PyResult<Py<PyAny>> {
        self.set(Asked::Awaitable(awaitable, limit));
        std::future::poll_fn(|_| self.poll()).await
    }

    /// What is to be awaited, if anything.
    pub(crate) fn take(&self) -> Option<(Py<PyAny>, Option<f64>)> {
        let mut asked = locked(&self.asked);
        match std::mem::replace(&mut *asked, Asked::Awaited) {
            Asked::Awaitable(awaitable, limit) => Some((awaitable, limit)),
            other => {
                *asked = other;
                None
            }
        }
    }

    /// What came of it. The call goes on at its next turn.
    pub(crate) fn answer(&self, answer: PyResult<Py<PyAny>>) {
        self.set(Asked::Answer(answer));
    }

    /// What a function raised, as an input. What is no mere exception stops the call.
    pub(crate) fn raised(&self, py: Python<'_>, error: PyErr, failure: fn(Python<'_>, PyErr) -> Failure) -> Input {
        if error.is_instance_of::<PyException>(py) {
            return Input::Failed(failure(py, error));
        }
        *locked(&self.stop) = Some(error);
        Input::Cancelled
    }

    /// What stopped the call.
    pub(crate) fn stopped(&self) -> Option<PyErr> {
        locked(&self.stop).take()
    }

    fn set(&self, asked: Asked) {
        // What stood there is dropped after unlocking: that may run Python.
        let before = std::mem::replace(&mut *locked(&self.asked), asked);
        drop(before);
    }

    fn poll(&self) -> Poll<PyResult<Py<PyAny>>> {
        let mut asked = locked(&self.asked);
        match std::mem::take(&mut *asked) {
            Asked::Answer(answer) => Poll::Ready(answer),
            other => {
                *asked = other;
                Poll::Pending
            }
        }
    }
}

/// The failure of a function that gives what a request needs: nothing was sent.
pub(crate) fn before_sending(py: Python<'_>, error: PyErr) -> Failure {
    let (kind, message) = told(py, &error);
    Failure::new(kind, Phase::Connect, message).with_source(Arc::new(error))
}

/// What kind of failure an exception is, and what it says.
pub(crate) fn told(py: Python<'_>, error: &PyErr) -> (FailureKind, String) {
    let late = error.is_instance_of::<PyTimeoutError>(py);
    let text = error.to_string();
    let text = match text.strip_suffix(": ") {
        Some(_) if late => String::new(),
        Some(name) => name.to_owned(),
        None => text,
    };
    (if late { FailureKind::TimedOut } else { FailureKind::Broken }, text)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
