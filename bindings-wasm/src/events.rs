//! Events and wakeups: a step of the engine only queues them; they are emitted after it.

use crate::data::{self, Rate};
use js_sys::Function;
use oktant_core::io::{CallId, FailureKind, Reason};
use oktant_core::{Event, EventKind, Session};
use serde::Serialize;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use wasm_bindgen::JsValue;

/// The event listener of a client, the function that wakes its calls, and what is queued for them.
pub(crate) struct Events {
    listener: Option<Function>,
    wake: Function,
    queue: Arc<Mutex<Queue>>,
}

#[derive(Default)]
struct Queue {
    events: Vec<Event>,
    woken: Vec<CallId>,
}

impl Events {
    pub(crate) fn new(session: &Session, listener: Option<Function>, wake: Function) -> Events {
        let queue = Arc::<Mutex<Queue>>::default();
        let own = Arc::clone(&queue);
        session.on_wake(move |call| own.lock().unwrap_or_else(PoisonError::into_inner).woken.push(call));
        if listener.is_some() {
            let own = Arc::clone(&queue);
            session.on_event(move |event| {
                own.lock().unwrap_or_else(PoisonError::into_inner).events.push(event.clone());
            });
        }
        Events { listener, wake, queue }
    }

    /// Wakes calls, and calls the listener. What it throws is ignored, so that no call fails because of it.
    pub(crate) fn emit(&self) {
        let queue = mem::take(&mut *self.queue.lock().unwrap_or_else(PoisonError::into_inner));
        for call in queue.woken {
            let _ = self.wake.call1(&JsValue::UNDEFINED, &JsValue::from(call.0 as f64));
        }
        let Some(listener) = &self.listener else { return };
        for event in queue.events {
            let _ = listener.call1(&JsValue::UNDEFINED, &to_js(&event));
        }
    }
}

/// The rate limits seen so far.
pub(crate) fn rates(session: &Session) -> JsValue {
    let mut all = Vec::new();
    for status in session.rates() {
        let (in_flight, held) = (status.in_flight as f64, status.held as f64);
        all.push(Status { name: status.name, rate: status.rate.into(), in_flight, held });
    }
    data::to_js(&all)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    name: String,
    rate: Rate,
    in_flight: f64,
    held: f64,
}

/// An event: `kind`, `callId`, `operation`, `attempts`, and the members of its kind.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct EventData<'a> {
    kind: &'a str,
    call_id: f64,
    operation: &'a str,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

fn to_js(event: &Event) -> JsValue {
    let mut data = EventData {
        kind: "other",
        call_id: event.call_id.0 as f64,
        operation: &event.operation.id,
        attempts: event.attempts,
        ..EventData::default()
    };
    match &event.kind {
        EventKind::Request => data.kind = "request",
        EventKind::Response { status, request_id, rate } => {
            data.kind = "response";
            data.status = Some(*status);
            data.request_id = request_id.as_deref();
            data.rate = Some((*rate).into());
        }
        EventKind::Failure { kind, phase } => {
            data.kind = "failure";
            data.reason = Some(match kind {
                FailureKind::Broken => "broken",
                FailureKind::TimedOut => "timed_out",
            });
            data.phase = Some(phase.name());
        }
        EventKind::Retry { after, reason } => {
            data.kind = "retry";
            (data.after_ms, data.reason) = pause(*after, *reason);
        }
        EventKind::Pace { at_most, reason } => {
            data.kind = "pace";
            (data.at_most_ms, data.reason) = pause(*at_most, *reason);
        }
        EventKind::TokenRequested => data.kind = "token_requested",
        EventKind::TokenReceived => data.kind = "token_received",
        EventKind::TokenFailed => data.kind = "token_failed",
        EventKind::Warning { text } => {
            data.kind = "warning";
            data.text = Some(text);
        }
        _ => {}
    }
    data::to_js(&data)
}

fn pause(time: Duration, reason: Reason) -> (Option<f64>, Option<&'static str>) {
    (Some(time.as_millis() as f64), Some(reason.name()))
}
