//! A host whose every move is told by Python: with it the vectors are played on the library as it is shipped.
//!
//! The object has `now() -> (monotonic, Unix)` in milliseconds and `seed() -> int`. What the engine asks for comes as the
//! question of its flight: `("send", ...)`, `("wait", ...)`, `("sign", ...)` or `("bearer", ...)`; the answers are read below.

use crate::question::Question;
use crate::transport::phase as phase_named;
use oktant::bindings::{self, BufferedResponse};
use oktant::{Failure, FailureKind, Phase};
use oktant_core::Secret;
use oktant_core::io::{Now, SendRequest, SignRequest, SigningKey, TokenRequest, Wait};
use oktant_core::step::Input;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::time::Duration;

pub(crate) struct Script(pub(crate) Py<PyAny>);

impl Script {
    pub(crate) fn new(script: Py<PyAny>) -> Script {
        Script(script)
    }

    pub(crate) fn now(&self) -> Now {
        let now = Python::attach(|py| self.0.call_method0(py, "now")?.extract::<(u64, u64)>(py));
        let (mono_ms, unix_ms) = now.unwrap_or_default();
        Now { mono_ms, unix_ms }
    }

    pub(crate) fn seed(&self) -> u64 {
        Python::attach(|py| self.0.call_method0(py, "seed")?.extract(py)).unwrap_or_default()
    }

    pub(crate) async fn send(&self, send: SendRequest, question: &Question) -> Result<BufferedResponse, Input> {
        ask(question, |py| asked_to_send(py, &send), |told| fetched(told, &send)).await.unwrap_or_else(Err)
    }

    pub(crate) async fn wait(&self, wait: Wait, question: &Question) {
        let asked = |py: Python<'_>| {
            Ok(("wait", millis(wait.at_most), wait.reason.name()).into_pyobject(py)?.into_any().unbind())
        };
        let _ = ask(question, asked, |_| Ok(())).await;
    }

    pub(crate) async fn sign(&self, request: SignRequest, question: &Question) -> Input {
        let key = match request.key {
            SigningKey::Client => "client",
            SigningKey::Proof => "proof",
        };
        let asked = |py: Python<'_>| {
            let bytes = PyBytes::new(py, &request.bytes);
            let timeout = request.timeout.map(millis);
            Ok(("sign", key, request.algorithm.name(), bytes, timeout).into_pyobject(py)?.into_any().unbind())
        };
        ask(question, asked, input).await.unwrap_or_else(|failed| failed)
    }

    pub(crate) async fn bearer(&self, request: TokenRequest, question: &Question) -> Input {
        let asked = |py: Python<'_>| {
            Ok(("bearer", request.fresh, request.timeout.map(millis)).into_pyobject(py)?.into_any().unbind())
        };
        ask(question, asked, input).await.unwrap_or_else(|failed| failed)
    }
}

/// Asks, and reads the answer; what goes wrong with that is a failure of the transport.
async fn ask<T>(
    question: &Question,
    asked: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
    read: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
) -> Result<T, Input> {
    let answer = match Python::attach(asked) {
        Ok(asked) => question.ask(asked, None).await,
        Err(error) => Err(error),
    };
    let read = Python::attach(|py| answer.and_then(|answer| read(answer.bind(py))));
    read.map_err(|error| Input::Failed(Failure::new(FailureKind::Broken, Phase::Answer, error.to_string())))
}

fn asked_to_send(py: Python<'_>, send: &SendRequest) -> PyResult<Py<PyAny>> {
    let request = PyDict::new(py);
    request.set_item("method", send.request.method.as_str())?;
    request.set_item("url", &send.request.url)?;
    request.set_item("headers", &send.request.headers)?;
    request.set_item("body", send.request.body.as_ref().map(|body| PyBytes::new(py, body)))?;
    request.set_item("timeout", send.timeout.map(millis))?;
    request.set_item("find", send.pointers.as_ref().map(|find| (&find.next, &find.items)))?;
    Ok(("send", request).into_pyobject(py)?.into_any().unbind())
}

/// `("responded", status, headers, body)`, or what [`input`] reads.
fn fetched(told: &Bound<'_, PyAny>, send: &SendRequest) -> PyResult<Result<BufferedResponse, Input>> {
    if told.get_item(0)?.extract::<String>()? != "responded" {
        return input(told).map(Err);
    }
    let (_, status, headers, body): (String, u16, Vec<(String, String)>, Vec<u8>) = told.extract()?;
    Ok(bindings::received(status, headers.into_iter().collect(), body.into(), send.body_policy, send.max_body)
        .map_err(Input::Failed))
}

/// `("failed", kind, phase, message)`, `("signed", signature)`, `("bearer", token)` or `("cancelled",)`.
fn input(told: &Bound<'_, PyAny>) -> PyResult<Input> {
    let name: String = told.get_item(0)?.extract()?;
    match name.as_str() {
        "bearer" => Ok(Input::Bearer(Secret::new(told.get_item(1)?.extract()?))),
        "signed" => Ok(Input::Signed(told.get_item(1)?.extract()?)),
        "cancelled" => Ok(Input::Cancelled),
        "failed" => {
            let (_, kind, phase, message): (String, String, String, String) = told.extract()?;
            let kind = if kind == "timed_out" { FailureKind::TimedOut } else { FailureKind::Broken };
            Ok(Input::Failed(Failure::new(kind, phase_named(&phase), message)))
        }
        other => Err(PyValueError::new_err(format!("{other} is no input"))),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
