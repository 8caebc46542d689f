//! Transports of the program's own.

use crate::question::{self, Question};
use bytes::Bytes;
use oktant::bindings::{self, BufferedResponse};
use oktant::{Failure, FailureKind, Headers, Phase};
use oktant_core::io::SendRequest;
use oktant_core::step::Input;
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyMapping, PyString, PyType};
use std::sync::Arc;

/// An object with `send(request)`, which gives the response or an awaitable of it.
pub(crate) struct Own(pub(crate) Py<PyAny>);

impl Own {
    pub(crate) fn new(object: Py<PyAny>) -> Own {
        Own(object)
    }

    /// Sends a request, once. Whoever is awaited is stopped when its time is over; whoever is not is told of it.
    pub(crate) async fn send(&self, send: &SendRequest, question: &Question) -> Result<BufferedResponse, Input> {
        let asked = |py: Python<'_>| self.0.call_method1(py, "send", (request(py, send)?,));
        let answer = question.call(asked, send.timeout).await;
        Python::attach(|py| {
            let read = answer.and_then(|answer| response(answer.bind(py)));
            let (status, headers, body) = read.map_err(|error| question.raised(py, error, failure))?;
            bindings::received(status, headers, body, send.body_policy, send.max_body).map_err(Input::Failed)
        })
    }
}

/// How far an attempt came, by its name.
pub(crate) fn phase(name: &str) -> Phase {
    match name {
        "connect" => Phase::Connect,
        "body" => Phase::Body,
        _ => Phase::Answer,
    }
}

fn request<'py>(py: Python<'py>, send: &SendRequest) -> PyResult<Bound<'py, PyAny>> {
    static REQUEST: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let request = &send.request;
    let body = request.body.as_ref().map(|body| PyBytes::new(py, body));
    let timeout = send.timeout.map(|timeout| timeout.as_secs_f64());
    let parts = (request.method.as_str(), &request.url, &request.headers, body, timeout, send.max_body);
    REQUEST.import(py, "oktant._transport", "Request")?.call1(parts)
}

fn response(answer: &Bound<'_, PyAny>) -> PyResult<(u16, Headers, Bytes)> {
    let read = || {
        let headers = answer.getattr("headers")?;
        let pairs = match headers.cast::<PyMapping>() {
            Ok(mapping) => mapping.items()?.into_any(),
            Err(_) => headers,
        };
        let pairs: PyResult<Vec<(String, String)>> = pairs.try_iter()?.map(|pair| header(&pair?)).collect();
        let content: PyBackedBytes = answer.getattr("content")?.extract()?;
        Ok((answer.getattr("status")?.extract()?, pairs?.into_iter().collect(), Bytes::from_owner(content)))
    };
    read().map_err(|error: PyErr| {
        if !error.is_instance_of::<PyException>(answer.py()) {
            return error;
        }
        let given = crate::write::kind(answer);
        PyTypeError::new_err(format!("the transport gave {given}, which is no whole Response: {error}"))
    })
}

/// Name and value; half a surrogate pair, as which Python keeps bytes that are no UTF-8, becomes U+FFFD.
fn header(pair: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let (name, value): (Bound<'_, PyString>, Bound<'_, PyString>) = pair.extract()?;
    Ok((name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
}

/// A `SendError` says how far it came; of anything else nobody knows, so that the request may have arrived.
fn failure(py: Python<'_>, error: PyErr) -> Failure {
    let (kind, phase, message) = told(py, &error).unwrap_or_else(|_| {
        let (kind, message) = question::told(py, &error);
        (kind, Phase::Answer, message)
    });
    Failure::new(kind, phase, message).with_source(Arc::new(error))
}

fn told(py: Python<'_>, error: &PyErr) -> PyResult<(FailureKind, Phase, String)> {
    static SEND_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let value = error.value(py);
    if !value.is_instance(SEND_ERROR.import(py, "oktant._transport", "SendError")?)? {
        return Err(PyTypeError::new_err("it says nothing"));
    }
    let timed_out: bool = value.getattr("timed_out")?.extract()?;
    let kind = if timed_out { FailureKind::TimedOut } else { FailureKind::Broken };
    Ok((kind, phase(&value.getattr("phase")?.extract::<String>()?), value.str()?.to_string_lossy().into_owned()))
}
