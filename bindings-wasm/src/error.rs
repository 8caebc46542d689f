//! Errors as JavaScript gets them: one plain object, which the package makes an OktantError of.

use js_sys::{Array, Object, Reflect};
use oktant_core::{Error, ErrorKind, Phase};
use wasm_bindgen::JsValue;

/// The error with the document that is its trouble and what was thrown below it, where there are such.
pub(crate) fn thrown(error: &Error, document: JsValue, cause: JsValue) -> JsValue {
    let text = |text: Option<&str>| text.map(JsValue::from).unwrap_or_default();
    let number = |number: Option<u64>| number.map(|number| JsValue::from(number as f64)).unwrap_or_default();
    let body = error.body().map(|body| String::from_utf8_lossy(body).as_ref().into());
    let rate = error.rate();
    let rate = [("limit", rate.limit), ("remaining", rate.remaining), ("reset", rate.reset)];
    object(&[
        ("kind", kind(error.kind()).into()),
        ("message", error.to_string().into()),
        ("operation", text(error.operation())),
        ("status", number(error.status().map(u64::from))),
        ("code", text(error.code())),
        ("summary", text(error.summary())),
        ("link", text(error.link())),
        ("id", text(error.id())),
        ("causes", error.causes().iter().map(JsValue::from).collect::<Array>().into()),
        ("requestId", text(error.request_id())),
        ("rate", object(&rate.map(|(name, value)| (name, number(value))))),
        ("phase", text(error.phase().map(phase))),
        ("attempts", error.attempts().into()),
        ("elapsedMs", number(u64::try_from(error.elapsed().as_millis()).ok())),
        ("mayHaveBeenSent", error.may_have_been_sent().into()),
        ("body", body.unwrap_or(document)),
        ("cause", cause),
    ])
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A new plain object takes every member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// An error before anything was sent.
pub(crate) fn plain(error: Error) -> JsValue {
    thrown(&error, JsValue::UNDEFINED, JsValue::UNDEFINED)
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Api => "api",
        ErrorKind::Auth => "auth",
        ErrorKind::RateLimited => "rate_limited",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Transport => "transport",
        ErrorKind::Decode => "decode",
        ErrorKind::Page => "page",
        ErrorKind::Config => "config",
        ErrorKind::InvalidArgument => "invalid_argument",
        ErrorKind::Cancelled => "cancelled",
        _ => "other",
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "connect",
        Phase::Answer => "answer",
        Phase::Body => "body",
    }
}
