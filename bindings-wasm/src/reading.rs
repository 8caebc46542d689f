//! What stands in a body, read by JavaScript's own parser; the value stays there.

use crate::js::{self, TextDecoder};
use js_sys::{Array, JsString, Uint8Array};
use oktant_core::io::{Find, Kept, Shape};
use oktant_core::reply::shape;
use oktant_core::{Headers, ReplyBody};
use wasm_bindgen::prelude::*;

/// A body that was read.
pub(crate) struct Reading {
    /// The JSON value; the text or the bytes, where it is none; undefined, where there is nothing.
    pub(crate) value: JsValue,
    /// The items of a list.
    pub(crate) items: Option<Array>,
    /// What the engine is told.
    pub(crate) facts: Kept,
}

/// So much of what is no JSON tells what it is instead.
const BEGINNING: u32 = 1024;

/// Reads the bytes of a body.
pub(crate) fn read(
    decoder: &TextDecoder,
    bytes: Uint8Array,
    reply: &ReplyBody,
    headers: &Headers,
    find: Option<&Find>,
) -> Result<Reading, JsValue> {
    let mut facts = Kept { bytes: bytes.length().into(), json: Shape::Empty, found: None, count: 0 };
    if facts.bytes == 0 {
        return Ok(Reading { value: JsValue::UNDEFINED, items: None, facts });
    }
    if is_other_media(reply, headers) {
        facts.json = Shape::NotJson;
        return Ok(Reading { value: bytes.into(), items: None, facts });
    }
    let value = match decoder.decode(&bytes) {
        Err(_) => {
            facts.json = shape(&bytes.subarray(0, BEGINNING).to_vec());
            bytes.into()
        }
        Ok(text) if matches!(reply, ReplyBody::Text(_)) => {
            facts.json = Shape::NotJson;
            text.into()
        }
        Ok(text) => parse(text, &mut facts),
    };
    let items = match find {
        None => value.dyn_ref::<Array>().cloned(),
        Some(find) => {
            facts.found = at(&value, &find.next).and_then(|link| js::text_of(&link).ok());
            at(&value, &find.items).and_then(|items| items.dyn_into().ok())
        }
    };
    facts.count = items.as_ref().map_or(0, |items| items.length().into());
    Ok(Reading { value, items, facts })
}

/// Parses a text; where it is no JSON, it is the value itself.
fn parse(text: JsString, facts: &mut Kept) -> JsValue {
    match js::parse(&text) {
        Ok(value) => {
            facts.json = if Array::is_array(&value) {
                Shape::Array
            } else if value.is_object() {
                Shape::Object
            } else {
                Shape::Other
            };
            value
        }
        Err(_) => {
            facts.json = shape(String::from(text.slice(0, BEGINNING)).as_bytes());
            if facts.json == Shape::Empty { JsValue::UNDEFINED } else { text.into() }
        }
    }
}

/// True where the answer is of the other media type that the operation has.
fn is_other_media(reply: &ReplyBody, headers: &Headers) -> bool {
    let ReplyBody::Json { other: Some(other), .. } = reply else { return false };
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
