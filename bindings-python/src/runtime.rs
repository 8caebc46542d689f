//! The one runtime, on which all sockets and timers of the process live.

use crate::per_process::PerProcess;
use oktant_core::Error;
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: Mutex<Option<PerProcess<&'static Runtime>>> = Mutex::new(None);

/// The runtime of this process.
pub(crate) fn runtime() -> Result<&'static Runtime, Error> {
    let mut slot = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = slot.as_ref().and_then(PerProcess::get) {
        return Ok(runtime);
    }
    // One thread does the I/O: its work for a call is little beside Python's own, and a second thread would be woken for nothing.
    let built = Builder::new_multi_thread().worker_threads(1).thread_name("oktant").enable_all().build();
    let built = built.map_err(|error| Error::transport(format!("no thread for calls can be started: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(built));
    *slot = Some(PerProcess::new(runtime));
    Ok(runtime)
}
