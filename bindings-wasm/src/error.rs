//! Errors as plain objects, from which the package makes an `OktantError`.

use crate::js::{self, object};
use js_sys::Array;
use oktant_core::{Error, Operation, Phase, RateLimit};
use std::sync::Arc;
use wasm_bindgen::JsValue;

/// The error with the response body that could not be decoded and the exception that caused it, if any.
pub(crate) fn with_details(error: &Error, undecodable: JsValue, cause: JsValue) -> JsValue {
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
        ("rate", rate_limit(error.rate())),
        ("retryAfterMs", number(error.retry_after().and_then(|wait| u64::try_from(wait.as_millis()).ok()))),
        ("phase", text(error.phase().map(Phase::name))),
        ("attempts", error.attempts().into()),
        ("elapsedMs", number(u64::try_from(error.elapsed().as_millis()).ok())),
        ("retryable", error.is_retryable().into()),
        ("isDuplicate", error.is_duplicate().into()),
        ("mayHaveBeenSent", error.may_have_been_sent().into()),
        ("body", body.map_or(undecodable, JsValue::from)),
        ("cause", cause),
    ])
}

/// The error for an argument that cannot be sent.
pub(crate) fn invalid_argument(operation: &Arc<Operation>, message: String) -> JsValue {
    to_js(Error::invalid_argument(message).with_operation(Arc::clone(operation)))
}

/// An error without a response, such as one before anything was sent.
pub(crate) fn to_js(error: Error) -> JsValue {
    with_details(&error, JsValue::UNDEFINED, JsValue::UNDEFINED)
}

/// A rate limit: `{limit, remaining, reset}`.
pub(crate) fn rate_limit(rate: RateLimit) -> JsValue {
    object(&[("limit", number(rate.limit)), ("remaining", number(rate.remaining)), ("reset", number(rate.reset))])
}

fn number(number: Option<u64>) -> JsValue {
    number.map(|number| JsValue::from(number as f64)).unwrap_or_default()
}
