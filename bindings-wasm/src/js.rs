//! Imports from JavaScript, and helpers for its values. Every import that can throw has `catch`: an exception that unwound
//! through wasm would leave the engine as it was in the midst of a call.

use js_sys::{Array, Date, Function, JsString, Object, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `String(value)`
    #[wasm_bindgen(catch, js_name = String)]
    pub(crate) fn text_of(value: &JsValue) -> Result<String, JsValue>;

    type TextDecoder;

    #[wasm_bindgen(catch, constructor)]
    fn new(label: &str, options: &JsValue) -> Result<TextDecoder, JsValue>;

    #[wasm_bindgen(catch, method)]
    fn decode(this: &TextDecoder, bytes: &JsValue) -> Result<JsString, JsValue>;
}

/// A property; `None` if it, or the object itself, is undefined or null.
pub(crate) fn member(object: &JsValue, name: &str) -> Result<Option<JsValue>, JsValue> {
    if object.is_undefined() || object.is_null() {
        return Ok(None);
    }
    let value = Reflect::get(object, &name.into())?;
    Ok(Some(value).filter(|value| !value.is_undefined() && !value.is_null()))
}

/// The type of a value for a message; of a number its value, as other values may be secret.
fn type_name(value: &JsValue) -> String {
    let name = if value.is_null() {
        return "null".to_owned();
    } else if Array::is_array(value) {
        return "an array".to_owned();
    } else if value.as_f64().is_some() {
        text_of(value).ok()
    } else {
        value.js_typeof().as_string()
    };
    name.unwrap_or_default()
}

/// The own properties of an object, without undefined ones. Undefined and null have none.
pub(crate) fn members(object: &JsValue, name: &str) -> Result<Vec<(String, JsValue)>, String> {
    if object.is_undefined() || object.is_null() {
        return Ok(Vec::new());
    }
    if !object.is_object() || Array::is_array(object) {
        return Err(format!("{name} is {}: give an object of names and values", type_name(object)));
    }
    let mut members = Vec::new();
    for entry in Object::entries(object.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        let value = entry.get(1);
        if let (Some(name), false) = (entry.get(0).as_string(), value.is_undefined()) {
            members.push((name, value));
        }
    }
    Ok(members)
}

/// The text of a string, a number, a boolean or a `Date`.
pub(crate) fn text(value: &JsValue, name: &str) -> Result<String, String> {
    if let Some(text) = value.as_string() {
        return Ok(text);
    }
    let date = value.dyn_ref::<Date>().map(|date| {
        let method: Function = Reflect::get(date, &"toISOString".into())?.dyn_into()?;
        method.call0(date)
    });
    let text = match date {
        Some(date) => date.ok().and_then(|date| date.as_string()),
        None if value.is_object() || value.is_null() || value.is_function() || value.is_symbol() => None,
        None => text_of(value).ok(),
    };
    text.ok_or_else(|| wrong_type(name, value, "a string, a number, a boolean or a Date"))
}

/// A duration in milliseconds.
pub(crate) fn millis(value: &JsValue, name: &str) -> Result<Duration, String> {
    let millis = value.as_f64().filter(|millis| (0.0..1e15).contains(millis));
    millis
        .map(|millis| Duration::from_millis(millis.ceil() as u64))
        .ok_or_else(|| wrong_type(name, value, "a time in milliseconds, 0 or more"))
}

/// The message for a value of another type than expected.
pub(crate) fn wrong_type(name: &str, value: &JsValue, expected: &str) -> String {
    format!("{name} is {}: give {expected}", type_name(value))
}

/// Bytes as text, with U+FFFD for invalid UTF-8.
pub(crate) fn lossy(bytes: &[u8]) -> Result<JsString, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"ignoreBOM".into(), &JsValue::TRUE)?;
    TextDecoder::new("utf-8", &options)?.decode(&Uint8Array::from(bytes))
}
