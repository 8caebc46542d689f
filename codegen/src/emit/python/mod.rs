//! Python: one module a service, sync and async, and the clients that have them all.

mod services;

use super::{Files, words};
use crate::model::{Api, names};

const FOLDER: &str = "bindings-python/python/oktant/generated";

/// Words that no argument, method or attribute can be named by.
#[allow(dead_code)]
const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

pub(super) fn emit(api: &Api, files: &mut Files) {
    files.insert(format!("{FOLDER}/__init__.py"), header(api, "What spec/ gives the package."));
    services::emit(api, files);
}

/// The first lines of a generated file.
fn header(api: &Api, what: &str) -> String {
    format!("# {}\n\n\"\"\"{what}\"\"\"\n", words::mark(api))
}

/// An attribute's, method's or argument's name.
#[allow(dead_code)]
fn ident(wire: &str) -> String {
    let name = names::snake(wire);
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name }
}
