//! Services: the methods of the API's areas, and the arguments of a method, which are given by position.

use crate::arguments::{argument, text};
use crate::{error, js};
use js_sys::Array;
use oktant_core::{Arguments, Operation, Paging, ParameterLocation, RequestBody};
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The names of the services, separated by spaces.
#[wasm_bindgen]
pub fn services() -> String {
    let mut names = String::new();
    for area in Operation::areas() {
        names.push_str(&camel_case(area));
        names.push(' ');
    }
    names
}

/// The names of a service's methods, separated by spaces; those that return lists end in `[]`.
#[wasm_bindgen]
pub fn methods(service: &str) -> String {
    let mut names = String::new();
    for area in Operation::areas() {
        if camel_case(area) == service {
            for operation in Operation::of_area(area) {
                names.push_str(&operation.id);
                names.push_str(if operation.paging == Paging::None { " " } else { "[] " });
            }
        }
    }
    names
}

/// What an unknown name of a service or of its methods probably means.
#[wasm_bindgen(js_name = serviceHint)]
pub fn hint(name: &str) -> Option<String> {
    if let Some(hint) = Operation::hint(name) {
        let (before, after) = if hint.known { ("use", "") } else { ("did you mean", "?") };
        return Some(format!("{before} okta.{}.{}{after}", camel_case(hint.area), hint.operation));
    }
    Operation::area_hint(name).map(|area| format!("did you mean okta.{}?", camel_case(area)))
}

/// The positions of a method's arguments: those of the path, the body if it is required, named arguments if the operation has
/// any, and the options.
struct Positions {
    path: u32,
    body: bool,
    optional_body: bool,
    named: bool,
}

impl Positions {
    fn of(operation: &Operation) -> Positions {
        let mut path = 0;
        for parameter in &operation.parameters {
            path += u32::from(parameter.location == ParameterLocation::Path);
        }
        let optional_body = operation.request == RequestBody::Json { required: false };
        Positions {
            path,
            body: !optional_body && operation.request != RequestBody::None,
            optional_body,
            named: optional_body || operation.parameters.len() > path as usize,
        }
    }

    fn named(&self) -> u32 {
        self.path + u32::from(self.body)
    }

    fn options(&self) -> u32 {
        self.named() + u32::from(self.named)
    }
}

/// The options of a call: those beside arguments by name, or the last of the arguments by position.
pub(crate) fn options(operation: &Arc<Operation>, arguments: &JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    let Some(arguments) = arguments.dyn_ref::<Array>() else { return Ok(options) };
    let last = Positions::of(operation).options();
    if arguments.length() > last + 1 {
        let message = format!("{} has at most {} arguments, options included", operation.id, last + 1);
        return Err(error::invalid_argument(operation, message));
    }
    Ok(arguments.get(last))
}

/// Reads the arguments of a method, and its body.
pub(crate) fn arguments(operation: &Operation, given: &Array) -> Result<(Arguments, Option<JsValue>), String> {
    let positions = Positions::of(operation);
    let mut arguments = Arguments::new();
    let mut body = if positions.body { given.get(positions.path) } else { JsValue::UNDEFINED };
    for (at, parameter) in (0..positions.path).zip(&operation.parameters) {
        let value = given.get(at);
        if !value.is_undefined() {
            arguments = arguments.path(parameter.name, text(&value, parameter.name)?);
        }
    }
    if positions.named {
        for (name, value) in js::members(&given.get(positions.named()), "the object of named arguments")? {
            if name == "body" && positions.optional_body {
                body = value;
                continue;
            }
            let parameter = operation
                .parameters
                .iter()
                .find(|known| known.location != ParameterLocation::Path && camel_case(known.name) == name)
                .ok_or_else(|| unknown(operation, &positions, &name))?;
            arguments = match parameter.location {
                ParameterLocation::Header => arguments.header(parameter.name, text(&value, &name)?),
                _ => arguments.query(parameter.name, argument(&value, &name)?),
            }
        }
    }
    Ok((arguments, Some(body).filter(|body| !body.is_undefined())))
}

fn unknown(operation: &Operation, positions: &Positions, name: &str) -> String {
    let mut known = String::from(if positions.optional_body { "body " } else { "" });
    for parameter in &operation.parameters {
        if parameter.location != ParameterLocation::Path {
            known.push_str(&camel_case(parameter.name));
            known.push(' ');
        }
    }
    format!("there is no named argument {name}: there are {known}and, after them, options")
}

/// A name of the API document in JavaScript's case: `agentPools` for `agent_pools`, `contentType` for `Content-Type`.
fn camel_case(name: &str) -> String {
    let (mut out, mut upper) = (String::new(), false);
    for c in name.bytes() {
        if !c.is_ascii_alphanumeric() {
            upper = true;
            continue;
        }
        let c = match (out.is_empty(), upper) {
            (true, _) => c.to_ascii_lowercase(),
            (false, true) => c.to_ascii_uppercase(),
            (false, false) => c,
        };
        out.push(char::from(c));
        upper = false;
    }
    out
}
