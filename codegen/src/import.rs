//! From an Okta management document to the facts that the project keeps: `spec/management.yaml`.
//!
//! The facts are still an OpenAPI document. Prose (descriptions, titles, examples) is dropped; what matters on the wire (names,
//! types, limits, scopes, lifecycles) is kept, in an order that makes two imports comparable line by line. Anything that is
//! known neither as a fact nor as prose stops the import, so that nothing is dropped silently.

mod check;
mod rules;
pub(crate) mod servers;
mod strip;

pub use check::check;

use crate::node::{Fault, list, members};
use crate::yaml;
use serde_json::Value;

/// The result of an import.
#[derive(Debug)]
pub struct Import {
    /// The facts, as a document.
    pub facts: Value,
    /// Unknown vendor extensions: name, count, first place. They are left out and reported.
    pub unknown_extensions: Vec<Unknown>,
}

/// A vendor extension (`x-...`) that the import does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown extension {name} ({count} times, first at {first})")]
pub struct Unknown {
    /// Kind of node and name, such as `operation x-new-thing`.
    pub name: String,
    /// How often it occurs in the document.
    pub count: usize,
    /// JSON pointer of the first one.
    pub first: String,
}

/// All faults of a document that cannot be imported.
#[derive(Debug, thiserror::Error)]
#[error("{}", shown(.faults))]
pub struct ImportError {
    /// The faults, in the order of the document.
    pub faults: Vec<Fault>,
}

/// Converts an OpenAPI 3.0 document into facts, or returns everything in it that is not understood.
pub fn import(text: &str) -> Result<Import, ImportError> {
    let document = yaml::read(text).map_err(|fault| ImportError { faults: vec![fault] })?;
    let (facts, unknown_extensions) = strip::strip(&document)?;
    check(&facts)?;
    Ok(Import { facts, unknown_extensions })
}

/// The bytes of `spec/management.yaml` for some facts.
pub fn render(facts: &Value) -> String {
    let version = facts.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    format!(
        "# Facts of the Okta management document {version}, written by `make import`. Do not edit: corrections go into the overlay beside.\n{}",
        yaml::write(facts)
    )
}

/// Counts what some facts describe: operations without inline hooks, hooks, named schemas, parameters that are written out, tags,
/// and OAuth scopes.
pub fn counts(facts: &Value) -> String {
    let none = Value::Null;
    let components = facts.get("components").unwrap_or(&none);
    let calls = |section| members(facts, section).flat_map(|(_, item)| check::operations(item)).count();
    let items = members(facts, "paths").chain(members(facts, "x-webhooks")).map(|(_, item)| item);
    let owners = items.flat_map(|item| check::operations(item).map(|(_, operation)| operation).chain([item]));
    let parameters = owners.flat_map(|owner| list(owner, "parameters"));
    let parameters = parameters.chain(members(components, "parameters").map(|(_, parameter)| parameter));
    let flows = members(components, "securitySchemes").flat_map(|(_, scheme)| members(scheme, "flows"));
    format!(
        "{} operations, {} hooks, {} schemas, {} parameters, {} tags, {} scopes",
        calls("paths"),
        calls("x-webhooks"),
        members(components, "schemas").count(),
        parameters.filter(|parameter| parameter.get("name").is_some()).count(),
        list(facts, "tags").count(),
        flows.map(|(_, flow)| members(flow, "scopes").count()).max().unwrap_or(0),
    )
}

/// The first faults, and how many more there are.
fn shown(faults: &[Fault]) -> String {
    const SHOWN: usize = 20;
    let mut lines: Vec<String> = faults.iter().take(SHOWN).map(Fault::to_string).collect();
    if faults.len() > SHOWN {
        lines.push(format!("and {} more", faults.len() - SHOWN));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests;
