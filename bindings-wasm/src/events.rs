//! Events and rate limits as plain objects.

use crate::{error, js};
use js_sys::{Array, Function};
use oktant_core::io::{FailureKind, Reason};
use oktant_core::{Event, EventKind, Session};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// The event listener and its queue. A step of the engine only queues events; they are emitted after the step.
#[derive(Default)]
pub(crate) struct Events {
    queue: Arc<Mutex<Vec<Event>>>,
    listener: Option<Function>,
}

impl Events {
    pub(crate) fn new(listener: Option<Function>) -> Events {
        Events { listener, ..Events::default() }
    }

    /// Queues the events of a session, if there is a listener.
    pub(crate) fn subscribe(&self, session: &Session) {
        if self.listener.is_some() {
            let queue = Arc::clone(&self.queue);
            session.on_event(move |event| queue.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone()));
        }
    }

    /// Calls the listener with the queued events. What it throws is ignored, so that no call fails because of it.
    pub(crate) fn emit(&self) {
        let Some(listener) = &self.listener else { return };
        let queue = mem::take(&mut *self.queue.lock().unwrap_or_else(PoisonError::into_inner));
        for event in queue {
            let _ = listener.call1(&JsValue::UNDEFINED, &to_js(&event));
        }
    }
}

/// The rate limits seen so far: `[{name, rate, inFlight, held}]`.
pub(crate) fn rates(session: &Session) -> Array {
    let all = Array::new();
    for status in session.rates() {
        all.push(&js::object(&[
            ("name", status.name.into()),
            ("rate", error::rate_limit(status.rate)),
            ("inFlight", JsValue::from(status.in_flight as f64)),
            ("held", JsValue::from(status.held as f64)),
        ]));
    }
    all
}

/// `{kind, callId, operation, attempts}` and the fields of its kind.
fn to_js(event: &Event) -> JsValue {
    let (kind, fields): (&str, [(&str, JsValue); 3]) = match &event.kind {
        EventKind::Request => ("request", Default::default()),
        EventKind::Response { status, request_id, rate } => {
            let id = request_id.as_deref().map(JsValue::from).unwrap_or_default();
            ("response", [("status", (*status).into()), ("requestId", id), ("rate", error::rate_limit(*rate))])
        }
        EventKind::Failure { kind, phase } => {
            let kind = match kind {
                FailureKind::Broken => "broken",
                FailureKind::TimedOut => "timed_out",
            };
            ("failure", [("reason", kind.into()), ("phase", phase.name().into()), Default::default()])
        }
        EventKind::Retry { after, reason } => ("retry", pause("afterMs", *after, *reason)),
        EventKind::Pace { at_most, reason } => ("pace", pause("atMostMs", *at_most, *reason)),
        EventKind::TokenRequested => ("token_requested", Default::default()),
        EventKind::TokenReceived => ("token_received", Default::default()),
        EventKind::TokenFailed => ("token_failed", Default::default()),
        EventKind::Warning { text } => {
            ("warning", [("text", text.as_str().into()), Default::default(), Default::default()])
        }
        _ => ("other", Default::default()),
    };
    let object = js::object(&[
        ("kind", kind.into()),
        ("callId", JsValue::from(event.call_id.0 as f64)),
        ("operation", event.operation.id.as_ref().into()),
        ("attempts", event.attempts.into()),
    ]);
    for (name, value) in &fields {
        if !value.is_undefined() {
            js::set(&object, name, value);
        }
    }
    object
}

fn pause(name: &'static str, time: Duration, reason: Reason) -> [(&'static str, JsValue); 3] {
    [(name, JsValue::from(time.as_millis() as f64)), ("reason", reason.name().into()), Default::default()]
}
