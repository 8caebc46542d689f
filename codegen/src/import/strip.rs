//! Walks a document by the allow list and keeps the facts.

use super::rules::{Kind, Rule};
use super::{ImportError, Unknown, servers};
use crate::node::{Fault, below, text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The facts of a document and the extensions that were left out, or all its faults.
pub(super) fn strip(document: &Value) -> Result<(Value, Vec<Unknown>), ImportError> {
    let mut walk = Walk { faults: Vec::new(), unknown: BTreeMap::new() };
    let facts = walk.node(Kind::Document, document, "#");
    if !walk.faults.is_empty() {
        return Err(ImportError { faults: walk.faults });
    }
    Ok((facts, walk.unknown.into_values().collect()))
}

struct Walk {
    faults: Vec<Fault>,
    unknown: BTreeMap<String, Unknown>,
}

impl Walk {
    fn node(&mut self, kind: Kind, node: &Value, place: &str) -> Value {
        let Some(members) = node.as_object() else {
            return self.fault(place, format!("a {} must be a mapping, this is {}", kind.name(), shape(node)));
        };
        for key in members.keys() {
            if !kind.rules().iter().any(|(known, _)| known == key) {
                self.unknown_key(kind, key, place);
            }
        }
        let mut facts = Map::new();
        for (key, rule) in kind.rules() {
            if let Some(value) = members.get(*key) {
                let place = below(place, key);
                if let Some(fact) = self.value(*rule, value, &place) {
                    facts.insert((*key).to_owned(), fact);
                }
            }
        }
        if kind == Kind::Schema {
            drop_words(&mut facts);
            one_value(&mut facts);
        }
        if kind == Kind::Parameter && facts.get("in").is_some_and(|place| place == "path") {
            mark_required(&mut facts);
        }
        Value::Object(facts)
    }

    fn value(&mut self, rule: Rule, value: &Value, place: &str) -> Option<Value> {
        Some(match rule {
            Rule::Prose => return None,
            Rule::Refused(what) => self.fault(place, format!("{what}: this is not supported")),
            Rule::Any => value.clone(),
            Rule::Text => self.kept(value, value.is_string(), "text", place),
            Rule::Flag => self.kept(value, value.is_boolean(), "true or false", place),
            Rule::Number => self.kept(value, value.is_number(), "a number", place),
            Rule::Texts => self.kept(value, is_texts(value), "a list of texts", place),
            Rule::TextMap => {
                let fits = value.as_object().is_some_and(|map| map.values().all(Value::is_string));
                self.kept(value, fits, "a mapping from name to text", place)
            }
            Rule::Values => {
                let fits = value.as_array().is_some_and(|list| !list.is_empty());
                self.kept(value, fits, "a list with at least one value", place)
            }
            Rule::Requirements => {
                let fits = value.as_array().is_some_and(|list| {
                    list.iter().all(|need| need.as_object().is_some_and(|need| need.values().all(is_texts)))
                });
                self.kept(value, fits, "a list of mappings from scheme to scopes", place)
            }
            Rule::Servers => return servers::own(value, place).unwrap_or_else(|fault| Some(self.noted(fault))),
            Rule::OrgServers => {
                let kept = servers::of_document(value, place);
                return kept.err().map(|fault| self.noted(fault));
            }
            Rule::Names => self.map(value, place, true, |_, _, _| Value::from("")),
            Rule::Node(kind) => self.node(kind, value, place),
            Rule::NodeOrFlag(_) if value.is_boolean() => value.clone(),
            Rule::NodeOrFlag(kind) => self.node(kind, value, place),
            Rule::Nodes(kind) => self.nodes(kind, value, place),
            Rule::SortedNodes(kind) => {
                let mut nodes = self.nodes(kind, value, place);
                if let Some(list) = nodes.as_array_mut() {
                    list.sort_by(|a, b| text(a, "name").cmp(&text(b, "name")));
                }
                nodes
            }
            Rule::Map(kind) => self.map(value, place, false, |walk, node, place| walk.node(kind, node, place)),
            Rule::Sorted(kind) => self.map(value, place, true, |walk, node, place| walk.node(kind, node, place)),
        })
    }

    fn nodes(&mut self, kind: Kind, value: &Value, place: &str) -> Value {
        let Some(list) = value.as_array() else {
            return self.fault(place, format!("must be a list, this is {}", shape(value)));
        };
        list.iter().enumerate().map(|(i, node)| self.node(kind, node, &format!("{place}/{i}"))).collect()
    }

    fn map(
        &mut self,
        value: &Value,
        place: &str,
        sorted: bool,
        fact: impl Fn(&mut Walk, &Value, &str) -> Value,
    ) -> Value {
        let Some(map) = value.as_object() else {
            return self.fault(place, format!("must be a mapping, this is {}", shape(value)));
        };
        let mut entries: Vec<_> = map.iter().collect();
        if sorted {
            entries.sort_by_key(|(name, _)| *name);
        }
        entries.into_iter().map(|(name, node)| (name.clone(), fact(self, node, &below(place, name)))).collect()
    }

    fn kept(&mut self, value: &Value, fits: bool, wanted: &str, place: &str) -> Value {
        if fits { value.clone() } else { self.fault(place, format!("must be {wanted}, this is {}", shape(value))) }
    }

    fn unknown_key(&mut self, kind: Kind, key: &str, place: &str) {
        let place = below(place, key);
        // A lifecycle is an extension itself and may get new members.
        if !key.starts_with("x-") && kind != Kind::Lifecycle {
            self.fault(&place, format!("a {} has no {key}", kind.name()));
            return;
        }
        let name = format!("{} {key}", kind.name());
        let unknown = Unknown { name: name.clone(), count: 0, first: place };
        self.unknown.entry(name).or_insert(unknown).count += 1;
    }

    /// Records a fault; the walk continues, so that one run shows all of them.
    fn fault(&mut self, place: &str, what: String) -> Value {
        self.noted(Fault::new(place, what))
    }

    fn noted(&mut self, fault: Fault) -> Value {
        self.faults.push(fault);
        Value::Null
    }
}

/// Path parameters are required, whether the document says so or not.
fn mark_required(parameter: &mut Map<String, Value>) {
    let after_in = parameter.keys().position(|key| key == "in").map_or(0, |at| at + 1);
    parameter.shift_insert(after_in, "required".to_owned(), Value::Bool(true));
}

/// Some formats are sentences, and so are their defaults; some defaults are sentences instead of numbers.
fn drop_words(schema: &mut Map<String, Value>) {
    let text = |key| schema.get(key).and_then(Value::as_str);
    let sentence = text("format").is_some_and(|format| format.contains(' '));
    let other_type = text("type").is_some_and(|name| name != "string");
    let worded = text("default").is_some();
    if sentence {
        schema.shift_remove("format");
    }
    if (sentence || other_type) && worded {
        schema.shift_remove("default");
    }
}

/// `const` of later schemas is an enum of one value.
fn one_value(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.shift_remove("const") {
        schema.entry("enum").or_insert_with(|| Value::Array(vec![value]));
    }
}

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}

/// The name of a value's type in messages.
fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
