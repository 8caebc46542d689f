//! Errors as plain objects, from which the package makes an `OktantError`. It decodes the body of an error response, and adds the
//! exception behind an error, and a body that could not be decoded.

use crate::data::{self, Rate};
use js_sys::Uint8Array;
use oktant_core::{Error, Phase};
use serde::Serialize;
use wasm_bindgen::JsValue;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorData<'a> {
    kind: &'a str,
    message: String,
    operation: Option<&'a str>,
    status: Option<u16>,
    code: Option<&'a str>,
    summary: Option<&'a str>,
    link: Option<&'a str>,
    id: Option<&'a str>,
    causes: Vec<&'a str>,
    request_id: Option<&'a str>,
    rate: Rate,
    retry_after_ms: Option<f64>,
    phase: Option<&'a str>,
    attempts: u32,
    elapsed_ms: f64,
    is_retryable: bool,
    is_duplicate: bool,
    may_have_been_sent: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    body: JsValue,
}

pub(crate) fn to_js(error: Error) -> JsValue {
    let mut causes = Vec::new();
    for cause in error.causes() {
        causes.push(cause.as_ref());
    }
    data::to_js(&ErrorData {
        kind: error.kind().name(),
        message: error.to_string(),
        operation: error.operation(),
        status: error.status(),
        code: error.code(),
        summary: error.summary(),
        link: error.link(),
        id: error.id(),
        causes,
        request_id: error.request_id(),
        rate: error.rate().into(),
        retry_after_ms: error.retry_after().map(|wait| wait.as_millis() as f64),
        phase: error.phase().map(Phase::name),
        attempts: error.attempts(),
        elapsed_ms: error.elapsed().as_millis() as f64,
        is_retryable: error.is_retryable(),
        is_duplicate: error.is_duplicate(),
        may_have_been_sent: error.may_have_been_sent(),
        body: error.body().map(|body| Uint8Array::from(body).into()).unwrap_or_default(),
    })
}
