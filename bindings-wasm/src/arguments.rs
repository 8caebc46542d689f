//! The arguments and options of one call, read from plain JavaScript objects.

use crate::{error, js, services, upload};
use js_sys::{Array, Date, Function};
use oktant_core::{Argument, Arguments, Operation, Options};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// The options of a call or a list.
#[derive(Default)]
pub(crate) struct ListOptions {
    pub(crate) call: Options,
    pub(crate) signal: Option<AbortSignal>,
    /// Cursor: the page that a list starts with.
    pub(crate) cursor: Option<String>,
}

/// Reads the arguments of a method, an array, or `{path, query, headers, body}`, by the names of the API document.
pub(crate) async fn arguments(
    operation: &Arc<Operation>,
    object: &JsValue,
    encode: &Function,
) -> Result<Arguments, JsValue> {
    let read = match object.dyn_ref() {
        Some(given) => services::arguments(operation, given),
        None => read_arguments(object),
    };
    let (arguments, body) = read.map_err(|message| error::invalid_argument(operation, message))?;
    match body {
        Some(body) => upload::add(arguments, operation, &body, encode).await,
        None => Ok(arguments),
    }
}

/// Reads `{signal, timeoutMs, deadlineMs, maxRetries, headers, query, cursor}`, which a method has among its arguments.
pub(crate) fn options(
    operation: &Arc<Operation>,
    arguments: &JsValue,
    object: JsValue,
) -> Result<ListOptions, JsValue> {
    read_options(&services::options(operation, arguments, object)?)
        .map_err(|message| error::invalid_argument(operation, message))
}

fn read_arguments(object: &JsValue) -> Result<(Arguments, Option<JsValue>), String> {
    let (mut arguments, mut body) = (Arguments::new(), None);
    for (part, members) in js::members(object, "the argument")? {
        match part.as_str() {
            "path" | "query" | "headers" => {}
            "body" => {
                body = Some(members);
                continue;
            }
            _ => return Err(unknown("argument", &part, "path, query, headers, body")),
        }
        for (name, value) in js::members(&members, &part)? {
            arguments = match part.as_str() {
                "path" => arguments.path(name.clone(), text(&value, &name)?),
                "query" => arguments.query(name.clone(), argument(&value, &name)?),
                _ => arguments.header(name.clone(), text(&value, &name)?),
            }
        }
    }
    Ok((arguments, body))
}

fn read_options(object: &JsValue) -> Result<ListOptions, String> {
    let mut options = ListOptions::default();
    for (name, value) in js::members(object, "the last argument")? {
        match name.as_str() {
            "signal" => {
                options.signal = Some(
                    value.dyn_into().map_err(|value| wrong_type(&name, &value, "the signal of an AbortController"))?,
                )
            }
            "timeoutMs" => options.call.timeout = Some(millis(&value, &name)?),
            "deadlineMs" => options.call.deadline = Some(millis(&value, &name)?),
            "maxRetries" => options.call.max_retries = Some(count(&value, &name)?),
            "headers" => push_pairs(&mut options.call.headers, &value, &name)?,
            "query" => push_pairs(&mut options.call.query, &value, &name)?,
            "cursor" => options.cursor = Some(text(&value, &name)?),
            _ => {
                let known = "signal, timeoutMs, deadlineMs, maxRetries, headers, query, and of lists cursor";
                return Err(unknown("option", &name, known));
            }
        }
    }
    Ok(options)
}

fn push_pairs(pairs: &mut Vec<(String, String)>, members: &JsValue, part: &str) -> Result<(), String> {
    for (name, value) in js::members(members, part)? {
        match argument(&value, &name)? {
            Argument::One(value) => pairs.push((name, value)),
            Argument::Many(values) => {
                for value in values {
                    pairs.push((name.clone(), value));
                }
            }
        }
    }
    Ok(())
}

fn unknown(what: &str, name: &str, known: &str) -> String {
    format!("there is no {what} {name}: there are {known}")
}

/// One value or an array of values.
pub(crate) fn argument(value: &JsValue, name: &str) -> Result<Argument, String> {
    let Some(values) = value.dyn_ref::<Array>() else { return text(value, name).map(Argument::One) };
    let mut texts = Vec::new();
    for value in values.iter() {
        texts.push(text(&value, name)?);
    }
    Ok(Argument::Many(texts))
}

/// The text of a string, a number, a boolean or a `Date`.
pub(crate) fn text(value: &JsValue, name: &str) -> Result<String, String> {
    if let Some(text) = value.as_string() {
        return Ok(text);
    }
    let date = value.is_instance_of::<Date>().then(|| js::call(value, "toISOString"));
    let text = match date {
        Some(date) => date.ok().and_then(|date| date.as_string()),
        None if value.is_object() || value.is_null() || value.is_function() || value.is_symbol() => None,
        None => js::text_of(value).ok(),
    };
    text.ok_or_else(|| wrong_type(name, value, "a string, a number, a boolean or a Date"))
}

/// The message for a value of another type than expected.
pub(crate) fn wrong_type(name: &str, value: &JsValue, expected: &str) -> String {
    format!("{name} is {}: give {expected}", js::type_name(value))
}

fn count(value: &JsValue, name: &str) -> Result<u32, String> {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=100.0).contains(number));
    whole.map(|number| number as u32).ok_or_else(|| wrong_type(name, value, "a whole number from 0 to 100"))
}

/// A duration in milliseconds.
pub(crate) fn millis(value: &JsValue, name: &str) -> Result<Duration, String> {
    let millis = value.as_f64().filter(|millis| (0.0..1e15).contains(millis));
    millis
        .map(|millis| Duration::from_millis(millis as u64))
        .ok_or_else(|| wrong_type(name, value, "a time in milliseconds, 0 or more"))
}
