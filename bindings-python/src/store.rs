//! The store of a fleet: a client of Redis or Valkey in Python, whose threads or event loop reply.

use crate::callback_runner;
use crate::callbacks::Callbacks;
use crate::interrupt;
use crate::write::type_name;
use oktant::store::{Script, Store, Stored};
use oktant::{Failure, FailureKind, Phase};
use oktant_core::config::Fleet;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyList, PyWeakrefMethods, PyWeakrefReference};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;

/// The store of a client's callbacks. It holds them weakly: the garbage collector cannot look into a connection.
pub(crate) struct PyStore(Py<PyWeakrefReference>);

/// The reply to a script, from whatever thread.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct PendingReply(Mutex<Option<Reply>>);

/// Where the call waits for the reply.
type Reply = oneshot::Sender<Result<Vec<String>, Failure>>;

impl PyStore {
    pub(crate) fn new(callbacks: &Bound<'_, Callbacks>) -> PyResult<PyStore> {
        Ok(PyStore(PyWeakrefReference::new(callbacks)?.unbind()))
    }

    fn begin(&self, script: &Script, key: &str, arguments: Vec<String>, reply: PendingReply) -> Result<(), Failure> {
        Python::attach(|py| {
            let callbacks = self.0.bind(py).upgrade().and_then(|callbacks| callbacks.cast_into::<Callbacks>().ok());
            let store = callbacks.as_ref().and_then(|callbacks| callbacks.get().store.as_ref());
            let begun = store.ok_or_else(|| broken("there is no store"))?.call_method1(
                py,
                "run",
                (script.text, key, arguments, reply),
            );
            // An exception that is no `Exception` ends the call.
            begun.map(drop).map_err(|error| {
                interrupt::catch(py, error).map_or_else(|| broken("interrupted"), |error| failure(py, &error))
            })
        })
    }
}

impl Store for PyStore {
    fn run(&self, script: &'static Script, key: String, arguments: Vec<String>, _timeout: Duration) -> Stored<'_> {
        let (sender, receiver) = oneshot::channel();
        let begun = self.begin(script, &key, arguments, PendingReply(Mutex::new(Some(sender))));
        Box::pin(async move {
            begun?;
            receiver.await.unwrap_or_else(|_| Err(broken("the script was given up")))
        })
    }
}

/// The store over the server that the settings name.
pub(crate) fn of_settings(py: Python<'_>, fleet: &Fleet, ca_certificates: Option<&str>) -> PyResult<Py<PyAny>> {
    static FROM_URL: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let from_url = FROM_URL.import(py, "oktant._fleet", "from_url")?;
    Ok(from_url.call1((fleet.url(), ca_certificates))?.unbind())
}

#[pymethods]
impl PendingReply {
    /// False once the call has stopped waiting.
    fn is_wanted(&self) -> bool {
        self.locked().as_ref().is_some_and(|sender| !sender.is_closed())
    }

    /// Sets what the script returned: a list of texts.
    fn set(&self, py: Python<'_>, values: &Bound<'_, PyAny>) {
        self.send(texts(values).map_err(|error| failure(py, &error)));
    }

    /// Sets what it raised.
    fn fail(&self, py: Python<'_>, error: Bound<'_, PyAny>) {
        self.send(Err(failure(py, &PyErr::from_value(error))));
    }
}

impl PendingReply {
    fn send(&self, reply: Result<Vec<String>, Failure>) {
        let sender = self.locked().take();
        // It fails if the call has stopped waiting.
        let _ = sender.map(|sender| sender.send(reply));
    }

    fn locked(&self) -> MutexGuard<'_, Option<Reply>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn texts(values: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let wrong = |what: &Bound<'_, PyAny>| {
        PyTypeError::new_err(format!("the store replied {}, not a list of texts", type_name(what)))
    };
    let text = |value: Bound<'_, PyAny>| match value.cast::<PyBytes>() {
        Ok(bytes) => Ok(String::from_utf8_lossy(bytes.as_bytes()).into_owned()),
        Err(_) => value.extract().map_err(|_| wrong(&value)),
    };
    values.cast::<PyList>().map_err(|_| wrong(values))?.iter().map(text).collect()
}

fn broken(what: &str) -> Failure {
    Failure::new(FailureKind::Broken, Phase::Answer, what)
}

fn failure(py: Python<'_>, error: &PyErr) -> Failure {
    let (kind, message) = callback_runner::describe(py, error);
    Failure::new(kind, Phase::Answer, message)
}
