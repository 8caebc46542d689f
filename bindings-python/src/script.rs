//! A host that Python scripts: the tests play tests/vectors with it, on the library as it is released.
//!
//! The object has `now() -> (monotonic, Unix)` in milliseconds and `seed() -> int`. A step of the engine is the `awaitable()` of its
//! `PendingCall`: `("send", ...)`, `("wait", ...)`, `("sign", ...)` or `("bearer", ...)`. Inputs, for `resume()`, are read below.

use crate::callback_runner::CallbackRunner;
use crate::py_transport::phase as phase_named;
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

    pub(crate) async fn send(&self, send: SendRequest, runner: &CallbackRunner) -> Result<BufferedResponse, Input> {
        step(runner, |py| send_step(py, &send), |given| received(given, &send)).await.unwrap_or_else(Err)
    }

    pub(crate) async fn wait(&self, wait: Wait, runner: &CallbackRunner) {
        let to_step = |py: Python<'_>| {
            Ok(("wait", millis(wait.at_most), wait.reason.name()).into_pyobject(py)?.into_any().unbind())
        };
        let _ = step(runner, to_step, |_| Ok(())).await;
    }

    pub(crate) async fn sign(&self, request: SignRequest, runner: &CallbackRunner) -> Input {
        let key = match request.key {
            SigningKey::Client => "client",
            SigningKey::Proof => "proof",
        };
        let to_step = |py: Python<'_>| {
            let bytes = PyBytes::new(py, &request.bytes);
            let timeout = request.timeout.map(millis);
            Ok(("sign", key, request.algorithm.name(), bytes, timeout).into_pyobject(py)?.into_any().unbind())
        };
        step(runner, to_step, input).await.unwrap_or_else(|failed| failed)
    }

    pub(crate) async fn bearer(&self, request: TokenRequest, runner: &CallbackRunner) -> Input {
        let to_step = |py: Python<'_>| {
            Ok(("bearer", request.fresh, request.timeout.map(millis)).into_pyobject(py)?.into_any().unbind())
        };
        step(runner, to_step, input).await.unwrap_or_else(|failed| failed)
    }
}

/// Hands a step to the script and reads its input. An exception there is a failure of the transport.
async fn step<T>(
    runner: &CallbackRunner,
    to_step: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
    read: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
) -> Result<T, Input> {
    let given = match Python::attach(to_step) {
        Ok(step) => runner.hand_over(step, None).await,
        Err(error) => Err(error),
    };
    let input = Python::attach(|py| given.and_then(|given| read(given.bind(py))));
    input.map_err(|error| Input::Failed(Failure::new(FailureKind::Broken, Phase::Answer, error.to_string())))
}

fn send_step(py: Python<'_>, send: &SendRequest) -> PyResult<Py<PyAny>> {
    let request = PyDict::new(py);
    request.set_item("method", send.request.method.as_str())?;
    request.set_item("url", &send.request.url)?;
    request.set_item("headers", &send.request.headers)?;
    request.set_item("body", send.request.body.as_ref().map(|body| PyBytes::new(py, body)))?;
    request.set_item("timeout", send.timeout.map(millis))?;
    request.set_item("find", send.pointers.as_ref().map(|pointers| (&pointers.next, &pointers.items)))?;
    Ok(("send", request).into_pyobject(py)?.into_any().unbind())
}

/// `("responded", status, headers, body)`, or what [`input`] reads.
fn received(given: &Bound<'_, PyAny>, send: &SendRequest) -> PyResult<Result<BufferedResponse, Input>> {
    if given.get_item(0)?.extract::<String>()? != "responded" {
        return input(given).map(Err);
    }
    let (_, status, headers, body): (String, u16, Vec<(String, String)>, Vec<u8>) = given.extract()?;
    Ok(bindings::received(status, headers.into_iter().collect(), body.into(), send.body_policy, send.max_body)
        .map_err(Input::Failed))
}

/// `("failed", kind, phase, message)`, `("signed", signature)`, `("bearer", token)` or `("cancelled",)`.
fn input(given: &Bound<'_, PyAny>) -> PyResult<Input> {
    let name: String = given.get_item(0)?.extract()?;
    match name.as_str() {
        "bearer" => Ok(Input::Bearer(Secret::new(given.get_item(1)?.extract()?))),
        "signed" => Ok(Input::Signed(given.get_item(1)?.extract()?)),
        "cancelled" => Ok(Input::Cancelled),
        "failed" => {
            let (_, kind, phase, message): (String, String, String, String) = given.extract()?;
            let kind = if kind == "timed_out" { FailureKind::TimedOut } else { FailureKind::Broken };
            Ok(Input::Failed(Failure::new(kind, phase_named(&phase), message)))
        }
        other => Err(PyValueError::new_err(format!("{other} is not an input"))),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
