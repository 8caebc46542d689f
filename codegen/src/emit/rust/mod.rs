//! Rust: models and the operation table in the core, services in the client, features in both.

mod dispatch;
mod features;
mod fits_into;
mod hooks;
mod models;
mod services;

pub(crate) use services::call;

use super::{Files, docs};
use crate::model::{Api, Kind, Ref, names};
use std::path::Path;

/// Words that no field or method can be named by.
const RESERVED: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "unsafe", "use", "where", "while", "yield", "typeof", "unsized", "virtual", "extras",
];

pub(super) fn emit(api: &Api, root: &Path, files: &mut Files) -> std::io::Result<()> {
    models::emit(api, files);
    services::emit(api, files);
    fits_into::emit(api, files);
    hooks::emit(api, files);
    dispatch::emit(api, files);
    features::emit(api, root, files)
}

/// The first lines of a generated file.
fn header(api: &Api, what: &str) -> String {
    format!("// {}\n\n//! {what}\n\n", docs::generated_by(api))
}

/// A field's, method's or argument's name.
fn ident(wire: &str) -> String {
    let name = names::snake(wire);
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// True for what can hold any JSON value in its place of a list.
fn holds_odd(api: &Api, of: &Ref) -> bool {
    match api.meaning(of) {
        Ref::Any => true,
        Ref::Named(name) => {
            matches!(api.types.get(name).map(|of| &of.kind), Some(Kind::Model { .. } | Kind::Union { .. }))
        }
        _ => false,
    }
}

fn is_model(api: &Api, of: &Ref) -> bool {
    let Ref::Named(name) = api.meaning(of) else { return false };
    matches!(api.types.get(name).map(|of| &of.kind), Some(Kind::Model { .. }))
}

/// The Rust type where the types of the service's module and the shared ones are in scope.
fn rust_type(api: &Api, of: &Ref) -> String {
    spell(api, of, false)
}

/// The Rust type with its module: `models::User`.
fn rust_path(api: &Api, of: &Ref) -> String {
    spell(api, of, true)
}

fn spell(api: &Api, of: &Ref, path: bool) -> String {
    match of {
        Ref::Text => "String".to_owned(),
        Ref::Timestamp => "v::Timestamp".to_owned(),
        Ref::Integer => "i64".to_owned(),
        Ref::Number => "v::Number".to_owned(),
        Ref::Bool => "bool".to_owned(),
        Ref::Any => "v::Json".to_owned(),
        Ref::Object => "v::Object".to_owned(),
        Ref::Named(name) if path => format!("models::{name}"),
        Ref::Named(name) => name.clone(),
        Ref::List(of) if holds_odd(api, of) => format!("Vec<{}>", spell(api, of, path)),
        Ref::List(of) => format!("v::List<{}>", spell(api, of, path)),
        Ref::Map(of) => format!("v::Map<v::Element<{}>>", spell(api, of, path)),
    }
}

/// The Rust type of a field: models are boxed.
fn field_type(api: &Api, of: &Ref) -> String {
    let name = rust_type(api, of);
    if is_model(api, of) { format!("Box<{name}>") } else { name }
}

/// Identifiers of several wire names, each of its own.
fn idents<'a>(wires: impl Iterator<Item = &'a str>) -> Vec<String> {
    docs::idents(wires, &[], ident)
}
