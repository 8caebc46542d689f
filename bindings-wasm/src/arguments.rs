//! What a caller gives, read from plain objects.

use crate::{error, js, upload};
use js_sys::{Array, Date, Function};
use oktant_core::{Argument, Arguments, Error, Operation, Options};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// What a caller says of one call.
pub(crate) struct Given {
    pub(crate) options: Options,
    pub(crate) signal: Option<AbortSignal>,
    pub(crate) cursor: Option<String>,
}

/// `{path, query, headers, body}`, by the document's own names.
pub(crate) async fn arguments(
    operation: &Arc<Operation>,
    given: &JsValue,
    encode: &Function,
) -> Result<Arguments, JsValue> {
    let refused = |what| error::plain(Error::invalid_argument(what).with_operation(Arc::clone(operation)));
    let (mut arguments, body) = plain_arguments(given).map_err(refused)?;
    if let Some(value) = body {
        arguments = upload::body(arguments, operation, &value, encode).await?;
    }
    Ok(arguments)
}

fn plain_arguments(given: &JsValue) -> Result<(Arguments, Option<JsValue>), String> {
    let (mut arguments, mut body) = (Arguments::new(), None);
    for (part, value) in js::members(given, "the argument")? {
        match part.as_str() {
            "path" => {
                for (name, value) in js::members(&value, &part)? {
                    let value = text(&value, &name)?;
                    arguments = arguments.path(name, value);
                }
            }
            "query" => {
                for (name, value) in js::members(&value, &part)? {
                    let value = argument(&value, &name)?;
                    arguments = arguments.query(name, value);
                }
            }
            "headers" => {
                for (name, value) in js::members(&value, &part)? {
                    let value = text(&value, &name)?;
                    arguments = arguments.header(name, value);
                }
            }
            "body" => body = Some(value),
            other => return Err(unknown("argument", other, "path, query, headers, body")),
        }
    }
    Ok((arguments, body))
}

/// `{signal, timeoutMs, deadlineMs, maxRetries, headers, query, cursor}`
pub(crate) fn options(given: &JsValue) -> Result<Given, String> {
    let mut read = Given { options: Options::default(), signal: None, cursor: None };
    for (name, value) in js::members(given, "the last argument")? {
        let options = &mut read.options;
        match name.as_str() {
            "signal" => read.signal = Some(value.dyn_into().map_err(|_| "signal is no AbortSignal".to_owned())?),
            "timeoutMs" => options.timeout = Some(millis(&value, &name)?),
            "deadlineMs" => options.deadline = Some(millis(&value, &name)?),
            "maxRetries" => options.max_retries = Some(count(&value, &name)?),
            "headers" => pairs(&mut options.headers, &value, &name)?,
            "query" => pairs(&mut options.query, &value, &name)?,
            "cursor" => read.cursor = Some(text(&value, &name)?),
            other => {
                let known = "signal, timeoutMs, deadlineMs, maxRetries, headers, query, cursor";
                return Err(unknown("option", other, known));
            }
        }
    }
    Ok(read)
}

fn pairs(target: &mut Vec<(String, String)>, value: &JsValue, part: &str) -> Result<(), String> {
    for (name, value) in js::members(value, part)? {
        match value.dyn_ref::<Array>() {
            Some(values) => {
                for value in values.iter() {
                    target.push((name.clone(), text(&value, &name)?));
                }
            }
            None => target.push((name.clone(), text(&value, &name)?)),
        }
    }
    Ok(())
}

pub(crate) fn unknown(what: &str, name: &str, known: &str) -> String {
    format!("there is no {what} {name}: there are {known}")
}

fn count(value: &JsValue, name: &str) -> Result<u32, String> {
    let whole = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=100.0).contains(number));
    whole.map(|number| number as u32).ok_or_else(|| format!("{name} is no whole number from 0 to 100"))
}

/// A time in milliseconds.
pub(crate) fn millis(value: &JsValue, name: &str) -> Result<Duration, String> {
    let millis = value.as_f64().filter(|millis| (0.0..1e15).contains(millis));
    millis.map(|millis| Duration::from_millis(millis as u64)).ok_or_else(|| format!("{name} is no number of milliseconds"))
}

/// One value or several.
fn argument(value: &JsValue, name: &str) -> Result<Argument, String> {
    match value.dyn_ref::<Array>() {
        Some(values) => values.iter().map(|value| text(&value, name)).collect::<Result<Vec<_>, _>>().map(Argument::Many),
        None => text(value, name).map(Argument::One),
    }
}

/// What has one plain text: a text, a number, true or false, a date.
pub(crate) fn text(value: &JsValue, name: &str) -> Result<String, String> {
    if let Some(date) = value.dyn_ref::<Date>() {
        return js::call(date, "toISOString").ok().and_then(|text| text.as_string()).ok_or_else(|| format!("{name} is no date"));
    }
    match value.as_string() {
        Some(text) => Ok(text),
        None if value.as_f64().is_some() || value.as_bool().is_some() || value.is_bigint() => {
            js::text_of(value).map_err(|_| format!("{name} has no text"))
        }
        None => Err(format!("{name} is no text, number, date, true or false: give one of these")),
    }
}
