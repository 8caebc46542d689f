//! Wakes an event loop from any thread. The loop's own thread then completes the futures of the calls that can go on.
//!
//! A wakeup is a byte in a pipe that the loop watches, which needs no GIL; for loops that cannot watch a pipe it is a callback.

use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
#[cfg(unix)]
use std::os::{fd::AsRawFd, unix::net::UnixStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The waker of one event loop.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct LoopWaker(Arc<WakeQueue>);

/// Futures of the loop whose calls can go on.
pub(crate) struct WakeQueue {
    ready: Mutex<Vec<Py<PyAny>>>,
    callback: Option<Py<PyAny>>,
    #[cfg(unix)]
    pipe: (UnixStream, UnixStream),
}

impl WakeQueue {
    /// Adds a future, and wakes the loop if the queue was empty: one wakeup is enough for all that come before the loop runs.
    pub(crate) fn push(&self, future: Py<PyAny>) {
        let first = {
            let mut ready = self.locked();
            ready.push(future);
            ready.len() == 1
        };
        if !first {
            return;
        }
        if let Some(callback) = &self.callback {
            // If the loop is closed or the process exits, nobody waits any more.
            Python::try_attach(|py| drop(callback.call0(py)));
            return;
        }
        // A full pipe wakes the loop already.
        #[cfg(unix)]
        let _ = std::io::Write::write(&mut &self.pipe.1, &[1]);
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Py<PyAny>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LoopWaker {
    pub(crate) fn queue(&self) -> Arc<WakeQueue> {
        Arc::clone(&self.0)
    }
}

#[pymethods]
impl LoopWaker {
    #[new]
    #[pyo3(signature = (callback = None))]
    fn new(callback: Option<Py<PyAny>>) -> PyResult<LoopWaker> {
        #[cfg(unix)]
        let pipe = UnixStream::pair()?;
        #[cfg(unix)]
        for end in [&pipe.0, &pipe.1] {
            end.set_nonblocking(true)?;
        }
        let queue = WakeQueue {
            ready: Mutex::default(),
            callback,
            #[cfg(unix)]
            pipe,
        };
        Ok(LoopWaker(Arc::new(queue)))
    }

    /// The file descriptor that the loop watches.
    #[cfg(unix)]
    fn fileno(&self) -> i32 {
        self.0.pipe.0.as_raw_fd()
    }

    /// The file descriptor that the loop watches.
    #[cfg(not(unix))]
    fn fileno(&self) -> PyResult<i32> {
        Err(pyo3::exceptions::PyRuntimeError::new_err("there is no pipe to watch on this system"))
    }

    /// Completes the futures of the calls that can go on.
    fn wake(&self, py: Python<'_>) -> PyResult<()> {
        // There may be nothing to read: an earlier run may have completed this wakeup's futures too.
        #[cfg(unix)]
        let _ = std::io::Read::read(&mut &self.0.pipe.0, &mut [0; 64]);
        let ready = std::mem::take(&mut *self.0.locked());
        for future in ready {
            if !future.call_method0(py, "done")?.is_truthy(py)? {
                future.call_method1(py, "set_result", (py.None(),))?;
            }
        }
        Ok(())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.callback)?;
        // Must not block: another thread may hold the lock.
        let Ok(ready) = self.0.ready.try_lock() else { return Ok(()) };
        ready.iter().try_for_each(|future| visit.call(future))
    }

    fn __clear__(&self) {
        let ready = std::mem::take(&mut *self.0.locked());
        drop(ready);
    }
}
