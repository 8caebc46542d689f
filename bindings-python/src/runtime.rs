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
    let fault = |error| Error::transport(format!("no thread for calls can be started: {error}"));
    let built = Builder::new_current_thread().enable_all().build().map_err(fault)?;
    let runtime: &'static Runtime = Box::leak(Box::new(built));
    let thread = std::thread::Builder::new().name("oktant".to_owned());
    thread.spawn(|| runtime.block_on(std::future::pending::<()>())).map_err(fault)?;
    *slot = Some(PerProcess::new(runtime));
    Ok(runtime)
}
