//! The native part of the Python package `oktant`: the engine and the transport of the Rust SDK, calls that wait for a
//! thread or for asyncio, and JSON as Python objects. What users see stands in `python/oktant`.

mod answer;
mod arguments;
mod bearer;
mod bell;
mod carrier;
mod client;
mod door;
mod error;
mod events;
mod facts;
mod flight;
mod given;
mod json;
mod pages;
mod question;
mod runtime;
mod script;
mod settings;
mod signer;
mod stop;
mod transport;
mod within;
mod write;

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Refuses further interpreters of the same process: Python objects that are kept here are those of the first.
fn claim(py: Python<'_>) -> PyResult<()> {
    static OWNER: AtomicUsize = AtomicUsize::new(0);
    let own = py.import("sys")?.as_ptr() as usize;
    match OWNER.compare_exchange(0, own, Ordering::SeqCst, Ordering::SeqCst) {
        Err(other) if other != own => Err(PyImportError::new_err(
            "oktant works in one interpreter of a process, and another one has it: use threads or processes instead",
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
        crate::claim(module.py())
    }

    #[pymodule_export]
    use crate::answer::Raw;
    #[pymodule_export]
    use crate::arguments::File;
    #[pymodule_export]
    use crate::client::Core;
    #[pymodule_export]
    use crate::door::Door;
    #[pymodule_export]
    use crate::facts::{is_secret, timestamp, unix_ms};
    #[pymodule_export]
    use crate::flight::Flight;
    #[pymodule_export]
    use crate::json::loads;
    #[pymodule_export]
    use crate::pages::Pages;
    #[pymodule_export]
    use crate::write::dumps;
}
