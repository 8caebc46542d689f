//! The API document: operations and schemas, each line of which is read when it is first needed.

use crate::path;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// Per line: path with `{}` for a value and method, then the facts as JSON. A path comes before those whose values it fits.
const OPERATIONS: &str = include_str!("generated/operations.jsonl");
/// Per line: name, then the schema as JSON.
const SCHEMAS: &str = include_str!("generated/schemas.jsonl");

static ROWS: LazyLock<Vec<Operation>> = LazyLock::new(|| OPERATIONS.lines().filter_map(Operation::read).collect());
static NAMED: LazyLock<HashMap<&str, Lazy>> = LazyLock::new(|| {
    SCHEMAS.lines().filter_map(|line| line.split_once('\t')).map(|(name, text)| (name, Lazy::new(text))).collect()
});

/// Operations by the start of their path, which has no values: a request need not look through all of them.
static AREAS: LazyLock<HashMap<&str, Vec<&Operation>>> = LazyLock::new(|| {
    let mut areas: HashMap<_, Vec<_>> = HashMap::new();
    ROWS.iter().for_each(|own| areas.entry(area(own.path)).or_default().push(own));
    areas
});

/// JSON text that is parsed at first use.
#[derive(Debug)]
struct Lazy(&'static str, OnceLock<Value>);

impl Lazy {
    fn new(text: &'static str) -> Self {
        Self(text, OnceLock::new())
    }

    fn get(&self) -> &Value {
        self.1.get_or_init(|| serde_json::from_str(self.0).unwrap_or_default())
    }
}

/// An operation of the API document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// With `{}` for a value.
    pub(crate) path: &'static str,
    facts: Lazy,
}

impl Operation {
    fn read(line: &'static str) -> Option<Self> {
        let (key, facts) = line.split_once('\t')?;
        let (path, method) = key.split_once(' ')?;
        Some(Self { method, path, facts: Lazy::new(facts) })
    }

    /// The scopes of which a token needs one; none if it needs no scope.
    pub(crate) fn scopes(&'static self) -> impl Iterator<Item = &'static str> {
        self.facts.get()["scopes"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// The schemas of query parameters, by name; one that must be there has `"required": true`.
    pub(crate) fn query(&'static self) -> impl Iterator<Item = (&'static str, &'static Value)> {
        self.facts.get()["query"].as_object().into_iter().flatten().map(|(name, schema)| (name.as_str(), schema))
    }

    /// The schema of a JSON body.
    pub(crate) fn body(&'static self) -> Option<&'static Value> {
        self.facts.get().get("body")?.get("application/json")
    }

    /// Whether there must be a body.
    pub(crate) fn needs_body(&'static self) -> bool {
        self.facts.get()["required"] == Value::Bool(true)
    }
}

/// All operations.
pub(crate) fn operations() -> &'static [Operation] {
    &ROWS
}

/// The operations of the path of a request.
pub(crate) fn at(path: &str) -> impl Iterator<Item = &'static Operation> {
    let rows = AREAS.get(area(path)).into_iter().flatten().copied();
    let template = rows.clone().map(|own| own.path).find(|own| path::values(own, path).is_some());
    rows.filter(move |own| Some(own.path) == template)
}

/// The first three segments of a path, such as `/api/v1/users`.
fn area(path: &str) -> &str {
    let end = path.match_indices('/').nth(3).map_or(path.len(), |(end, _)| end);
    path.get(..end).unwrap_or(path)
}

/// The schema of that name, with references followed; null if there is none.
pub(crate) fn schema(name: &str) -> &'static Value {
    static NONE: Value = Value::Null;
    NAMED.get(name).map_or(&NONE, |lazy| follow(lazy.get()))
}

/// The schema that a reference means.
pub(crate) fn follow(of: &'static Value) -> &'static Value {
    match of.get("$ref").and_then(Value::as_str) {
        Some(name) => schema(name),
        None => of,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_their_facts() {
        assert_eq!(operations().len(), 615);
        let create = at("/api/v1/zones").find(|own| own.method == "POST").unwrap();
        assert_eq!(create.scopes().collect::<Vec<_>>(), ["okta.networkZones.manage"]);
        assert!(create.needs_body());
        assert_eq!(create.body().unwrap()["$ref"], "NetworkZone");
        let list = at("/api/v1/zones").find(|own| own.method == "GET").unwrap();
        assert!(list.query().any(|(name, schema)| name == "limit" && schema["type"] == "integer"));
        assert_eq!(at("/api/v1/nowhere").count(), 0);
        assert!(AREAS.keys().all(|area| !area.contains('{')));
        assert_eq!(schema("NetworkZone")["discriminator"]["propertyName"], "type");
        assert_eq!(*schema("Nothing"), Value::Null);
    }
}
