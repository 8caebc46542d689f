//! Python: one module for each service, sync and async, and the properties of both clients.

mod dispatch;
mod hooks;
mod method;
mod models;
mod services;
mod types;

pub(crate) use method::call;

use super::{Files, docs};
use crate::model::{Api, Ref, names};
use std::fmt::Write;

const FOLDER: &str = "bindings-python/python/oktant/generated";

/// Longer lines are broken.
const WIDTH: usize = 120;

/// Words that no argument, method or attribute can be named by.
const RESERVED: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Which of the two clients is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ClientFlavor {
    Sync,
    Async,
}

impl ClientFlavor {
    /// What names of types begin with.
    fn prefix(self) -> &'static str {
        if self == ClientFlavor::Async { "Async" } else { "" }
    }

    fn folder(self) -> &'static str {
        if self == ClientFlavor::Async { "async_services" } else { "services" }
    }
}

pub(super) fn emit(api: &Api, files: &mut Files) {
    files.insert(format!("{FOLDER}/__init__.py"), header(api, "Code generated from spec/."));
    dispatch::emit(api, files);
    hooks::emit(api, files);
    models::emit(api, files);
    services::emit(api, files);
}

/// The first lines of a generated file.
fn header(api: &Api, what: &str) -> String {
    format!("# {}\n\n\"\"\"{what}\"\"\"\n", docs::generated_by(api))
}

/// An attribute's, method's or argument's name.
fn ident(wire: &str) -> String {
    let name = names::snake(wire);
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// What is no class and no list: its short text, the type of what is read, the descriptor of a field.
fn simple(of: &Ref) -> Option<[&'static str; 3]> {
    Some(match of {
        Ref::Text => ["Text", "str", "Text"],
        Ref::Timestamp => ["Time", "datetime", "Time"],
        Ref::Integer => ["Integer", "int", "Integer"],
        Ref::Number => ["Number", "Number", "Number"],
        Ref::Bool => ["Boolean", "bool", "Boolean"],
        Ref::Any => ["Any", "Any", "Json"],
        Ref::Object => ["{Any}", "MapView[Any]", "Map[Any]"],
        Ref::Named(_) | Ref::List(_) | Ref::Map(_) => return None,
    })
}

/// The short text by which `oktant._codecs` knows a type.
fn type_text(api: &Api, of: &Ref) -> String {
    match api.meaning(of) {
        Ref::Named(name) => name.clone(),
        Ref::List(of) => format!("[{}]", type_text(api, of)),
        Ref::Map(of) => format!("{{{}}}", type_text(api, of)),
        of => simple(of).map_or_else(String::new, |[text, ..]| text.to_owned()),
    }
}

/// The type of what is read.
fn static_type(api: &Api, of: &Ref) -> String {
    match api.meaning(of) {
        Ref::Named(name) => name.clone(),
        Ref::List(of) => format!("ListView[{}]", static_type(api, of)),
        Ref::Map(of) => format!("MapView[{}]", static_type(api, of)),
        of => simple(of).map_or_else(String::new, |[_, read, _]| read.to_owned()),
    }
}

/// A head with arguments: on one line, with the arguments on a second line, or each on its own line.
fn broken(out: &mut String, indent: usize, head: &str, arguments: &[String], tail: &str) {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 4));
    let joined = arguments.join(", ");
    if indent + head.len() + joined.len() + tail.len() + 2 <= WIDTH {
        let _ = writeln!(out, "{outer}{head}({joined}){tail}");
    } else if indent + 4 + joined.len() <= WIDTH {
        let _ = writeln!(out, "{outer}{head}(\n{inner}{joined}\n{outer}){tail}");
    } else {
        let _ = writeln!(out, "{outer}{head}(");
        for argument in arguments {
            let long = inner.len() + argument.len() + 1 > WIDTH;
            let members = argument.rfind(['{', '[']).zip(argument.find(['}', ']'])).filter(|_| long);
            let parts = members.and_then(|(from, to)| {
                Some((argument.get(..=from)?, argument.get(from + 1..to)?, argument.get(to..)?))
            });
            match parts {
                Some((name, members, rest)) => {
                    let members = members.replace(", ", &format!(",\n{inner}    "));
                    let _ = writeln!(out, "{inner}{name}\n{inner}    {members},\n{inner}{rest},");
                }
                None => drop(writeln!(out, "{inner}{argument},")),
            }
        }
        let _ = writeln!(out, "{outer}){tail}");
    }
}
