//! What Python code raises that is no mere exception, a Ctrl-C or an exit, while a call is in the middle of it: it ends the call.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use std::cell::RefCell;

thread_local! {
    /// Raised in the call that this thread carries on.
    static RAISED: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Keeps what ends the call; gives a mere exception back.
pub(crate) fn unless_exception(py: Python<'_>, error: PyErr) -> Option<PyErr> {
    if error.is_instance_of::<PyException>(py) {
        return Some(error);
    }
    let before = RAISED.with(|raised| raised.replace(Some(error)));
    drop(before);
    None
}

/// What ends the call.
pub(crate) fn take() -> Option<PyErr> {
    RAISED.with(RefCell::take)
}

/// Never ready where something ends the call, which does nothing more then.
pub(crate) async fn goes_on() {
    if RAISED.with(|raised| raised.borrow().is_some()) {
        std::future::pending::<()>().await;
    }
}
