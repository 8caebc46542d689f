//! The one runtime, on which all sockets and timers of the process live, and what belongs to one process alone.
//!
//! A forked child has none of its parent's threads. So it makes its own runtime, and what it has of the parent's is never
//! touched again, not even dropped. What is locked in this crate is locked by whoever holds the GIL, and so is `fork`: no
//! lock is copied while it is held.

use oktant_core::Error;
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};

/// Something of the process that made it.
pub(crate) struct Owned<T> {
    process: u32,
    value: Option<T>,
}

static RUNTIME: Mutex<Option<Owned<&'static Runtime>>> = Mutex::new(None);

impl<T> Owned<T> {
    /// Of this process.
    pub(crate) fn new(value: T) -> Owned<T> {
        Owned { process: std::process::id(), value: Some(value) }
    }

    /// The thing itself; `None` in any other process.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.process == std::process::id())
    }

    /// The thing itself; `None` in any other process.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().filter(|_| self.process == std::process::id())
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            std::mem::forget(self.value.take());
        }
    }
}

/// The runtime of this process.
pub(crate) fn runtime() -> Result<&'static Runtime, Error> {
    let mut slot = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = slot.as_ref().and_then(Owned::get) {
        return Ok(runtime);
    }
    // One thread does the I/O: what it does for a call is little beside Python's own work, and a second would be woken for nothing.
    let made = Builder::new_multi_thread().worker_threads(1).thread_name("oktant").enable_all().build();
    let made = made.map_err(|error| Error::transport(format!("no thread for calls can be started: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(made));
    *slot = Some(Owned::new(runtime));
    Ok(runtime)
}
