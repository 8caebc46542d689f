//! What stands in a body, read by JavaScript's own parser; the value stays there.

use crate::js::{self, TextDecoder};
use js_sys::{Array, JsString, Uint8Array};
use oktant_core::decode::body_kind;
use oktant_core::io::{BodyKind, BodyPointers, BodySummary};
use oktant_core::{Headers, ResponseBody};
use wasm_bindgen::prelude::*;

/// A body that was read.
pub(crate) struct ReadBody {
    /// The JSON value; the text or the bytes, where it is none; undefined, where there is nothing.
    pub(crate) value: JsValue,
    /// The items of a list.
    pub(crate) items: Option<Array>,
    /// What the engine is told.
    pub(crate) facts: BodySummary,
}

/// So much of what is no JSON tells what it is instead.
const BEGINNING: u32 = 1024;

/// Reads the bytes of a body.
pub(crate) fn read(
    decoder: &TextDecoder,
    bytes: Uint8Array,
    reply: &ResponseBody,
    headers: &Headers,
    find: Option<&BodyPointers>,
) -> Result<ReadBody, JsValue> {
    let mut facts = BodySummary { bytes: bytes.length().into(), kind: BodyKind::Empty, next: None, count: 0 };
    if facts.bytes == 0 {
        return Ok(ReadBody { value: JsValue::UNDEFINED, items: None, facts });
    }
    if is_other_media(reply, headers) {
        facts.kind = BodyKind::NotJson;
        return Ok(ReadBody { value: bytes.into(), items: None, facts });
    }
    let value = match decoder.decode(&bytes) {
        Err(_) => {
            facts.kind = body_kind(&bytes.subarray(0, BEGINNING).to_vec());
            bytes.into()
        }
        Ok(text) if matches!(reply, ResponseBody::Text(_)) => {
            facts.kind = BodyKind::NotJson;
            text.into()
        }
        Ok(text) => parse(text, &mut facts),
    };
    let items = match find {
        None => value.dyn_ref::<Array>().cloned(),
        Some(find) => {
            facts.next = at(&value, &find.next).and_then(|link| js::text_of(&link).ok());
            at(&value, &find.items).and_then(|items| items.dyn_into().ok())
        }
    };
    facts.count = items.as_ref().map_or(0, |items| items.length().into());
    Ok(ReadBody { value, items, facts })
}

/// Parses a text; where it is no JSON, it is the value itself.
fn parse(text: JsString, facts: &mut BodySummary) -> JsValue {
    match js::parse(&text) {
        Ok(value) => {
            facts.kind = if Array::is_array(&value) {
                BodyKind::Array
            } else if value.is_object() {
                BodyKind::Object
            } else {
                BodyKind::Other
            };
            value
        }
        Err(_) => {
            facts.kind = body_kind(String::from(text.slice(0, BEGINNING)).as_bytes());
            if facts.kind == BodyKind::Empty { JsValue::UNDEFINED } else { text.into() }
        }
    }
}

/// True where the answer is of the other media type that the operation has.
fn is_other_media(reply: &ResponseBody, headers: &Headers) -> bool {
    let ResponseBody::Json { other: Some(other), .. } = reply else { return false };
    let media = headers.get("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
    other.eq_ignore_ascii_case(media.trim_ascii())
}

/// The value at a JSON pointer without escapes, as all of the table are; `None` where there is none, or null.
fn at(value: &JsValue, pointer: &str) -> Option<JsValue> {
    let mut value = value.clone();
    for name in pointer.split('/').skip(1) {
        value = js::member(&value, name).ok().flatten()?;
    }
    Some(value)
}
