//! A call in progress: polled by the thread that waits for it, or by an event loop.

use crate::call_host::{CallContext, CallHost};
use crate::error::to_pyerr;
use crate::json::ResponseBody;
use crate::loop_waker::LoopWaker;
use crate::notifier::Notifier;
use crate::per_process::PerProcess;
use crate::raw_response::RawResponse;
use crate::{callback_scope, interrupt};
use oktant_core::drive::drive;
use oktant_core::step::Outcome;
use oktant_core::{Call, Operation, Pager};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How long a thread sleeps before it checks for signals.
pub(crate) const SIGNAL_INTERVAL: Duration = Duration::from_millis(40);

/// A call in progress. Dropping it cancels the call.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct PendingCall {
    state: PerProcess<Mutex<State>>,
    notifier: Arc<Notifier>,
    context: Arc<CallContext>,
}

enum State {
    Running(Pin<Box<dyn Future<Output = Finished> + Send>>),
    Finished(Box<Finished>),
    /// The outcome was taken, or the call was cancelled.
    Taken,
}

struct Finished {
    outcome: Outcome,
    body: ResponseBody,
    attempts: u32,
    operation: Arc<Operation>,
    /// The list, if the call is of its first page.
    pager: Option<Pager>,
}

impl PendingCall {
    pub(crate) fn new(mut call: Call, mut host: CallHost, pager: Option<Pager>) -> PendingCall {
        let context = Arc::clone(&host.context);
        let future = async move {
            let outcome = drive(&mut call, &mut host).await;
            Finished {
                outcome,
                body: host.body,
                attempts: call.attempts(),
                operation: Arc::clone(call.operation()),
                pager,
            }
        };
        let state = PerProcess::new(Mutex::new(State::Running(Box::pin(future))));
        PendingCall { state, notifier: Arc::default(), context }
    }

    /// Runs the call as far as it can go. True if it has finished.
    pub(crate) fn advance(&self) -> PyResult<bool> {
        let mut state = self.locked()?;
        let State::Running(future) = &mut *state else {
            return Ok(true);
        };
        let waker = Waker::from(Arc::clone(&self.notifier));
        let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
        let interrupt = interrupt::take();
        let (finished, next) = match (polled, &interrupt) {
            (_, Some(_)) => (true, State::Taken),
            (Poll::Ready(finished), None) => (true, State::Finished(Box::new(finished))),
            (Poll::Pending, None) => return Ok(false),
        };
        let before = std::mem::replace(&mut *state, next);
        drop(state);
        // After unlocking, because dropping it may run Python.
        drop(before);
        interrupt.map_or(Ok(finished), Err)
    }

    /// Never blocks: the thread that holds the lock may wait for the GIL, in a callback.
    fn locked(&self) -> PyResult<MutexGuard<'_, State>> {
        let Some(state) = self.state.get() else {
            let what = "this call belongs to the parent process: make it again in this process";
            return Err(PyRuntimeError::new_err(what));
        };
        state.try_lock().map_err(|_| PyRuntimeError::new_err("another thread is waiting for this call"))
    }
}

#[pymethods]
impl PendingCall {
    /// Waits in this thread and returns the response; `make` makes its value.
    #[pyo3(signature = (make = None))]
    fn wait(&self, py: Python<'_>, make: Option<Py<PyAny>>) -> PyResult<RawResponse> {
        while !self.advance()? {
            if let Some((awaitable, _)) = self.context.runner.take() {
                self.context.runner.resume(Err(not_awaited(awaitable.bind(py))));
                continue;
            }
            py.detach(|| self.notifier.sleep(SIGNAL_INTERVAL));
            if let Err(signal) = py.check_signals() {
                self.cancel();
                return Err(signal);
            }
        }
        self.result(py, make)
    }

    /// Runs the call as far as it can go. True if it has finished.
    fn poll(&self) -> PyResult<bool> {
        self.advance()
    }

    /// Completes `future` when the call can go on. False if it can already.
    fn register(&self, waker: &LoopWaker, future: Py<PyAny>) -> bool {
        self.notifier.register(waker.queue(), future)
    }

    /// The awaitable that the event loop must await for the call to go on, and how many seconds it may take.
    fn awaitable(&self) -> Option<(Py<PyAny>, Option<f64>)> {
        self.context.runner.take()
    }

    /// Sets what the awaitable returned or raised.
    #[pyo3(signature = (value, error = None))]
    fn resume(&self, py: Python<'_>, value: Py<PyAny>, error: Option<Py<PyAny>>) {
        let result = match error {
            Some(error) => Err(PyErr::from_value(error.into_bound(py))),
            None => Ok(value),
        };
        self.context.runner.resume(result);
    }

    /// The response of a call that has finished; `make` makes its value.
    #[pyo3(signature = (make = None))]
    fn result(&self, py: Python<'_>, make: Option<Py<PyAny>>) -> PyResult<RawResponse> {
        let finished = {
            let mut state = self.locked()?;
            match std::mem::replace(&mut *state, State::Taken) {
                State::Finished(finished) => *finished,
                State::Running(_) | State::Taken => {
                    return Err(PyRuntimeError::new_err("this call has no response to return"));
                }
            }
        };
        let Finished { outcome, body, attempts, operation, pager } = finished;
        match outcome {
            Ok(response) => Ok(RawResponse::new(response, body, operation, attempts, pager, make)),
            Err(error) if body.bytes.is_empty() => Err(to_pyerr(py, &error)),
            Err(error) => Err(to_pyerr(py, &error.with_body(body.bytes.to_vec().into()))),
        }
    }

    /// Enters the scope of this call's callbacks, in which the event loop awaits; `leave` takes the token that this returns.
    fn enter(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.context.runner.scope.enter(py)
    }

    /// Leaves the scope of this call's callbacks.
    #[staticmethod]
    fn leave(py: Python<'_>, token: Py<PyAny>) -> PyResult<()> {
        callback_scope::leave(py, token)
    }

    /// Cancels the call.
    fn cancel(&self) {
        let cancelled = self.locked().map(|mut state| std::mem::replace(&mut *state, State::Taken));
        drop(cancelled);
        self.notifier.clear();
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.notifier.visit(&visit)?;
        self.context.visit(&visit)
    }

    fn __clear__(&self) {
        self.notifier.clear();
        self.context.runner.clear();
    }
}

/// The error for a callback that returns an awaitable where no event loop runs.
pub(crate) fn not_awaited(awaitable: &Bound<'_, PyAny>) -> PyErr {
    // Python warns of a coroutine that was never awaited, but not of one that was closed.
    let _ = awaitable.call_method0("close");
    PyTypeError::new_err("a Client cannot await: give it a function that is not async, or use AsyncClient")
}
