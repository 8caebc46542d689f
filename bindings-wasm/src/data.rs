//! What the engine tells as data, as plain objects.

use oktant_core::{Headers, RateLimit};
use serde::Serialize;
use wasm_bindgen::JsValue;

/// A plain object; what is missing is undefined.
pub(crate) fn to_js(data: &(impl Serialize + ?Sized)) -> JsValue {
    serde_wasm_bindgen::to_value(data).unwrap_or_default()
}

/// A rate limit.
#[derive(Serialize)]
pub(crate) struct Rate {
    limit: Option<f64>,
    remaining: Option<f64>,
    reset: Option<f64>,
}

impl From<RateLimit> for Rate {
    fn from(rate: RateLimit) -> Rate {
        let number = |number: Option<u64>| number.map(|number| number as f64);
        Rate { limit: number(rate.limit), remaining: number(rate.remaining), reset: number(rate.reset) }
    }
}

/// A response beside its body, and the cursor of a page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    status: u16,
    request_id: Option<&'a str>,
    rate: Rate,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

pub(crate) fn metadata(status: u16, headers: &Headers, cursor: Option<&str>) -> JsValue {
    to_js(&Metadata { status, request_id: headers.request_id(), rate: headers.rate().into(), cursor })
}
