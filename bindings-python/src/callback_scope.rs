//! The calls whose callbacks run, in a context variable of Python: threads and tasks that copy the context inherit it.

use oktant_core::CallId;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

/// A call of a client.
#[derive(Clone, Copy)]
pub(crate) struct CallbackScope {
    /// The address of an object that only this client has.
    client: usize,
    call: CallId,
}

impl CallbackScope {
    pub(crate) fn new<T>(client: &Py<T>, call: CallId) -> CallbackScope {
        CallbackScope { client: client.as_ptr() as usize, call }
    }

    /// Runs a callback of the call.
    pub(crate) fn run<T>(self, py: Python<'_>, callback: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
        let token = self.enter(py)?;
        let result = callback();
        let left = leave(py, token);
        result.and_then(|result| left.map(|()| result))
    }

    /// Enters a callback of the call; [`leave`] takes the token that this returns.
    pub(crate) fn enter(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let mut scopes = scopes(py)?;
        scopes.push((self.client, self.call.0));
        Ok(variable(py)?.call_method1("set", (PyTuple::new(py, scopes)?,))?.unbind())
    }
}

/// Leaves a callback.
pub(crate) fn leave(py: Python<'_>, token: Py<PyAny>) -> PyResult<()> {
    variable(py)?.call_method1("reset", (token,)).map(drop)
}

/// The calls of a client whose callbacks run in this context.
pub(crate) fn calls<T>(py: Python<'_>, client: &Py<T>) -> PyResult<Vec<CallId>> {
    let client = client.as_ptr() as usize;
    Ok(scopes(py)?.into_iter().filter(|(of, _)| *of == client).map(|(_, call)| CallId(call)).collect())
}

fn scopes(py: Python<'_>) -> PyResult<Vec<(usize, u64)>> {
    let scopes = variable(py)?.call_method1("get", (PyTuple::empty(py),))?;
    scopes.cast::<PyTuple>()?.iter().map(|scope| scope.extract()).collect()
}

fn variable(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static VARIABLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let variable = VARIABLE.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.import("contextvars")?.getattr("ContextVar")?.call1(("oktant",))?.unbind())
    })?;
    Ok(variable.bind(py))
}
