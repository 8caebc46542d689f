//! Events of calls, for the program's listener and its log.

use crate::callback_scope::CallbackScope;
use crate::{interrupt, rates};
use oktant::{FailureKind, Reason};
use oktant_core::{Event, EventKind};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyModule};
use std::time::Duration;

/// Levels of Python's logging.
const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;

/// Passes an event of a call to the listener and the log.
pub(crate) fn emit(py: Python<'_>, event: &Event, listener: Option<(&Py<PyAny>, CallbackScope)>) {
    let (listener, scope) = listener.unzip();
    deliver(py, level(&event.kind), || to_python(py, event), listener, scope);
}

/// Passes a warning of the Python package to the listener and the log.
pub(crate) fn warn(py: Python<'_>, event: &Bound<'_, PyAny>, listener: Option<&Py<PyAny>>) {
    deliver(py, WARNING, || Ok(event.clone().unbind()), listener, None);
}

/// Makes an event, if somebody wants it. An exception there does not fail the call, but a Ctrl-C ends it.
fn deliver(
    py: Python<'_>,
    level: u8,
    make: impl FnOnce() -> PyResult<Py<PyAny>>,
    listener: Option<&Py<PyAny>>,
    scope: Option<CallbackScope>,
) {
    let log = log(py, level).unwrap_or_else(|error| {
        report(py, error, None);
        None
    });
    if listener.is_none() && log.is_none() {
        return;
    }
    let event = match make() {
        Ok(event) => event,
        Err(error) => return report(py, error, None),
    };
    if let Some(listener) = listener {
        let call = || listener.call1(py, (&event,));
        if let Err(error) = scope.map_or_else(call, |scope| scope.run(py, call)) {
            report(py, error, Some(listener.bind(py)));
        }
    }
    if let Some(log) = log
        && let Err(error) = log.call_method1(intern!(py, "emit"), (level, event))
    {
        report(py, error, Some(&log));
    }
}

/// Tells a watcher of a pause: its length in seconds and the operation.
pub(crate) fn tell_pause(py: Python<'_>, event: &Event, watcher: &Py<PyAny>) {
    let (EventKind::Retry { after: pause, .. } | EventKind::Pace { at_most: pause, .. }) = &event.kind else { return };
    if let Err(error) = watcher.call1(py, (pause.as_secs_f64(), event.operation.id.as_ref())) {
        report(py, error, Some(watcher.bind(py)));
    }
}

/// Reports an exception of the listener or the log, as Python does for those that it cannot raise.
fn report(py: Python<'_>, error: PyErr, by: Option<&Bound<'_, PyAny>>) {
    if let Some(error) = interrupt::catch(py, error) {
        error.write_unraisable(py, by);
    }
}

fn level(kind: &EventKind) -> u8 {
    match kind {
        EventKind::Retry { .. } | EventKind::Pace { .. } | EventKind::Failure { .. } | EventKind::FleetJoined => INFO,
        EventKind::TokenFailed | EventKind::FleetLost { .. } | EventKind::Warning { .. } => WARNING,
        _ => DEBUG,
    }
}

/// The module that logs, if the level is enabled. Nothing is, if the program has not imported `logging`.
fn log(py: Python<'_>, level: u8) -> PyResult<Option<Bound<'_, PyModule>>> {
    static MODULES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static LOG: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let modules = MODULES.get_or_try_init(py, || Ok::<_, PyErr>(py.import("sys")?.getattr("modules")?.unbind()))?;
    if LOG.get(py).is_none() && !modules.bind(py).contains(intern!(py, "logging"))? {
        return Ok(None);
    }
    let log = LOG.get_or_try_init(py, || Ok::<_, PyErr>(py.import("oktant._log")?.unbind()))?.bind(py);
    let enabled = log.call_method1(intern!(py, "is_enabled"), (level,))?.is_truthy()?;
    Ok(enabled.then(|| log.clone()))
}

fn to_python(py: Python<'_>, event: &Event) -> PyResult<Py<PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let details = PyDict::new(py);
    let pause = |kind, time: Duration, reason: Reason| {
        details.set_item("seconds", time.as_secs_f64())?;
        details.set_item("reason", reason.name())?;
        Ok::<_, PyErr>(kind)
    };
    let kind = match &event.kind {
        EventKind::Request => "request",
        EventKind::Response { status, request_id, rate } => {
            details.set_item("status", status)?;
            details.set_item("request_id", request_id)?;
            details.set_item("rate", rates::rate_limit(py, *rate)?)?;
            "response"
        }
        EventKind::Failure { kind, phase } => {
            details.set_item("timed_out", *kind == FailureKind::TimedOut)?;
            details.set_item("phase", phase.name())?;
            "failure"
        }
        EventKind::Retry { after, reason } => pause("retry", *after, *reason)?,
        EventKind::Pace { at_most, reason } => pause("pace", *at_most, *reason)?,
        EventKind::TokenRequested => "token_requested",
        EventKind::TokenReceived => "token_received",
        EventKind::TokenFailed => "token_failed",
        EventKind::FleetJoined => "fleet_joined",
        EventKind::FleetLost { text } => {
            details.set_item("text", text)?;
            "fleet_lost"
        }
        EventKind::Warning { text } => {
            details.set_item("text", text)?;
            "warning"
        }
        _ => "other",
    };
    let arguments = (kind, event.operation.id.as_ref(), event.call_id.0, event.attempts);
    Ok(CLASS.import(py, "oktant._response", "Event")?.call(arguments, Some(&details))?.unbind())
}
