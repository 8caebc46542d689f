//! What the program gives a client: functions and objects that its calls come back to.

use crate::answer;
use crate::bearer::Bearer;
use crate::signer::Signer;
use crate::transport::Own;
use oktant::{FailureKind, Reason};
use oktant_core::{Event, EventKind, Session};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use std::sync::Arc;
use std::time::Duration;

/// All of it.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) signer: Option<Signer>,
    pub(crate) proof_signer: Option<Signer>,
    pub(crate) transport: Option<Arc<Own>>,
    pub(crate) listener: Option<Py<PyAny>>,
}

impl Given {
    /// Whether calls come back to functions that only who waits for a call can run.
    pub(crate) fn asks(&self) -> bool {
        self.bearer.is_some() || self.signer.is_some() || self.proof_signer.is_some() || self.transport.is_some()
    }

    /// Tells a session that begins of what it must know.
    pub(crate) fn introduce(&self, py: Python<'_>, session: &Session) {
        if let Some(signer) = &self.proof_signer {
            session.set_proof_key(signer.public.clone());
        }
        if let Some(listener) = &self.listener {
            let listener = listener.clone_ref(py);
            session.on_event(move |event| {
                Python::attach(|py| {
                    let told = made(py, event).and_then(|event| listener.call1(py, (event,)));
                    // A call does not fail because of who listens.
                    told.map_or_else(|error| error.write_unraisable(py, Some(listener.bind(py))), drop);
                });
            });
        }
    }
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
        _ => "other",
    };
    let arguments = (kind, event.operation.id.as_ref(), event.ticket.0, event.attempts);
    Ok(MAKE.import(py, "oktant._answer", "Event")?.call(arguments, Some(&facts))?.unbind())
}
