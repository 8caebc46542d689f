//! Services: the methods of the API's areas, and the names that they have in JavaScript.

use oktant_core::{Operation, Paging, ParameterLocation, RequestBody};
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

/// The methods of a service, separated by spaces. Each is an operation ID, a colon, how many path arguments there are, and the
/// letters `b` if a body follows them, `n` if there are named arguments, `l` if the result is a list.
#[wasm_bindgen]
pub fn methods(service: &str) -> String {
    let mut methods = String::new();
    for area in Operation::areas() {
        if camel_case(area) == service {
            for operation in Operation::of_area(area) {
                describe(&operation, &mut methods);
            }
        }
    }
    methods
}

fn describe(operation: &Operation, methods: &mut String) {
    let (mut path, mut named) = (b'0', false);
    for parameter in &operation.parameters {
        match parameter.location {
            ParameterLocation::Path => path += 1,
            _ => named = true,
        }
    }
    let optional = operation.request == RequestBody::Json { required: false };
    methods.push_str(&operation.id);
    methods.push(':');
    methods.push(char::from(path));
    if !optional && operation.request != RequestBody::None {
        methods.push('b');
    }
    if optional || named {
        methods.push('n');
    }
    if operation.paging != Paging::None {
        methods.push('l');
    }
    methods.push(' ');
}

/// What an unknown name of a service or of its methods probably means.
#[wasm_bindgen(js_name = serviceHint)]
pub fn hint(name: &str) -> Option<String> {
    let found = Operation::hint(name);
    let (area, method, known) = match &found {
        Some(hint) => (hint.area, hint.operation, hint.known),
        None => (Operation::area_hint(name)?, "", false),
    };
    let mut text = String::from(if known { "use okta." } else { "did you mean okta." });
    text.push_str(&camel_case(area));
    text.push_str(if method.is_empty() { "" } else { "." });
    text.push_str(method);
    text.push_str(if known { "" } else { "?" });
    Some(text)
}

/// Where a named argument is sent, in the query or as a header, and its name there. The error tells all names.
pub(crate) fn named(operation: &Operation, name: &str) -> Result<(ParameterLocation, &'static str), String> {
    let mut known = String::new();
    for parameter in &operation.parameters {
        if parameter.location != ParameterLocation::Path {
            let own = camel_case(parameter.name);
            if own == name {
                return Ok((parameter.location, parameter.name));
            }
            known.push_str(&own);
            known.push_str(", ");
        }
    }
    Err(format!("there is no named argument {name}: there are {known}and options after them"))
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
