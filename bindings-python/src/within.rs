//! In which calls' callbacks Python code runs, in its context: threads and tasks that copy the context are told apart as well.

use crate::given::Given;
use oktant_core::CallId;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

/// A call of a client.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    client: usize,
    ticket: CallId,
}

impl Place {
    pub(crate) fn new(given: &Py<Given>, ticket: CallId) -> Place {
        Place { client: given.as_ptr() as usize, ticket }
    }

    /// Runs a callback of the call.
    pub(crate) fn run<T>(self, py: Python<'_>, callback: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
        let token = self.enter(py)?;
        let result = callback();
        let left = leave(py, token);
        result.and_then(|result| left.map(|()| result))
    }

    /// From here on the context is in a callback of the call; until it is left with what this gives.
    pub(crate) fn enter(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let mut outer = outer(py)?;
        outer.push((self.client, self.ticket.0));
        Ok(variable(py)?.call_method1("set", (PyTuple::new(py, outer)?,))?.unbind())
    }
}

/// Leaves a callback.
pub(crate) fn leave(py: Python<'_>, token: Py<PyAny>) -> PyResult<()> {
    variable(py)?.call_method1("reset", (token,)).map(drop)
}

/// The calls of this client in whose callbacks the context is.
pub(crate) fn calls(py: Python<'_>, given: &Py<Given>) -> PyResult<Vec<CallId>> {
    let client = given.as_ptr() as usize;
    Ok(outer(py)?.into_iter().filter(|(own, _)| *own == client).map(|(_, ticket)| CallId(ticket)).collect())
}

fn outer(py: Python<'_>) -> PyResult<Vec<(usize, u64)>> {
    let outer = variable(py)?.call_method1("get", (PyTuple::empty(py),))?;
    outer.cast::<PyTuple>()?.iter().map(|call| call.extract()).collect()
}

fn variable(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static VARIABLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let made = VARIABLE.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.import("contextvars")?.getattr("ContextVar")?.call1(("oktant",))?.unbind())
    })?;
    Ok(made.bind(py))
}
