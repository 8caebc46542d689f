//! The facts of one operation.

use super::calls::Calls;
use crate::emit::in_plain_words;
use crate::model::{Api, Operation, Paging, Parameter, Place, Shape, names};
use std::fmt::Write;

/// More documented values than this are counted, not listed.
const FEW: usize = 12;

/// The anchor of an operation on the page of its service, which is also its heading.
pub(super) fn anchor(operation: &Operation) -> String {
    names::snake(&operation.id)
}

/// Method and path, with the host if it is not the org's.
pub(super) fn request(operation: &Operation) -> String {
    let host = operation.host.as_ref().map(|label| format!("https://{label}.{{org}}")).unwrap_or_default();
    format!("{} {host}{}", operation.method, operation.path)
}

/// Writes what is known of an operation, with the names that it has in older official SDKs.
pub(super) fn write(api: &Api, operation: &Operation, calls: &Calls, older: &[&str], out: &mut String) {
    let _ = writeln!(out, "| Request | `{}` |\n| - | - |", request(operation));
    let deprecated = if operation.facts.deprecated { ", deprecated" } else { "" };
    let code = |text: &str| format!("`{text}`");
    let older = older.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
    let rows = [
        ("Operation", variant(operation)),
        ("Lifecycle", format!("{}{deprecated}", operation.facts.lifecycle)),
        ("Credential", credential(operation)),
        ("Body", body(api, operation)),
        ("Response", response(operation)),
        ("Pages", pages(operation)),
        ("Retries", retries(operation).to_owned()),
        ("Rust", code(&calls.rust)),
        ("Python", code(&calls.python)),
        ("TypeScript", code(&calls.typescript)),
        ("Kotlin", code(&calls.kotlin)),
        ("Swift", code(&calls.swift)),
        ("Command", code(&calls.command)),
        ("Older names", older),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "| {name} | {} |", cell(value));
    }
    if operation.parameters.is_empty() {
        return;
    }
    out.push_str("\n| argument | in | type | required | default | values |\n| - | - | - | - | - | - |\n");
    for parameter in &operation.parameters {
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let (defaults, limits): (Vec<&String>, Vec<&String>) =
            parameter.limits.iter().partition(|limit| limit.starts_with("default "));
        let of = [in_plain_words(&parameter.of)]
            .into_iter()
            .chain(limits.into_iter().cloned())
            .collect::<Vec<_>>()
            .join(", ");
        let default = defaults.first().map_or("", |default| default.trim_start_matches("default "));
        let required = if parameter.required { "yes" } else { "" };
        let cells =
            [code(&parameter.wire), place.to_owned(), of, required.to_owned(), default.to_owned(), values(parameter)];
        let _ = writeln!(out, "| {} |", cells.map(|value| cell(&value)).join(" | "));
    }
}

/// The operation ID; of a method for one of several formats also the operation that takes them all.
fn variant(operation: &Operation) -> String {
    let media = operation.body.as_ref().map(|body| body.media.join("`, `")).unwrap_or_default();
    match &operation.variant_of {
        Some(of) => format!("`{of}`, for a body of type `{media}`"),
        None => format!("`{}`", operation.id),
    }
}

fn credential(operation: &Operation) -> String {
    let scopes = operation.scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
    let scopes = if scopes.is_empty() { "OAuth 2.0 without a scope".to_owned() } else { format!("scope {scopes}") };
    match operation.facts.security {
        "none" => "none is sent".to_owned(),
        "oauth" => format!("{scopes}; the API document lists no API token"),
        "ssws" => "an API token; the API document lists no OAuth 2.0".to_owned(),
        _ => format!("{scopes}, or an API token"),
    }
}

fn body(api: &Api, operation: &Operation) -> String {
    let Some(body) = &operation.body else { return String::new() };
    let of = match (&body.of, &body.part) {
        (Some(of), _) => {
            let also = api.also_taken(operation).into_iter().map(|name| format!(" or `{name}`"));
            in_plain_words(of) + &also.collect::<String>()
        }
        (None, Some(_)) => "a file".to_owned(),
        (None, None) => format!("content of type `{}`", body.media.join("`, `")),
    };
    format!("{of}, {}", if body.required { "required" } else { "optional" })
}

fn response(operation: &Operation) -> String {
    let reply = &operation.reply;
    let of = match (reply.shape, &reply.of) {
        (Shape::Nothing, _) => return "nothing".to_owned(),
        (Shape::Text, _) => format!("content of type `{}`", reply.media.join("`, `")),
        (_, Some(of)) => in_plain_words(of),
        (_, None) => "JSON".to_owned(),
    };
    format!("{of}{}", if reply.optional { ", or nothing" } else { "" })
}

fn pages(operation: &Operation) -> String {
    match &operation.paging {
        Paging::No => String::new(),
        Paging::Link => "a list, paged by the `Link` header".to_owned(),
        Paging::Body { next, items } => {
            format!("a list: the items in `{items}`, the next page by `{next}` in the body")
        }
        Paging::Poll => "a list, paged by the `Link` header, without end".to_owned(),
    }
}

/// The core's rule, in `core/src/operation/safety.rs`.
fn retries(operation: &Operation) -> &'static str {
    match (operation.facts.again, operation.method.as_str()) {
        (true, "GET" | "HEAD") => "after any failure",
        (true, _) => "after any failure but a 502",
        (false, _) => "only if not processed",
    }
}

fn values(parameter: &Parameter) -> String {
    match parameter.values.len() {
        count if count > FEW => format!("{count} values"),
        _ => parameter.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "),
    }
}

/// A text that can stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
