//! Functions of the program that a call comes back to. They run in the thread that waits for the call; what they give to be
//! awaited goes to the event loop.

use crate::given::Given;
use crate::stop;
use crate::within::Place;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::CallId;
use oktant_core::step::Input;
use pyo3::exceptions::PyTimeoutError;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

/// Where an awaitable goes that the event loop must await, and where its answer comes from.
pub(crate) struct Question {
    /// What the program gave. Owned here, where the garbage collector sees it, and not by the call's future.
    pub(crate) given: Py<Given>,
    /// The call that comes back to it.
    pub(crate) place: Place,
    asked: Mutex<Asked>,
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
    /// Of a call to which this was given.
    pub(crate) fn new(given: Py<Given>, ticket: CallId) -> Question {
        Question { place: Place::new(&given, ticket), given, asked: Mutex::default() }
    }

    /// Calls a function of the program; what it gives to be awaited is awaited.
    pub(crate) async fn call(
        &self,
        function: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
        limit: Option<Duration>,
    ) -> PyResult<Py<PyAny>> {
        let answer = Python::attach(|py| {
            let answer = self.place.run(py, || function(py))?;
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
        stop::unless_exception(py, error).map_or(Input::Cancelled, |error| Input::Failed(failure(py, error)))
    }

    /// Shows Python's garbage collector what is kept.
    pub(crate) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.given)?;
        match self.asked.try_lock().as_deref() {
            Ok(Asked::Awaitable(object, _) | Asked::Answer(Ok(object))) => visit.call(object),
            _ => Ok(()),
        }
    }

    /// Forgets what was asked.
    pub(crate) fn forget(&self) {
        self.set(Asked::Nothing);
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
