//! What tells a waiting thread or event loop that its call goes on.

use crate::door::Queue;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::time::Duration;

/// Rung from threads of the runtime; heard by a thread that sleeps, or at an event loop's door.
#[derive(Default)]
pub(crate) struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    rung: bool,
    future: Option<(Arc<Queue>, Py<PyAny>)>,
}

impl Bell {
    /// Lets `future` go on when it rings next. False, without keeping it, where it has rung since it was last listened to.
    pub(crate) fn listen(&self, queue: Arc<Queue>, future: Py<PyAny>) -> bool {
        let mut state = self.locked();
        if std::mem::take(&mut state.rung) {
            return false;
        }
        let before = state.future.replace((queue, future));
        drop(state);
        drop(before);
        true
    }

    /// Sleeps until it rings, but not longer than `at_most`.
    pub(crate) fn sleep(&self, at_most: Duration) {
        let state = self.locked();
        let slept = self.rung.wait_timeout_while(state, at_most, |state| !state.rung);
        slept.unwrap_or_else(PoisonError::into_inner).0.rung = false;
    }

    /// Forgets the future that waits.
    pub(crate) fn forget(&self) {
        let wait = self.locked().future.take();
        drop(wait);
    }

    /// Shows Python's garbage collector the future that waits: its task holds the call, and so this bell.
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

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let future = {
            let mut state = self.locked();
            state.rung = true;
            state.future.take()
        };
        self.rung.notify_one();
        if let Some((queue, future)) = future {
            queue.ring(future);
        }
    }
}
