//! What happens in calls, as JavaScript hears it: plain objects.

use crate::error;
use crate::js::{self, object};
use js_sys::{Array, Function};
use oktant_core::io::{FailureKind, Reason};
use oktant_core::{Event, EventKind, Session};
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// Who listens. A step only notes what happens; it is told after the step.
#[derive(Default)]
pub(crate) struct Events {
    heard: Arc<Mutex<Vec<Event>>>,
    listener: Option<Function>,
}

impl Events {
    pub(crate) fn new(listener: Option<Function>) -> Events {
        Events { listener, ..Events::default() }
    }

    /// Begins to listen, where somebody wants to hear.
    pub(crate) fn listen(&self, session: &Session) {
        if self.listener.is_some() {
            let heard = Arc::clone(&self.heard);
            session.on_event(move |event| heard.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone()));
        }
    }

    /// Tells what was noted. What the listener throws is lost: it is no call's trouble.
    pub(crate) fn tell(&self) {
        let Some(listener) = &self.listener else { return };
        let heard = mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        for event in heard {
            let _ = listener.call1(&JsValue::UNDEFINED, &plain(&event));
        }
    }
}

/// What is known of the org's limits: `[{name, rate, inFlight, held}]`.
pub(crate) fn rates(session: &Session) -> Array {
    let all = Array::new();
    for bucket in session.rates() {
        all.push(&object(&[
            ("name", bucket.name.into()),
            ("rate", error::rate(bucket.rate)),
            ("inFlight", JsValue::from(bucket.in_flight as f64)),
            ("held", JsValue::from(bucket.held as f64)),
        ]));
    }
    all
}

fn plain(event: &Event) -> JsValue {
    let (kind, facts): (&str, [(&str, JsValue); 3]) = match &event.kind {
        EventKind::Request => ("request", Default::default()),
        EventKind::Response { status, request_id, rate } => {
            let id = request_id.as_deref().map(JsValue::from).unwrap_or_default();
            ("response", [("status", (*status).into()), ("requestId", id), ("rate", error::rate(*rate))])
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
        EventKind::TokenAsked => ("token_asked", Default::default()),
        EventKind::TokenGiven => ("token_given", Default::default()),
        EventKind::TokenFailed => ("token_failed", Default::default()),
        EventKind::Warning { text } => {
            ("warning", [("text", text.as_str().into()), Default::default(), Default::default()])
        }
        _ => ("other", Default::default()),
    };
    let told = object(&[
        ("kind", kind.into()),
        ("call", JsValue::from(event.call_id.0 as f64)),
        ("operation", event.operation.id.as_ref().into()),
        ("attempts", event.attempts.into()),
    ]);
    for (name, fact) in &facts {
        if !fact.is_undefined() {
            js::set(&told, name, fact);
        }
    }
    told
}

fn pause(name: &'static str, time: Duration, reason: Reason) -> [(&'static str, JsValue); 3] {
    [(name, JsValue::from(time.as_millis() as f64)), ("reason", reason.name().into()), Default::default()]
}
