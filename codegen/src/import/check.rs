//! Consistency between the parts of a document, so that no operation and no type is lost on the way to code.

use super::ImportError;
use super::rules::{Kind, Rule};
use crate::node::{Fault, below, list, members, text};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];
const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "object", "array"];

/// The operations of a path item, with their methods.
pub(super) fn operations(item: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    METHODS.into_iter().filter_map(|method| Some((method, item.get(method)?)))
}

/// Checks that facts are consistent: references, ids, path parameters, tags. An import does so; corrections come later.
pub fn check(facts: &Value) -> Result<(), ImportError> {
    let mut check = Check { facts, faults: Vec::new(), ids: BTreeMap::new() };
    check.document();
    check.visit(Kind::Document, facts, "#");
    check.paths("paths");
    check.paths("x-webhooks");
    check.cycles();
    if check.faults.is_empty() { Ok(()) } else { Err(ImportError { faults: check.faults }) }
}

struct Check<'a> {
    facts: &'a Value,
    faults: Vec<Fault>,
    /// Operation ids and where they were first seen.
    ids: BTreeMap<String, String>,
}

impl<'a> Check<'a> {
    fn document(&mut self) {
        let version = text(self.facts, "openapi").unwrap_or_default();
        if !version.starts_with("3.0.") {
            self.fault("#/openapi", format!("OpenAPI 3.0 is understood, this is {version:?}"));
        }
        if self.facts.pointer("/info/version").is_none() {
            self.fault("#/info", "the document has no version");
        }
        for section in ["/paths", "/components/schemas"] {
            if self.facts.pointer(section).is_none() {
                self.fault("#", format!("the document has no {}", section.trim_start_matches('/')));
            }
        }
    }

    /// Visits every node once, by the same allow list as the import.
    fn visit(&mut self, kind: Kind, node: &'a Value, place: &str) {
        match kind {
            Kind::Schema => self.schema(node, place),
            Kind::Parameter => self.parameter(node, place),
            Kind::Discriminator => self.discriminator(node, place),
            Kind::Response | Kind::Body | Kind::Header => self.reference(kind, node, place),
            _ => {}
        }
        for (key, rule) in kind.rules() {
            let Some(value) = node.get(*key) else { continue };
            let place = below(place, key);
            match rule {
                Rule::Node(kind) => self.visit(*kind, value, &place),
                Rule::NodeOrFlag(kind) if value.is_object() => self.visit(*kind, value, &place),
                Rule::Nodes(kind) | Rule::SortedNodes(kind) => {
                    for (i, node) in value.as_array().into_iter().flatten().enumerate() {
                        self.visit(*kind, node, &format!("{place}/{i}"));
                    }
                }
                Rule::Map(kind) | Rule::Sorted(kind) => {
                    for (name, node) in value.as_object().into_iter().flatten() {
                        self.visit(*kind, node, &below(&place, name));
                    }
                }
                _ => {}
            }
        }
    }

    fn reference(&mut self, kind: Kind, node: &Value, place: &str) {
        if let Some(target) = text(node, "$ref") {
            self.target(kind, target, &below(place, "$ref"));
        }
    }

    /// A reference must name a component of the expected kind.
    fn target(&mut self, kind: Kind, target: &str, place: &str) {
        let section = kind.section().unwrap_or_default();
        let name = target.strip_prefix("#/components/").and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'));
        match name {
            None => self.fault(place, format!("{target}: a {} must come from #/components/{section}", kind.name())),
            Some(name) => {
                let name = name.replace("~1", "/").replace("~0", "~");
                let found = self.facts.get("components").and_then(|all| all.get(section)?.get(&name));
                if found.is_none() {
                    self.fault(place, format!("{target}: there is no such {}", kind.name()));
                }
            }
        }
    }

    fn schema(&mut self, node: &Value, place: &str) {
        self.reference(Kind::Schema, node, place);
        if let Some(name) = text(node, "type").filter(|name| !TYPES.contains(name)) {
            self.fault(&below(place, "type"), format!("{name:?} is no type"));
        }
        if let Some(id) = text(node, "x-okta-operationId") {
            self.id(id, &below(place, "x-okta-operationId"));
        }
    }

    fn discriminator(&mut self, node: &Value, place: &str) {
        if text(node, "propertyName").is_none() {
            self.fault(place, "a discriminator needs a propertyName");
        }
        for (value, target) in members(node, "mapping") {
            let place = below(&below(place, "mapping"), value);
            self.target(Kind::Schema, target.as_str().unwrap_or_default(), &place);
        }
    }

    fn parameter(&mut self, node: &Value, place: &str) {
        self.reference(Kind::Parameter, node, place);
        if node.get("$ref").is_some() {
            return;
        }
        for key in ["name", "in", "schema"] {
            if node.get(key).is_none() {
                self.fault(place, format!("a parameter needs {key}"));
            }
        }
        let at = text(node, "in").unwrap_or("query");
        if !["path", "query", "header"].contains(&at) {
            self.fault(&below(place, "in"), format!("parameters in {at} are not supported"));
        }
        let plain = if at == "query" { "form" } else { "simple" };
        if let Some(style) = text(node, "style").filter(|style| *style != plain) {
            self.fault(&below(place, "style"), format!("the style {style} in {at} is not supported"));
        }
    }

