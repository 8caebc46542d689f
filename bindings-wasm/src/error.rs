//! Errors as JavaScript gets them: one plain object, which the package makes an OktantError of.

use crate::js::{self, object};
use js_sys::Array;
use oktant_core::{Error, Operation, Phase, RateLimit};
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// The error with the document that is its trouble and what was thrown below it, where there are such.
pub(crate) fn thrown(error: &Error, document: JsValue, cause: JsValue) -> JsValue {
    let text = |text: Option<&str>| text.map(JsValue::from).unwrap_or_default();
    let body = error.body().and_then(|body| js::lossy(body).ok());
    let causes = Array::new();
    for cause in error.causes() {
        causes.push(&cause.into());
    }
    object(&[
        ("kind", error.kind().name().into()),
        ("message", error.to_string().into()),
        ("operation", text(error.operation())),
        ("status", number(error.status().map(u64::from))),
        ("code", text(error.code())),
        ("summary", text(error.summary())),
        ("link", text(error.link())),
        ("id", text(error.id())),
        ("causes", causes.into()),
        ("requestId", text(error.request_id())),
        ("rate", rate(error.rate())),
        ("phase", text(error.phase().map(Phase::name))),
        ("attempts", error.attempts().into()),
        ("elapsedMs", number(u64::try_from(error.elapsed().as_millis()).ok())),
        ("retryable", error.is_retryable().into()),
        ("mayHaveBeenSent", error.may_have_been_sent().into()),
        ("body", body.map_or(document, JsValue::from)),
        ("cause", cause),
    ])
}

/// The error of an argument that cannot be sent.
pub(crate) fn refused(operation: &Arc<Operation>, what: String) -> JsValue {
    plain(Error::invalid_argument(what).with_operation(Arc::clone(operation)))
}

/// An error before anything was sent.
pub(crate) fn plain(error: Error) -> JsValue {
    thrown(&error, JsValue::UNDEFINED, JsValue::UNDEFINED)
}

/// What is said of the rate limit.
pub(crate) fn rate(rate: RateLimit) -> JsValue {
    object(&[("limit", number(rate.limit)), ("remaining", number(rate.remaining)), ("reset", number(rate.reset))])
}

fn number(number: Option<u64>) -> JsValue {
    number.map(|number| JsValue::from(number as f64)).unwrap_or_default()
}
