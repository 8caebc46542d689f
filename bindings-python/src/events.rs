//! What is told of calls: to the function that listens, and to the program's log.

use crate::within::Place;
use crate::{answer, stop};
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

/// Tells an event to whoever wants to hear it. A call does not fail because of that, but a Ctrl-C ends it.
pub(crate) fn tell(py: Python<'_>, event: &Event, listener: Option<(&Py<PyAny>, Place)>) {
    let level = level(&event.kind);
    let log = log(py, level).unwrap_or_else(|error| {
        unheard(py, error, None);
        None
    });
    if listener.is_none() && log.is_none() {
        return;
    }
    let made = match made(py, event) {
        Ok(made) => made,
        Err(error) => return unheard(py, error, None),
    };
    if let Some((listener, place)) = listener
        && let Err(error) = place.run(py, || listener.call1(py, (&made,)))
    {
        unheard(py, error, Some(listener.bind(py)));
    }
    if let Some(log) = log
        && let Err(error) = log.call_method1(intern!(py, "tell"), (level, made))
    {
        unheard(py, error, Some(&log));
    }
}

/// What was raised while an event was told.
fn unheard(py: Python<'_>, error: PyErr, by: Option<&Bound<'_, PyAny>>) {
    if let Some(error) = stop::unless_exception(py, error) {
        error.write_unraisable(py, by);
    }
}

fn level(kind: &EventKind) -> u8 {
    match kind {
        EventKind::Retry { .. } | EventKind::Pace { .. } | EventKind::Failure { .. } => INFO,
        EventKind::TokenFailed | EventKind::Warning { .. } => WARNING,
        _ => DEBUG,
    }
}

/// What writes the log, where somebody reads that level. Whoever has not imported `logging` has no reader.
fn log(py: Python<'_>, level: u8) -> PyResult<Option<Bound<'_, PyModule>>> {
    static MODULES: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static LOG: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let modules = MODULES.get_or_try_init(py, || Ok::<_, PyErr>(py.import("sys")?.getattr("modules")?.unbind()))?;
    if LOG.get(py).is_none() && !modules.bind(py).contains(intern!(py, "logging"))? {
        return Ok(None);
    }
    let log = LOG.get_or_try_init(py, || Ok::<_, PyErr>(py.import("oktant._log")?.unbind()))?.bind(py);
    let reads = log.call_method1(intern!(py, "reads"), (level,))?.is_truthy()?;
    Ok(reads.then(|| log.clone()))
}

fn made(py: Python<'_>, event: &Event) -> PyResult<Py<PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let facts = PyDict::new(py);
    let pause = |kind, time: Duration, why: Reason| {
        facts.set_item("seconds", time.as_secs_f64())?;
        facts.set_item("reason", why.name())?;
        Ok::<_, PyErr>(kind)
    };
    let kind = match &event.kind {
        EventKind::Request => "request",
        EventKind::Response { status, request_id, rate } => {
            facts.set_item("status", status)?;
            facts.set_item("request_id", request_id)?;
            facts.set_item("rate", answer::rate(py, *rate)?)?;
            "response"
        }
        EventKind::Failure { kind, phase: place } => {
            facts.set_item("timed_out", *kind == FailureKind::TimedOut)?;
            facts.set_item("phase", place.name())?;
            "failure"
        }
        EventKind::Retry { after, reason } => pause("retry", *after, *reason)?,
        EventKind::Pace { at_most, reason } => pause("pace", *at_most, *reason)?,
        EventKind::TokenAsked => "token_asked",
        EventKind::TokenGiven => "token_given",
        EventKind::TokenFailed => "token_failed",
        EventKind::Warning { text } => {
            facts.set_item("text", text)?;
            "warning"
        }
        _ => "other",
    };
    let arguments = (kind, event.operation.id.as_ref(), event.call_id.0, event.attempts);
    Ok(MAKE.import(py, "oktant._answer", "Event")?.call(arguments, Some(&facts))?.unbind())
}
