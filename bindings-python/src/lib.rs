//! The native module of the Python package `oktant`: the engine and the HTTP client of the Rust SDK, calls that threads and asyncio
//! wait for, and JSON as Python objects. The public API is in `python/oktant`.

mod arguments;
mod bearer;
mod call_host;
mod callback_runner;
mod callback_scope;
mod callbacks;
mod connection;
mod document;
mod error;
mod events;
mod hint;
mod interrupt;
mod json;
mod loop_waker;
mod native_client;
mod notifier;
mod org_client;
mod pages;
mod pending_call;
mod per_process;
mod py_transport;
mod rates;
mod raw_response;
mod record_batches;
mod runtime;
mod script;
mod settings;
mod signer;
mod store;
mod values;
mod write;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Refuses further interpreters of the process: this module keeps Python objects of the first one.
fn claim(py: Python<'_>) -> PyResult<()> {
    static OWNER: AtomicUsize = AtomicUsize::new(0);
    let this = py.import("sys")?.as_ptr() as usize;
    match OWNER.compare_exchange(0, this, Ordering::SeqCst, Ordering::SeqCst) {
        Err(other) if other != this => Err(PyImportError::new_err(
            "oktant works in one interpreter of a process, and another one uses it already: use threads or processes instead",
        )),
        _ => Ok(()),
    }
}

/// `oktant._native`
#[pymodule(gil_used = true)]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        crate::claim(module.py())
    }

    #[pymodule_export]
    use crate::arguments::File;
    #[pymodule_export]
    use crate::hint::operation_hint;
    #[pymodule_export]
    use crate::json::loads;
    #[pymodule_export]
    use crate::loop_waker::LoopWaker;
    #[pymodule_export]
    use crate::native_client::NativeClient;
    #[pymodule_export]
    use crate::pages::Pages;
    #[pymodule_export]
    use crate::pending_call::PendingCall;
    #[pymodule_export]
    use crate::raw_response::RawResponse;
    #[pymodule_export]
    use crate::record_batches::RecordBatches;
    #[pymodule_export]
    use crate::store::PendingReply;
    #[pymodule_export]
    use crate::values::{is_secret, timestamp, unix_ms};
    #[pymodule_export]
    use crate::write::dumps;
}
