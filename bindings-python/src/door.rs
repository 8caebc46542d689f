//! Where calls ring that an event loop waits for: from any thread, answered in the loop's own.
//!
//! A ring is a byte in a pipe that the loop watches, which needs no GIL; for loops that cannot watch one it is a callback.

use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};
#[cfg(unix)]
use std::os::{fd::AsRawFd, unix::net::UnixStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The door of one event loop.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct Door(Arc<Queue>);

/// Futures of the loop that can go on.
pub(crate) struct Queue {
    ready: Mutex<Vec<Py<PyAny>>>,
    callback: Option<Py<PyAny>>,
    #[cfg(unix)]
    pipe: (UnixStream, UnixStream),
}

impl Queue {
    /// Rings for a future. One ring is enough for all that come before it is answered.
    pub(crate) fn ring(&self, future: Py<PyAny>) {
        let first = {
            let mut ready = self.locked();
            ready.push(future);
            ready.len() == 1
        };
        if !first {
            return;
        }
        if let Some(callback) = &self.callback {
            // A loop that is closed, or a process that ends, has nobody left who waits.
            Python::try_attach(|py| drop(callback.call0(py)));
            return;
        }
        // A full pipe rings already.
        #[cfg(unix)]
        let _ = std::io::Write::write(&mut &self.pipe.1, &[1]);
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Py<PyAny>>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Door {
    pub(crate) fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.0)
    }
}

#[pymethods]
impl Door {
    #[new]
    #[pyo3(signature = (callback = None))]
    fn new(callback: Option<Py<PyAny>>) -> PyResult<Door> {
        #[cfg(unix)]
        let pipe = UnixStream::pair()?;
        #[cfg(unix)]
        for end in [&pipe.0, &pipe.1] {
            end.set_nonblocking(true)?;
        }
        let queue = Queue {
            ready: Mutex::default(),
            callback,
            #[cfg(unix)]
            pipe,
        };
        Ok(Door(Arc::new(queue)))
    }

    /// What the loop watches.
    #[cfg(unix)]
    fn fileno(&self) -> i32 {
        self.0.pipe.0.as_raw_fd()
    }

    /// What the loop watches.
    #[cfg(not(unix))]
    fn fileno(&self) -> PyResult<i32> {
        Err(pyo3::exceptions::PyRuntimeError::new_err("there is no pipe to watch here"))
    }

    /// Lets go on who rang.
    fn answer(&self, py: Python<'_>) -> PyResult<()> {
        // Nothing to read is fine: an earlier answer was for it too.
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
        // Never waits: who holds the lock may be on another thread.
        let Ok(ready) = self.0.ready.try_lock() else { return Ok(()) };
        ready.iter().try_for_each(|future| visit.call(future))
    }

    fn __clear__(&self) {
        let ready = std::mem::take(&mut *self.0.locked());
        drop(ready);
    }
}
