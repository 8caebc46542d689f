//! A call on its way: polled by the thread that waits for it, or by an event loop.

use crate::answer::Raw;
use crate::bell::Bell;
use crate::carrier::{Carrier, Held};
use crate::door::Door;
use crate::question::Question;
use crate::runtime::Owned;
use crate::{error, stop, within};
use oktant_core::drive::drive;
use oktant_core::step::Outcome;
use oktant_core::{Call, Pager};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How long a thread sleeps before it looks for signals.
const SLICE: Duration = Duration::from_millis(40);

/// A call on its way. Dropping it gives the call up.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct Flight {
    state: Owned<Mutex<State>>,
    bell: Arc<Bell>,
    question: Arc<Question>,
}

enum State {
    /// It is under way.
    Flying(Pin<Box<dyn Future<Output = Ended> + Send>>),
    /// It is over.
    Landed(Box<Ended>),
    /// Its outcome was taken, or it was given up.
    Gone,
}

struct Ended {
    outcome: Outcome,
    held: Held,
    attempts: u32,
    /// Of a list that is called for its first page.
    pager: Option<Pager>,
}

impl Flight {
    pub(crate) fn new(mut call: Call, mut carrier: Carrier, pager: Option<Pager>) -> Flight {
        let question = Arc::clone(&carrier.question);
        let future = async move {
            let outcome = drive(&mut call, &mut carrier).await;
            Ended { outcome, held: carrier.kept, attempts: call.attempts(), pager }
        };
        let state = Owned::new(Mutex::new(State::Flying(Box::pin(future))));
        Flight { state, bell: Arc::default(), question }
    }

    /// Goes on as far as it can. True when it is over.
    pub(crate) fn advance(&self) -> PyResult<bool> {
        let mut state = self.locked()?;
        let State::Flying(future) = &mut *state else {
            return Ok(true);
        };
        let waker = Waker::from(Arc::clone(&self.bell));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        let raised = stop::take();
        let (over, next) = match (polled, &raised) {
            (_, Some(_)) => (true, State::Gone),
            (Poll::Ready(ended), None) => (true, State::Landed(Box::new(ended))),
            (Poll::Pending, None) => return Ok(false),
        };
        let before = std::mem::replace(&mut *state, next);
        drop(state);
        // Not under the lock: what goes with it may be the program's own.
        drop(before);
        raised.map_or(Ok(over), Err)
    }

    /// Never waits: who holds the lock may wait for the GIL, in a callback.
    fn locked(&self) -> PyResult<MutexGuard<'_, State>> {
        let Some(state) = self.state.get() else {
            let what = "this call belongs to the process that forked: make it again in this one";
            return Err(PyRuntimeError::new_err(what));
        };
        state.try_lock().map_err(|_| PyRuntimeError::new_err("another thread is waiting for this call"))
    }
}

#[pymethods]
impl Flight {
    /// Waits in this thread and gives the answer; its value is what `make` makes of it.
    #[pyo3(signature = (make = None))]
    fn wait(&self, py: Python<'_>, make: Option<Py<PyAny>>) -> PyResult<Raw> {
        while !self.advance()? {
            if let Some((awaitable, _)) = self.question.take() {
                self.question.answer(Err(not_awaited(awaitable.bind(py))));
                continue;
            }
            py.detach(|| self.bell.sleep(SLICE));
            if let Err(signal) = py.check_signals() {
                self.cancel();
                return Err(signal);
            }
        }
        self.result(py, make)
    }

    /// Goes on as far as it can. True when it is over.
    fn turn(&self) -> PyResult<bool> {
        self.advance()
    }

    /// Lets `future` go on when this call can. False where it can already.
    fn listen(&self, door: &Door, future: Py<PyAny>) -> bool {
        self.bell.listen(door.queue(), future)
    }

    /// What the event loop must await for the call to go on, and for how many seconds.
    fn question(&self) -> Option<(Py<PyAny>, Option<f64>)> {
        self.question.take()
    }

    /// What came of the question: a value, or an exception.
    #[pyo3(signature = (value, error = None))]
    fn answer(&self, py: Python<'_>, value: Py<PyAny>, error: Option<Py<PyAny>>) {
        let answer = match error {
            Some(error) => Err(PyErr::from_value(error.into_bound(py))),
            None => Ok(value),
        };
        self.question.answer(answer);
    }

    /// The answer of a call that is over; its value is what `make` makes of it.
    #[pyo3(signature = (make = None))]
    fn result(&self, py: Python<'_>, make: Option<Py<PyAny>>) -> PyResult<Raw> {
        let ended = {
            let mut state = self.locked()?;
            match std::mem::replace(&mut *state, State::Gone) {
                State::Landed(ended) => *ended,
                State::Flying(_) | State::Gone => {
                    return Err(PyRuntimeError::new_err("this call has no answer to give"));
                }
            }
        };
        let Ended { outcome, held, attempts, pager } = ended;
        match outcome {
            Ok(answer) => Ok(Raw::new(answer, held, attempts, pager, make)),
            Err(error) if held.bytes.is_empty() => Err(error::raised(py, &error)),
            Err(error) => Err(error::raised(py, &error.with_body(held.bytes.to_vec().into()))),
        }
    }

    /// From here on the event loop awaits what a callback of this call gave; until it is left with what this gives.
    fn enter(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.question.place.enter(py)
    }

    /// It awaits it no longer.
    #[staticmethod]
    fn leave(py: Python<'_>, token: Py<PyAny>) -> PyResult<()> {
        within::leave(py, token)
    }

    /// Gives the call up.
    fn cancel(&self) {
        let given_up = self.locked().map(|mut state| std::mem::replace(&mut *state, State::Gone));
        drop(given_up);
        self.bell.forget();
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.bell.visit(&visit)?;
        self.question.visit(&visit)
    }

    fn __clear__(&self) {
        self.bell.forget();
        self.question.forget();
    }
}

/// What a function gave for an event loop to await, where there is none.
fn not_awaited(awaitable: &Bound<'_, PyAny>) -> PyErr {
    // A coroutine that is closed is not complained of as never awaited.
    let _ = awaitable.call_method0("close");
    PyTypeError::new_err("a Client cannot await: give it a function that is not async, or use AsyncClient")
}
