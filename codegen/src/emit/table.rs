//! The operation table, twice: whole, one line a row, for people and tests; and by path, for the engine.

use crate::model::{Api, Operation, Paging, Parameter, Place, Ref, Shape};

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

/// What a call needs, as short as it can be read: a line for each area, under it one for each path, and under that one for each
/// operation. `core/src/operation/table.rs` documents the words.
pub(super) fn paths(api: &Api) -> String {
    let mut operations: Vec<&Operation> = api.operations.iter().collect();
    operations.sort_by_key(|operation| (&operation.area, &operation.path, &operation.method, &operation.id));
    let mut text = String::new();
    let (mut area, mut path) = ("", "");
    for operation in operations {
        if area != operation.area {
            (area, path) = (&operation.area, "");
            text.push_str(&format!("{area}\n"));
        }
        if path != operation.path {
            path = &operation.path;
            text.push_str(&format!("{path}\n"));
        }
        text.push_str(&(words(operation).join(" ") + "\n"));
    }
    text
}

fn words(operation: &Operation) -> Vec<String> {
    let mut words = vec![operation.method.clone(), operation.id.clone()];
    let given = operation.parameters.iter().filter(|parameter| parameter.place != Place::Path).map(parameter);
    words.extend(given.map(|given| given.trim_end_matches(":string").to_owned()));
    words.extend(operation.body.as_ref().map(|body| match (&body.of, &body.part) {
        (Some(_), _) if body.required => "json".to_owned(),
        (Some(_), _) => "json?".to_owned(),
        (None, Some(part)) => format!("file:{part}"),
        (None, None) => format!("bytes:{}", body.media.join(",")),
    }));
    if operation.reply.shape != Shape::Nothing {
        words.push(format!("->{}", reply(operation).replace("json{", "{").replace("json[", "[")));
    }
    if matches!(operation.paging, Paging::Body { .. } | Paging::Poll) {
        words.push(paging(&operation.paging));
    }
    words.extend(operation.host.as_ref().map(|label| format!("host:{label}")));
    if operation.facts.security != "any" {
        words.push(operation.facts.security.to_owned());
    }
    match (operation.facts.again, matches!(operation.method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE")) {
        (true, false) => words.push("again".to_owned()),
        (false, true) => words.push("once".to_owned()),
        _ => {}
    }
    words
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
    let host = operation.host.as_ref().map(|label| format!(" host:{label}")).unwrap_or_default();
    format!("{} {again} {}{deprecated}{host}", facts.security, facts.lifecycle)
}

fn joined(parts: impl Iterator<Item = String>, by: &str) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(by) }
}
