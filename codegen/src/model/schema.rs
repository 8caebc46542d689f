//! From schemas to types: the named ones, and the inline ones, which get names.

mod object;
mod shape;
mod union;

pub(super) use object::limits;
pub(super) use shape::{enum_values, reference, scalar};

use self::shape::{alternatives, enum_or_bool, is_list, is_meaningful, plain};
use super::{Fault, Kind, Ref, Shape, Shared, Type, meaning, names, resolve};
use crate::node::{below, list, unescape};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Names that have another meaning in generated code.
const OF_LANGUAGES: [&str; 10] = ["option", "result", "string", "vec", "box", "some", "none", "ok", "err", "self"];

const SCHEMAS: &str = "/components/schemas/";

/// The types found so far.
pub(super) struct Types<'a> {
    document: &'a Value,
    /// Type names of named schemas, by schema name.
    names: BTreeMap<String, String>,
    /// Names taken, in lower case: some file systems ignore case.
    taken: BTreeSet<String>,
    /// Inline schemas that have a type, by pointer.
    inline: BTreeMap<String, Ref>,
    types: BTreeMap<String, Type>,
}

impl<'a> Types<'a> {
    pub(super) fn new(document: &'a Value) -> Types<'a> {
        let mut types = Types {
            document,
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
            inline: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        types.taken.extend(OF_LANGUAGES.map(ToOwned::to_owned));
        let schemas = types.schemas();
        let (exact, other): (Vec<&String>, Vec<&String>) = schemas.keys().partition(|key| names::pascal(key) == **key);
        for key in exact.into_iter().chain(other) {
            let name = types.take(&names::pascal(key), "Schema");
            types.names.insert(key.clone(), name);
        }
        types
    }

    /// Adds a type for every named schema.
    pub(super) fn named(&mut self) -> Result<(), Fault> {
        for (key, schema) in self.schemas() {
            let pointer = below("/components/schemas", key);
            let name = self.names.get(key).cloned().unwrap_or_default();
            let kind = self.kind(schema, &pointer, &name)?;
            self.types.insert(name, Type { pointer, area: String::new(), kind });
        }
        Ok(())
    }

    /// All types, with the shared properties of each union.
    pub(super) fn finish(mut self) -> BTreeMap<String, Type> {
        let shared = |of: &Type| match &of.kind {
            Kind::Union { common, variants, .. } => self.shared(common, variants),
            _ => Vec::new(),
        };
        let all: Vec<Vec<Shared>> = self.types.values().map(shared).collect();
        for (of, shared) in self.types.values_mut().zip(all) {
            if let Kind::Union { shares, .. } = &mut of.kind {
                *shares = shared;
            }
        }
        self.types
    }

    /// The type of any schema; `hint` is its name if it needs one.
    pub(super) fn of(&mut self, schema: &'a Value, pointer: &str, hint: &str) -> Result<Ref, Fault> {
        if let Some(reference) = reference(schema) {
            return self.referred(pointer, reference);
        }
        if let Some(known) = self.inline.get(pointer) {
            return Ok(known.clone());
        }
        if let Some((part, place)) = self.only_part(schema, pointer) {
            return self.of(part, &place, hint);
        }
        if let Some(of) = plain(schema) {
            return Ok(of);
        }
        if is_list(schema) {
            let Some(items) = schema.get("items") else { return Ok(Ref::List(Box::new(Ref::Any))) };
            return Ok(Ref::List(Box::new(self.of(items, &format!("{pointer}/items"), &format!("{hint}Item"))?)));
        }
        let kind = self.kind(schema, pointer, hint)?;
        if let Kind::Alias { of, .. } = kind {
            return Ok(of);
        }
        Ok(self.add(kind, pointer, hint))
    }

    /// The list that a reference resolves to through aliases; the reference itself if it is not a list.
    pub(super) fn list_of(&self, of: Ref) -> Ref {
        match meaning(&self.types, &of) {
            list @ Ref::List(_) => list.clone(),
            _ => of,
        }
    }

    /// The kind of JSON that a type is on the wire.
    pub(super) fn shape(&self, of: &Ref) -> Shape {
        match meaning(&self.types, of) {
            Ref::List(_) => Shape::Array,
            Ref::Object | Ref::Map(_) => Shape::Object,
            Ref::Named(name) => match self.types.get(name).map(|of| &of.kind) {
                Some(Kind::Model { .. } | Kind::Union { .. }) => Shape::Object,
                _ => Shape::Json,
            },
            _ => Shape::Json,
        }
    }

    fn add(&mut self, kind: Kind, pointer: &str, hint: &str) -> Ref {
        let name = self.take(hint, if matches!(kind, Kind::Enum { .. }) { "Enum" } else { "Object" });
        let of = Ref::Named(name.clone());
        self.inline.insert(pointer.to_owned(), of.clone());
        self.types.insert(name, Type { pointer: pointer.to_owned(), area: String::new(), kind });
        of
    }

    /// The type of a named schema.
    pub(super) fn referred(&self, place: &str, reference: &str) -> Result<Ref, Fault> {
        resolve(self.document, place, reference)?;
        let key = reference.strip_prefix('#').and_then(|pointer| pointer.strip_prefix(SCHEMAS)).map(unescape);
        let name = key.and_then(|key| self.names.get(&key));
        name.map(|name| Ref::Named(name.clone())).ok_or_else(|| Fault::new(place, format!("{reference} is no schema")))
    }

    /// The kind of a schema that is more than a reference or a plain type.
    fn kind(&mut self, schema: &'a Value, pointer: &str, name: &str) -> Result<Kind, Fault> {
        let alias = |of| Ok(Kind::Alias { of, reason: None });
        if let Some(reference) = reference(schema) {
            return alias(self.referred(pointer, reference)?);
        }
        if let Some(tag) = schema.pointer("/discriminator/propertyName").and_then(Value::as_str) {
            return self.union(schema, pointer, name, tag);
        }
        if let Some(values) = enum_values(schema) {
            return Ok(Kind::Enum { values, or_bool: false });
        }
        if let Some(of) = plain(schema) {
            return alias(of);
        }
        if is_list(schema) {
            return alias(self.of(schema, pointer, name)?);
        }
        if self.is_object(schema, 0) {
            return self.object(schema, pointer, name);
        }
        if let Some((part, place)) = self.only_part(schema, pointer) {
            return alias(self.of(part, &place, name)?);
        }
        if let Some(values) = enum_or_bool(schema) {
            return Ok(Kind::Enum { values, or_bool: true });
        }
        if let Some(values) = self.alternative_values(schema) {
            return Ok(Kind::Enum { values, or_bool: false });
        }
        let alternatives = alternatives(schema);
        if !alternatives.is_empty() {
            let texts = alternatives.iter().all(|schema| matches!(plain(schema), Some(Ref::Text)));
            let reason = (!texts).then_some("alternatives of different kinds without a tag");
            return Ok(Kind::Alias { of: if texts { Ref::Text } else { Ref::Any }, reason });
        }
        let has_structure = ["allOf", "oneOf", "anyOf", "not"].iter().any(|key| schema.get(key).is_some());
        if has_structure && (schema.get("allOf").is_none() || list(schema, "allOf").any(is_meaningful)) {
            return Err(Fault::new(pointer, "a schema that is put together in a way that is not understood"));
        }
        Ok(Kind::Alias { of: Ref::Any, reason: Some("the document gives no type") })
    }

    fn take(&mut self, wanted: &str, suffix: &str) -> String {
        let candidates = [wanted.to_owned(), format!("{wanted}{suffix}")];
        let numbered = (2..).map(|n| format!("{wanted}{suffix}{n}"));
        let mut free = candidates.into_iter().chain(numbered).filter(|name| !self.taken.contains(&name.to_lowercase()));
        let name = free.next().unwrap_or_default();
        self.taken.insert(name.to_lowercase());
        name
    }

    fn schemas(&self) -> &'a Map<String, Value> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        self.document.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&NONE)
    }
}
