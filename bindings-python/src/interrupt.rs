//! `KeyboardInterrupt`, `SystemExit` and other exceptions of callbacks that are no `Exception`: they end the call.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use std::cell::RefCell;

thread_local! {
    /// The exception that ends the call which this thread polls.
    static INTERRUPT: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Keeps an exception that ends the call; returns any other.
pub(crate) fn catch(py: Python<'_>, error: PyErr) -> Option<PyErr> {
    if error.is_instance_of::<PyException>(py) {
        return Some(error);
    }
    let before = INTERRUPT.with(|interrupt| interrupt.replace(Some(error)));
    drop(before);
    None
}

/// Takes the exception that ends the call.
pub(crate) fn take() -> Option<PyErr> {
    INTERRUPT.with(RefCell::take)
}

/// Never completes if an exception ends the call, so that the call does nothing more.
pub(crate) async fn checkpoint() {
    if INTERRUPT.with(|interrupt| interrupt.borrow().is_some()) {
        std::future::pending::<()>().await;
    }
}
