//! Response bodies, decoded by JavaScript's own parser. The engine gets a summary; the value stays in JavaScript.

use crate::js::{self, TextDecoder};
use js_sys::{Array, JsString, Uint8Array};
use oktant_core::decode::body_kind;
use oktant_core::io::{BodyKind, BodyPointers, BodySummary};
use oktant_core::{Headers, ResponseBody};
use wasm_bindgen::prelude::*;

/// A decoded body.
pub(crate) struct DecodedBody {
    /// The JSON value; the text or the bytes if it is not JSON; undefined if it is empty.
    pub(crate) value: JsValue,
    /// The items of a list.
    pub(crate) items: Option<Array>,
    /// What the engine gets.
    pub(crate) summary: BodySummary,
}

/// How many bytes or characters of a body that is not JSON are inspected to classify it.
const PREFIX: u32 = 1024;

/// Decodes the bytes of a body.
pub(crate) fn decode(
    decoder: &TextDecoder,
    bytes: Uint8Array,
    expected: &ResponseBody,
    headers: &Headers,
    pointers: Option<&BodyPointers>,
) -> Result<DecodedBody, JsValue> {
    let mut summary = BodySummary { bytes: bytes.length().into(), kind: BodyKind::Empty, next: None, count: 0 };
    if summary.bytes == 0 {
        return Ok(DecodedBody { value: JsValue::UNDEFINED, items: None, summary });
    }
    if is_other_media(expected, headers) {
        summary.kind = BodyKind::NotJson;
        return Ok(DecodedBody { value: bytes.into(), items: None, summary });
    }
    let value = match decoder.decode(&bytes) {
        Err(_) => {
            summary.kind = body_kind(&bytes.subarray(0, PREFIX).to_vec());
            bytes.into()
        }
        Ok(text) if matches!(expected, ResponseBody::Text(_)) => {
            summary.kind = BodyKind::NotJson;
            text.into()
        }
        Ok(text) => parse(text, &mut summary),
    };
    let items = match pointers {
        None => value.dyn_ref::<Array>().cloned(),
        Some(pointers) => {
            summary.next = at(&value, &pointers.next).and_then(|link| js::text_of(&link).ok());
            at(&value, &pointers.items).and_then(|items| items.dyn_into().ok())
        }
    };
    summary.count = items.as_ref().map_or(0, |items| items.length().into());
    Ok(DecodedBody { value, items, summary })
}

/// Parses JSON; other text is the value itself.
fn parse(text: JsString, summary: &mut BodySummary) -> JsValue {
    match js::parse(&text) {
        Ok(value) => {
            summary.kind = if Array::is_array(&value) {
                BodyKind::Array
            } else if value.is_object() {
                BodyKind::Object
            } else {
                BodyKind::Other
            };
            value
        }
        Err(_) => {
            summary.kind = body_kind(String::from(text.slice(0, PREFIX)).as_bytes());
            if summary.kind == BodyKind::Empty { JsValue::UNDEFINED } else { text.into() }
        }
    }
}

/// Whether the response has the media type that the operation declares beside JSON.
fn is_other_media(expected: &ResponseBody, headers: &Headers) -> bool {
    let ResponseBody::Json { other: Some(other), .. } = expected else { return false };
    let media = headers.get("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
    other.eq_ignore_ascii_case(media.trim_ascii())
}

/// The value at a JSON pointer; `None` if it is missing or null. The pointers of the operation table have no escapes.
fn at(value: &JsValue, pointer: &str) -> Option<JsValue> {
    let mut value = value.clone();
    for name in pointer.split('/').skip(1) {
        value = js::member(&value, name).ok().flatten()?;
    }
    Some(value)
}
