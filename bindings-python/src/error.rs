//! The engine's errors as Python exceptions.

use crate::answer;
use oktant_core::{Error, Phase, Source};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};
use std::error::Error as _;

/// The exception of an error. What a callback raised is its cause, or goes through where it is no mere exception.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let cause = cause(error);
    if let Some(cause) = cause
        && !cause.is_instance_of::<PyException>(py)
    {
        return cause.clone_ref(py);
    }
    let made = made(py, error).unwrap_or_else(|failure| failure);
    made.set_cause(py, cause.map(|cause| cause.clone_ref(py)));
    made
}

fn made(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let facts = PyDict::new(py);
    facts.set_item("operation", error.operation())?;
    facts.set_item("status", error.status())?;
    facts.set_item("code", error.code())?;
    facts.set_item("summary", error.summary())?;
    facts.set_item("link", error.link())?;
    facts.set_item("id", error.id())?;
    facts.set_item("causes", error.causes())?;
    facts.set_item("request_id", error.request_id())?;
    facts.set_item("rate", answer::rate(py, error.rate())?)?;
    facts.set_item("phase", error.phase().map(Phase::name))?;
    facts.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    facts.set_item("is_retryable", error.is_retryable())?;
    facts.set_item("may_have_been_sent", error.may_have_been_sent())?;
    facts.set_item("attempts", error.attempts())?;
    facts.set_item("elapsed", error.elapsed().as_secs_f64())?;
    let make = MAKE.import(py, "oktant._errors", "made")?;
    Ok(PyErr::from_value(make.call1((error.kind().name(), error.to_string(), facts))?))
}

/// What a callback raised.
fn cause(error: &Error) -> Option<&PyErr> {
    let source = error.source()?;
    source.downcast_ref().or_else(|| source.downcast_ref::<Source>()?.downcast_ref())
}
