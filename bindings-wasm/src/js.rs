//! Imports from JavaScript, and helpers for its values. Every import that can throw has `catch`: an exception that unwound
//! through wasm would leave its call pending forever.

use js_sys::{Array, Function, JsString, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    pub(crate) fn parse(text: &JsString) -> Result<JsValue, JsValue>;

    /// `String(value)`
    #[wasm_bindgen(catch, js_name = String)]
    pub(crate) fn text_of(value: &JsValue) -> Result<String, JsValue>;

    #[wasm_bindgen(catch, js_name = setTimeout)]
    pub(crate) fn set_timeout(then: &Function, ms: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = clearTimeout)]
    pub(crate) fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    pub(crate) fn mono_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Date, js_name = now)]
    pub(crate) fn unix_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn fill_randomly(bytes: &Uint8Array) -> Result<Uint8Array, JsValue>;

    pub(crate) type TextDecoder;

    #[wasm_bindgen(catch, constructor)]
    fn new(label: &str, options: &JsValue) -> Result<TextDecoder, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(crate) fn decode(this: &TextDecoder, bytes: &JsValue) -> Result<JsString, JsValue>;

    pub(crate) type Headers;

    #[wasm_bindgen(catch, method)]
    pub(crate) fn get(this: &Headers, name: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_name = Uint8Array, extends = Uint8Array)]
    type Bytes;

    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn new(length: u32) -> Result<Bytes, JsValue>;

    /// A Blob or a File.
    pub(crate) type Blob;
}

/// A property; `None` if it, or the object itself, is undefined or null.
pub(crate) fn member(object: &JsValue, name: &str) -> Result<Option<JsValue>, JsValue> {
    if object.is_undefined() || object.is_null() {
        return Ok(None);
    }
    let value = Reflect::get(object, &name.into())?;
    Ok(Some(value).filter(|value| !value.is_undefined() && !value.is_null()))
}

/// Calls a method.
pub(crate) fn call(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.call0(object)
}

/// The type of a value for a message; of a number its value, as other values may be secret.
pub(crate) fn type_name(value: &JsValue) -> String {
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

/// A plain object with these properties.
pub(crate) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object.into()
}

/// Sets a property of a plain object, which cannot fail.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// An array of `length` zero bytes. Fails if there is no memory for it.
pub(crate) fn zeroes(length: u64) -> Result<Uint8Array, JsValue> {
    let length = u32::try_from(length).map_err(|_| js_sys::RangeError::new("a body of 4 GiB or more"))?;
    Bytes::new(length).map(JsCast::unchecked_into)
}

/// A UTF-8 decoder that throws on invalid bytes and skips a byte order mark.
pub(crate) fn strict_decoder() -> Result<TextDecoder, JsValue> {
    TextDecoder::new("utf-8", &object(&[("fatal", JsValue::TRUE)]))
}

/// Bytes as text, with U+FFFD for invalid UTF-8.
pub(crate) fn lossy(bytes: &[u8]) -> Result<JsString, JsValue> {
    let decoder = TextDecoder::new("utf-8", &object(&[("ignoreBOM", JsValue::TRUE)]))?;
    decoder.decode(&Uint8Array::from(bytes))
}

/// A random number.
pub(crate) fn random() -> Result<u64, JsValue> {
    let bytes = Uint8Array::new_with_length(8);
    fill_randomly(&bytes)?;
    let mut number = [0; 8];
    bytes.copy_to(&mut number);
    Ok(u64::from_le_bytes(number))
}