    fn paths(&mut self, section: &str) {
        let place = &below("#", section);
        for (path, item) in members(self.facts, section) {
            let place = below(place, path);
            for (method, operation) in operations(item) {
                let place = below(&place, method);
                self.operation(operation, &place);
                if section == "paths" {
                    self.template(path, item, operation, &place);
                }
            }
        }
    }

    fn operation(&mut self, operation: &Value, place: &str) {
        match text(operation, "operationId") {
            Some(id) => self.id(id, &below(place, "operationId")),
            None => self.fault(place, "an operation needs an operationId"),
        }
        self.tags(operation, place);
        for (i, need) in list(operation, "security").enumerate() {
            for scheme in need.as_object().into_iter().flat_map(Map::keys) {
                let known = self.facts.get("components").and_then(|all| all.get("securitySchemes")?.get(scheme));
                if known.is_none() {
                    self.fault(&format!("{place}/security/{i}"), format!("there is no security scheme {scheme}"));
                }
            }
        }
        if members(operation, "responses").next().is_none() {
            self.fault(place, "an operation needs responses");
        }
        for (status, _) in members(operation, "responses").filter(|(status, _)| !is_status(status)) {
            self.fault(&below(&below(place, "responses"), status), format!("{status} is no status"));
        }
    }

    fn tags(&mut self, operation: &Value, place: &str) {
        if list(operation, "tags").next().is_none() {
            self.fault(place, "an operation needs a tag");
        }
        let facts = self.facts;
        let known = |tag: &&Value| list(facts, "tags").any(|known| known.get("name") == Some(tag));
        for tag in list(operation, "tags").filter(|tag| !known(tag)) {
            self.fault(&below(place, "tags"), format!("the tag {tag} is not described under tags"));
        }
    }

    /// The braces of a path and its path parameters must be the same names.
    fn template(&mut self, path: &str, item: &'a Value, operation: &'a Value, place: &str) {
        let Some(wanted) = braces(path) else {
            return self.fault(place, "the braces of the path do not match, or a name stands twice");
        };
        let mut given = BTreeSet::new();
        for owner in [item, operation] {
            let mut seen = BTreeSet::new();
            for parameter in list(owner, "parameters") {
                let parameter = self.resolved(parameter);
                let (at, name) =
                    (text(parameter, "in").unwrap_or_default(), text(parameter, "name").unwrap_or_default());
                if !seen.insert((at, name)) {
                    self.fault(place, format!("the {at} parameter {name} stands twice"));
                }
                if at == "path" {
                    given.insert(name);
                }
            }
        }
        for name in wanted.difference(&given) {
            self.fault(place, format!("the path has {{{name}}}, but no such parameter is described"));
        }
        for name in given.difference(&wanted) {
            self.fault(place, format!("the path parameter {name} does not stand in the path"));
        }
    }

    fn resolved(&self, parameter: &'a Value) -> &'a Value {
        let target = text(parameter, "$ref").and_then(|target| self.facts.pointer(target.strip_prefix('#')?));
        target.unwrap_or(parameter)
    }

    fn id(&mut self, id: &str, place: &str) {
        match self.ids.get(id) {
            Some(first) => self.fault(place, format!("the operation id {id} is taken by {first}")),
            None => drop(self.ids.insert(id.to_owned(), place.to_owned())),
        }
    }

    /// A schema must not contain itself through allOf.
    fn cycles(&mut self) {
        let schemas = self.facts.pointer("/components/schemas").and_then(Value::as_object);
        let mut done = BTreeSet::new();
        for name in schemas.into_iter().flat_map(Map::keys) {
            if let Some(knot) = self.knot(name, &mut Vec::new(), &mut done) {
                self.fault(&below("#/components/schemas", &knot), "the schema is made of itself");
            }
        }
    }

    fn knot(&self, name: &str, way: &mut Vec<String>, done: &mut BTreeSet<String>) -> Option<String> {
        if way.iter().any(|step| step == name) {
            return Some(name.to_owned());
        }
        if !done.insert(name.to_owned()) {
            return None;
        }
        way.push(name.to_owned());
        let schema = self.facts.pointer("/components/schemas").and_then(|all| all.get(name));
        let mut parts = Vec::new();
        schema.into_iter().for_each(|schema| made_of(schema, &mut parts));
        let knot = parts.into_iter().find_map(|part| self.knot(part, way, done));
        way.pop();
        knot
    }

    fn fault(&mut self, place: &str, what: impl Into<String>) {
        self.faults.push(Fault::new(place, what));
    }
}

/// The named schemas whose members a schema takes over.
fn made_of<'a>(schema: &'a Value, parts: &mut Vec<&'a str>) {
    parts.extend(text(schema, "$ref").and_then(|target| target.strip_prefix("#/components/schemas/")));
    for part in list(schema, "allOf") {
        made_of(part, parts);
    }
}

fn is_status(status: &str) -> bool {
    status == "default" || (status.len() == 3 && status.bytes().all(|b| b.is_ascii_digit()))
}

/// The names in the braces of a path template; `None` if braces do not match or a name occurs twice.
fn braces(path: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        let (name, after) = rest.get(at..)?.strip_prefix('{')?.split_once('}')?;
        if name.is_empty() || name.contains('{') || !names.insert(name) {
            return None;
        }
        rest = after;
    }
    Some(names)
}
