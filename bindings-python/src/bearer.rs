//! Access tokens that the caller's own function gives.

use crate::write::kind;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::Secret;
use oktant_core::step::{Asking, Input};
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

/// The caller's function: `(fresh: bool) -> str`, or an awaitable of one.
pub(crate) struct Bearer {
    function: Py<PyAny>,
}

/// Where an awaitable goes that the event loop must await, and where its answer comes from.
#[derive(Default)]
pub(crate) struct Question(Mutex<Asked>);

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

impl Bearer {
    pub(crate) fn new(function: Py<PyAny>) -> Bearer {
        Bearer { function }
    }

    /// Asks for a token. The function runs here, in the thread that waits for the call.
    pub(crate) async fn ask(&self, asking: Asking, question: &Question) -> Input {
        let answer = question.call(|py| self.function.call1(py, (asking.fresh,)), asking.timeout).await;
        Python::attach(|py| answer.map_or_else(|error| failed(py, error), |answer| token(answer.bind(py))))
    }
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
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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

    fn set(&self, asked: Asked) {
        // What stood there is dropped after unlocking: that may run Python.
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), asked);
        drop(before);
    }

    fn poll(&self) -> Poll<PyResult<Py<PyAny>>> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::take(&mut *asked) {
            Asked::Answer(answer) => Poll::Ready(answer),
            other => {
                *asked = other;
                Poll::Pending
            }
        }
    }
}

fn token(answer: &Bound<'_, PyAny>) -> Input {
    match answer.cast::<PyString>().map(|text| text.extract::<String>()) {
        Ok(Ok(text)) => Input::Bearer(Secret::new(text)),
        _ => {
            let what = format!("it gave {}, not a str", kind(answer));
            Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, what))
        }
    }
}

/// What a function of the program raised, as a failure of its host.
pub(crate) fn failed(py: Python<'_>, error: PyErr) -> Input {
    let slow = error.is_instance_of::<pyo3::exceptions::PyTimeoutError>(py);
    let trouble = if slow { FailureKind::TimedOut } else { FailureKind::Broken };
    Input::Failed(Failure::new(trouble, Phase::Connect, error.to_string()).with_source(Arc::new(error)))
}
