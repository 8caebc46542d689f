//! The engine's errors as Python exceptions.

use crate::rates;
use oktant_core::{Error, Phase, Source};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};
use std::error::Error as _;

/// The exception for an error. The exception of a callback becomes its cause, or takes its place if it is no `Exception`.
pub(crate) fn to_pyerr(py: Python<'_>, error: &Error) -> PyErr {
    let cause = cause(error);
    if let Some(cause) = cause
        && !cause.is_instance_of::<PyException>(py)
    {
        return cause.clone_ref(py);
    }
    let exception = exception(py, error).unwrap_or_else(|failure| failure);
    exception.set_cause(py, cause.map(|cause| cause.clone_ref(py)));
    exception
}

fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let details = PyDict::new(py);
    details.set_item("operation", error.operation())?;
    details.set_item("status", error.status())?;
    details.set_item("code", error.code())?;
    details.set_item("summary", error.summary())?;
    details.set_item("link", error.link())?;
    details.set_item("id", error.id())?;
    details.set_item("causes", error.causes())?;
    details.set_item("request_id", error.request_id())?;
    details.set_item("rate", rates::rate_limit(py, error.rate())?)?;
    details.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    details.set_item("phase", error.phase().map(Phase::name))?;
    details.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    details.set_item("is_retryable", error.is_retryable())?;
    details.set_item("is_duplicate", error.is_duplicate())?;
    details.set_item("may_have_been_sent", error.may_have_been_sent())?;
    details.set_item("attempts", error.attempts())?;
    details.set_item("elapsed", error.elapsed().as_secs_f64())?;
    let make = MAKE.import(py, "oktant._errors", "from_engine")?;
    Ok(PyErr::from_value(make.call1((error.kind().name(), error.to_string(), details))?))
}

/// The exception of a callback that caused an error.
fn cause(error: &Error) -> Option<&PyErr> {
    let source = error.source()?;
    source.downcast_ref().or_else(|| source.downcast_ref::<Source>()?.downcast_ref())
}
