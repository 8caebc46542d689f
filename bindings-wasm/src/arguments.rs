//! What a caller gives to one call, read from plain objects.

use crate::{error, js, upload};
use js_sys::{Array, Date, Function};
use oktant_core::{Argument, Arguments, Operation, Options};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// What a caller says of one call.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) options: Options,
    pub(crate) signal: Option<AbortSignal>,
    /// Where a list begins.
    pub(crate) cursor: Option<String>,
    /// How often a list that grows is asked again.
    pub(crate) follow: Option<Duration>,
}

/// Reads `{path, query, headers, body}`, by the document's own names.
pub(crate) async fn arguments(
    operation: &Arc<Operation>,
    given: &JsValue,
    encode: &Function,
) -> Result<Arguments, JsValue> {
    let (arguments, body) = plain(given).map_err(|what| error::refused(operation, what))?;
    match body {
        Some(body) => upload::add(arguments, operation, &body, encode).await,
        None => Ok(arguments),
    }
}

/// Reads `{signal, timeoutMs, deadlineMs, maxRetries, headers, query, cursor, followMs}`.
pub(crate) fn options(operation: &Arc<Operation>, given: &JsValue) -> Result<Given, JsValue> {
    read_options(given).map_err(|what| error::refused(operation, what))
}

fn plain(given: &JsValue) -> Result<(Arguments, Option<JsValue>), String> {
    let (mut arguments, mut body) = (Arguments::new(), None);
    for (part, members) in js::members(given, "the argument")? {
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

fn read_options(given: &JsValue) -> Result<Given, String> {
    let mut read = Given::default();
    for (name, value) in js::members(given, "the last argument")? {
        match name.as_str() {
            "signal" => {
                read.signal =
                    Some(value.dyn_into().map_err(|value| unfit(&name, &value, "the signal of an AbortController"))?)
            }
            "timeoutMs" => read.options.timeout = Some(millis(&value, &name)?),
            "deadlineMs" => read.options.deadline = Some(millis(&value, &name)?),
            "followMs" => read.follow = Some(millis(&value, &name)?),
            "maxRetries" => read.options.max_retries = Some(count(&value, &name)?),
            "headers" => pairs(&mut read.options.headers, &value, &name)?,
            "query" => pairs(&mut read.options.query, &value, &name)?,
            "cursor" => read.cursor = Some(text(&value, &name)?),
            _ => {
                let known = "signal, timeoutMs, deadlineMs, maxRetries, headers, query, and of lists cursor, followMs";
                return Err(unknown("option", &name, known));
            }
        }
    }
    Ok(read)
}

fn pairs(pairs: &mut Vec<(String, String)>, members: &JsValue, part: &str) -> Result<(), String> {
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

/// One value or several.
fn argument(value: &JsValue, name: &str) -> Result<Argument, String> {
    let Some(values) = value.dyn_ref::<Array>() else { return text(value, name).map(Argument::One) };
    let mut texts = Vec::new();
    for value in values.iter() {
        texts.push(text(&value, name)?);
    }
    Ok(Argument::Many(texts))
}

/// The text of what has a plain one: a text, a number, true or false, a date.
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
    text.ok_or_else(|| unfit(name, value, "a string, a number, a boolean or a Date"))
}

/// What is said of a value of another type.
pub(crate) fn unfit(name: &str, value: &JsValue, wanted: &str) -> String {
    format!("{name} is {}: give {wanted}", js::kind(value))
}

fn count(value: &JsValue, name: &str) -> Result<u32, String> {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=100.0).contains(number));
    whole.map(|number| number as u32).ok_or_else(|| unfit(name, value, "a whole number from 0 to 100"))
}

/// A time in milliseconds.
pub(crate) fn millis(value: &JsValue, name: &str) -> Result<Duration, String> {
    let millis = value.as_f64().filter(|millis| (0.0..1e15).contains(millis));
    millis
        .map(|millis| Duration::from_millis(millis as u64))
        .ok_or_else(|| unfit(name, value, "a time in milliseconds, 0 or more"))
}
