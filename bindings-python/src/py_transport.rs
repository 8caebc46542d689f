//! Transports that the program gives a client.

use crate::callback_runner::{self, CallbackRunner};
use bytes::Bytes;
use oktant::bindings::{self, BufferedResponse};
use oktant::{Failure, FailureKind, Headers, HttpRequest, Phase};
use oktant_core::io::SendRequest;
use oktant_core::step::Input;
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyMapping, PyString, PyType};
use std::sync::Arc;
use std::time::Duration;

/// An object with `send(request)`, which gives the response or an awaitable of it.
pub(crate) struct PyTransport(pub(crate) Py<PyAny>);

impl PyTransport {
    pub(crate) fn new(object: Py<PyAny>) -> PyTransport {
        PyTransport(object)
    }

    /// Sends a request once. An async function is cancelled at the timeout; any other observes `request.timeout` itself.
    pub(crate) async fn send(&self, send: &SendRequest, runner: &CallbackRunner) -> Result<BufferedResponse, Input> {
        let function = |py: Python<'_>| self.request(py, &send.request, send.timeout, send.max_body);
        let returned = runner.call(function, send.timeout).await;
        Python::attach(|py| {
            let read = returned.and_then(|returned| response(returned.bind(py)));
            let (status, headers, body) = read.map_err(|error| runner.failed(py, error, failure))?;
            bindings::received(status, headers, body, send.body_policy, send.max_body).map_err(Input::Failed)
        })
    }

    /// Calls `send`, and returns the response or an awaitable of it.
    pub(crate) fn request(
        &self,
        py: Python<'_>,
        request: &HttpRequest,
        timeout: Option<Duration>,
        max_body: u64,
    ) -> PyResult<Py<PyAny>> {
        static REQUEST: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let body = request.body.as_ref().map(|body| PyBytes::new(py, body));
        let timeout = timeout.map(|timeout| timeout.as_secs_f64());
        let parts = (request.method.as_str(), &request.url, &request.headers, body, timeout, max_body);
        let request = REQUEST.import(py, "oktant._transport", "Request")?.call1(parts)?;
        self.0.call_method1(py, "send", (request,))
    }
}

/// The phase of an attempt, by its name.
pub(crate) fn phase(name: &str) -> Phase {
    match name {
        "connect" => Phase::Connect,
        "body" => Phase::Body,
        _ => Phase::Answer,
    }
}

pub(crate) fn response(returned: &Bound<'_, PyAny>) -> PyResult<(u16, Headers, Bytes)> {
    let read = || {
        let headers = returned.getattr("headers")?;
        let pairs = match headers.cast::<PyMapping>() {
            Ok(mapping) => mapping.items()?.into_any(),
            Err(_) => headers,
        };
        let pairs: PyResult<Vec<(String, String)>> = pairs.try_iter()?.map(|pair| header(&pair?)).collect();
        let content: PyBackedBytes = returned.getattr("content")?.extract()?;
        Ok((returned.getattr("status")?.extract()?, pairs?.into_iter().collect(), Bytes::from_owner(content)))
    };
    read().map_err(|error: PyErr| {
        if !error.is_instance_of::<PyException>(returned.py()) {
            return error;
        }
        let name = crate::write::type_name(returned);
        PyTypeError::new_err(format!("the transport returned {name}, which is not a valid Response: {error}"))
    })
}

/// Name and value. Bytes that are not UTF-8, which Python keeps as half a surrogate pair, become U+FFFD.
fn header(pair: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let (name, value): (Bound<'_, PyString>, Bound<'_, PyString>) = pair.extract()?;
    Ok((name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
}

/// A `SendError` has the phase of the failure. After any other exception the request may have arrived.
pub(crate) fn failure(py: Python<'_>, error: PyErr) -> Failure {
    let (kind, phase, message) = send_error(py, &error).unwrap_or_else(|_| {
        let (kind, message) = callback_runner::describe(py, &error);
        (kind, Phase::Answer, message)
    });
    Failure::new(kind, phase, message).with_source(Arc::new(error))
}

fn send_error(py: Python<'_>, error: &PyErr) -> PyResult<(FailureKind, Phase, String)> {
    static SEND_ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let value = error.value(py);
    if !value.is_instance(SEND_ERROR.import(py, "oktant._transport", "SendError")?)? {
        return Err(PyTypeError::new_err("not a SendError"));
    }
    let timed_out: bool = value.getattr("timed_out")?.extract()?;
    let kind = if timed_out { FailureKind::TimedOut } else { FailureKind::Broken };
    Ok((kind, phase(&value.getattr("phase")?.extract::<String>()?), value.str()?.to_string_lossy().into_owned()))
}
