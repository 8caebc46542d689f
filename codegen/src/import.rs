//! From an Okta management document to the facts that the project keeps: `spec/management.yaml`.
//!
//! The facts are still an OpenAPI document. Prose (descriptions, titles, examples) is dropped; what matters on the wire (names,
//! types, limits, scopes, lifecycles) is kept, in an order that makes two imports comparable line by line. Anything that is
//! known neither as a fact nor as prose stops the import, so that nothing is dropped silently.

mod check;
mod rules;
pub(crate) mod servers;
mod strip;

use crate::yaml;
use serde_json::Value;
use std::fmt;

/// The result of an import.
#[derive(Debug)]
pub struct Import {
    /// The facts, as a document.
    pub facts: Value,
    /// Unknown vendor extensions: name, count, first place. They are left out and reported.
    pub unknown_extensions: Vec<Unknown>,
}

/// A vendor extension (`x-...`) that the import does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Kind of node and name, such as `operation x-new-thing`.
    pub name: String,
    /// How often it occurs in the document.
    pub count: usize,
    /// JSON pointer of the first one.
    pub first: String,
}

/// All faults of a document that cannot be imported.
#[derive(Debug)]
pub struct ImportError {
    /// The faults, in the order of the document.
    pub faults: Vec<Fault>,
}

/// One fault of a document and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the document.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

/// The size of a set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Operations under `paths`, inline hooks not counted.
    pub operations: usize,
    /// Requests of inline hooks under `x-webhooks`.
    pub hooks: usize,
    /// Named schemas.
    pub schemas: usize,
    /// Parameters that are written out, named ones included.
    pub parameters: usize,
    /// Tags, which are the areas of the API.
    pub tags: usize,
    /// OAuth scopes.
    pub scopes: usize,
}

/// Converts an OpenAPI 3.0 document into facts, or returns everything in it that is not understood.
pub fn import(text: &str) -> Result<Import, ImportError> {
    let document = yaml::read(text).map_err(ImportError::from)?;
    let (facts, unknown_extensions) = strip::strip(&document)?;
    check::check(&facts)?;
    Ok(Import { facts, unknown_extensions })
}

/// Checks that facts are consistent: references, ids, path parameters, tags. An import does so; corrections come later.
pub fn check(facts: &Value) -> Result<(), ImportError> {
    check::check(facts)
}

/// The bytes of `spec/management.yaml` for some facts.
pub fn render(facts: &Value) -> String {
    let version = facts.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    format!(
        "# Facts of the Okta management document {version}, written by `make import`. Do not edit: corrections go into the overlay beside.\n{}",
        yaml::write(facts)
    )
}

/// Counts what some facts describe.
pub fn counts(facts: &Value) -> Counts {
    let members = |pointer: &str| facts.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    let calls = |pointer| members(pointer).flat_map(|(_, item)| check::operations(item)).count();
    let in_operations = members("/paths").chain(members("/x-webhooks")).flat_map(|(_, item)| {
        let own = item.get("parameters").into_iter();
        own.chain(check::operations(item).filter_map(|(_, operation)| operation.get("parameters")))
    });
    let written_out = in_operations
        .filter_map(Value::as_array)
        .flatten()
        .chain(members("/components/parameters").map(|(_, parameter)| parameter))
        .filter(|parameter| parameter.get("name").is_some())
        .count();
    let scopes = members("/components/securitySchemes")
        .filter_map(|(_, scheme)| scheme.get("flows")?.as_object())
        .flat_map(|flows| flows.values().filter_map(|flow| flow.get("scopes")?.as_object()))
        .map(serde_json::Map::len)
        .max();
    Counts {
        operations: calls("/paths"),
        hooks: calls("/x-webhooks"),
        schemas: members("/components/schemas").count(),
        parameters: written_out,
        tags: facts.get("tags").and_then(Value::as_array).map_or(0, Vec::len),
        scopes: scopes.unwrap_or(0),
    }
}

impl From<yaml::YamlError> for ImportError {
    fn from(error: yaml::YamlError) -> Self {
        let fault = match error {
            yaml::YamlError::Value { place, what } => Fault { place, what },
            syntax @ yaml::YamlError::Syntax(_) => Fault { place: "#".to_owned(), what: syntax.to_string() },
        };
        Self { faults: vec![fault] }
    }
}

impl std::error::Error for ImportError {}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        for (i, fault) in self.faults.iter().take(SHOWN).enumerate() {
            let line_break = if i == 0 { "" } else { "\n" };
            write!(f, "{line_break}{fault}")?;
        }
        match self.faults.len().checked_sub(SHOWN) {
            Some(rest @ 1..) => write!(f, "\nand {rest} more"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Unknown { name, count, first } = self;
        write!(f, "unknown extension {name} ({count} times, first at {first})")
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { operations, hooks, schemas, parameters, tags, scopes } = self;
        write!(
            f,
            "{operations} operations, {hooks} hooks, {schemas} schemas, {parameters} parameters, {tags} tags, {scopes} scopes"
        )
    }
}

#[cfg(test)]
mod tests;
