//! The operation table: one line a row, which every language reads through the core.

use crate::model::{Api, Operation, Paging, Parameter, Place, Ref, Shape};
use std::collections::BTreeSet;

/// All rows, sorted by id.
pub(super) fn table(api: &Api) -> String {
    let rows = api.operations.iter().map(|operation| {
        let columns = [
            operation.id.clone(),
            operation.area.clone(),
            operation.method.clone(),
            operation.path.clone(),
            joined(operation.parameters.iter().map(parameter), " "),
            request(operation),
            reply(operation),
            paging(&operation.paging),
            joined(operation.scopes.iter().cloned(), " "),
            facts(operation),
        ];
        columns.join("\t") + "\n"
    });
    rows.collect()
}

/// What each call needs of a token, for the simulator: method, path with `{}` for a value, scopes any of which is enough.
/// Sorted so that a path comes before those whose values it fits.
pub(super) fn scopes(api: &Api) -> String {
    let scoped = api.operations.iter().filter(|operation| !operation.scopes.is_empty());
    let rows = scoped.map(|operation| {
        let segments = operation.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        let path = segments.collect::<Vec<_>>().join("/");
        (path, operation.method.clone(), operation.scopes.join(" "))
    });
    let rows: BTreeSet<_> = rows.collect();
    rows.into_iter().map(|(path, method, scopes)| format!("{method} {path} {scopes}\n")).collect()
}

fn parameter(parameter: &Parameter) -> String {
    let place = match parameter.place {
        Place::Path => "p",
        Place::Query => "q",
        Place::Header => "h",
    };
    let required = if parameter.required && parameter.place != Place::Path { "!" } else { "" };
    let kind = match parameter.of {
        Ref::Integer => "int",
        Ref::Number => "number",
        Ref::Bool => "bool",
        Ref::List(_) if parameter.explode => "multi",
        Ref::List(_) => "list",
        _ => "string",
    };
    format!("{place}{required}:{}:{kind}", parameter.wire)
}

fn request(operation: &Operation) -> String {
    let Some(body) = &operation.body else { return "-".to_owned() };
    let required = if body.required { "!" } else { "?" };
    match (&body.of, &body.part) {
        (Some(_), _) => format!("json{required}"),
        (None, Some(part)) => format!("multipart{required}:{part}"),
        (None, None) => format!("binary{required}:{}", body.media.join(",")),
    }
}

fn reply(operation: &Operation) -> String {
    let reply = &operation.reply;
    let optional = if reply.optional { "?" } else { "" };
    let other = reply
        .media
        .iter()
        .find(|media| *media != "application/json")
        .map(|media| format!("|{media}"))
        .unwrap_or_default();
    match reply.shape {
        Shape::Nothing => "-".to_owned(),
        Shape::Object => format!("json{{}}{optional}{other}"),
        Shape::Array => format!("json[]{optional}{other}"),
        Shape::Json => format!("json{optional}{other}"),
        Shape::Text => format!("text:{}", reply.media.join(",")),
    }
}

fn paging(paging: &Paging) -> String {
    match paging {
        Paging::No => "-".to_owned(),
        Paging::Link => "link".to_owned(),
        Paging::Body { next, items } => format!("body:{next}:{items}"),
        Paging::Poll => "poll".to_owned(),
    }
}

fn facts(operation: &Operation) -> String {
    let facts = &operation.facts;
    let again = if facts.again { "again" } else { "once" };
    let deprecated = if facts.deprecated { " deprecated" } else { "" };
    format!("{} {again} {}{deprecated}", facts.security, facts.lifecycle)
}

fn joined(parts: impl Iterator<Item = String>, by: &str) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(by) }
}
