//! Tells a waiting thread or event loop that its call can go on.

use crate::loop_waker::WakeQueue;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::time::Duration;

/// The waker of a call. Threads of the runtime wake it; it wakes the thread that sleeps, or completes a future of an event loop.
#[derive(Default)]
pub(crate) struct Notifier {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Default)]
struct State {
    woken: bool,
    future: Option<(Arc<WakeQueue>, Py<PyAny>)>,
}

impl Notifier {
    /// Completes `future` at the next wakeup. False, without keeping it, if there was a wakeup since the last registration.
    pub(crate) fn register(&self, queue: Arc<WakeQueue>, future: Py<PyAny>) -> bool {
        let mut state = self.locked();
        if std::mem::take(&mut state.woken) {
            return false;
        }
        let before = state.future.replace((queue, future));
        drop(state);
        drop(before);
        true
    }

    /// Sleeps until a wakeup, but not longer than `at_most`.
    pub(crate) fn sleep(&self, at_most: Duration) {
        let state = self.locked();
        let slept = self.woken.wait_timeout_while(state, at_most, |state| !state.woken);
        slept.unwrap_or_else(PoisonError::into_inner).0.woken = false;
    }

    /// Drops the registered future.
    pub(crate) fn clear(&self) {
        let registered = self.locked().future.take();
        drop(registered);
    }

    /// Shows Python's garbage collector the registered future: its task holds the call, and so this notifier.
    pub(crate) fn visit(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        match self.state.try_lock().as_deref() {
            Ok(State { future: Some((_, future)), .. }) => visit.call(future),
            _ => Ok(()),
        }
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Notifier {
    fn wake(self: Arc<Self>) {
        let future = {
            let mut state = self.locked();
            state.woken = true;
            state.future.take()
        };
        self.woken.notify_one();
        if let Some((queue, future)) = future {
            queue.push(future);
        }
    }
}
