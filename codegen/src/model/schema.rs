//! Schemas to types: every named one, and names for the inline ones.

use super::{EnumValue, Error, Field, Kind, Ref, Shape, Shared, Type, Variant, names, resolve};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Names that mean something else wherever generated code is read.
const OF_LANGUAGES: [&str; 10] = ["option", "result", "string", "vec", "box", "some", "none", "ok", "err", "self"];

const SCHEMAS: &str = "/components/schemas/";

/// The types found so far.
pub(super) struct Types<'a> {
    document: &'a Value,
    /// Type names of named schemas, by schema name.
    names: BTreeMap<String, String>,
    /// Names taken, without case: files of some languages tell no case apart.
    taken: BTreeSet<String>,
    /// Inline schemas that have a type, by pointer.
    inline: BTreeMap<String, Ref>,
    types: BTreeMap<String, Type>,
}

/// A declaration of a property: allOf may hold several of one name.
#[derive(Clone)]
struct Declared<'a> {
    schema: &'a Value,
    pointer: String,
    /// The type that declares it, which names its inline types.
    owner: String,
    /// It stands in one of several alternatives.
    alternative: bool,
}

/// Where a walk over the parts of an object has been.
#[derive(Default)]
struct Seen {
    types: Vec<String>,
    alternative: bool,
}

type Properties<'a> = Vec<(String, Vec<Declared<'a>>, bool)>;

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

    /// Makes a type of every named schema.
    pub(super) fn named(&mut self) -> Result<(), Error> {
        for (key, schema) in self.schemas() {
            let pointer = format!("{SCHEMAS}{}", escape(key));
            let name = self.names.get(key).cloned().unwrap_or_default();
            let kind = self.kind(schema, &pointer, &name)?;
            self.types.insert(name, Type { pointer, area: String::new(), kind });
        }
        Ok(())
    }

    /// All types, with what the variants of each union share.
    pub(super) fn finish(mut self) -> BTreeMap<String, Type> {
        let unions: Vec<(String, Vec<Shared>)> = self
            .types
            .iter()
            .filter_map(|(name, of)| match &of.kind {
                Kind::Union { common, variants, .. } => Some((name.clone(), self.shared(common, variants))),
                _ => None,
            })
            .collect();
        for (name, shared) in unions {
            if let Some(Type { kind: Kind::Union { shares, .. }, .. }) = self.types.get_mut(&name) {
                *shares = shared;
            }
        }
        self.types
    }

    /// The type of a schema that stands anywhere; `hint` names it where it needs a name.
    pub(super) fn of(&mut self, schema: &'a Value, pointer: &str, hint: &str) -> Result<Ref, Error> {
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

    /// The list that a reference stands for, aliases followed; itself where it is none.
    pub(super) fn list_of(&self, of: Ref) -> Ref {
        match self.meaning(&of) {
            list @ Ref::List(_) => list.clone(),
            _ => of,
        }
    }

    /// The kind of JSON that a type is on the wire.
    pub(super) fn shape(&self, of: &Ref) -> Shape {
        match self.meaning(of) {
            Ref::List(_) => Shape::Array,
            Ref::Object | Ref::Map(_) => Shape::Object,
            Ref::Named(name) => match self.types.get(name).map(|of| &of.kind) {
                Some(Kind::Model { .. } | Kind::Union { .. }) => Shape::Object,
                _ => Shape::Json,
            },
            _ => Shape::Json,
        }
    }

    fn meaning<'b>(&'b self, of: &'b Ref) -> &'b Ref {
        match of {
            Ref::Named(name) => match self.types.get(name).map(|of| &of.kind) {
                Some(Kind::Alias { of, .. }) => self.meaning(of),
                _ => of,
            },
            _ => of,
        }
    }

    fn add(&mut self, kind: Kind, pointer: &str, hint: &str) -> Ref {
        let name = self.take(hint, if matches!(kind, Kind::Enum { .. }) { "Enum" } else { "Object" });
        let of = Ref::Named(name.clone());
        self.inline.insert(pointer.to_owned(), of.clone());
        self.types.insert(name, Type { pointer: pointer.to_owned(), area: String::new(), kind });
        of
    }

    fn referred(&self, place: &str, reference: &str) -> Result<Ref, Error> {
        resolve(self.document, place, reference)?;
        let key = reference.strip_prefix('#').and_then(|pointer| pointer.strip_prefix(SCHEMAS)).map(unescape);
        let name = key.and_then(|key| self.names.get(&key));
        name.map(|name| Ref::Named(name.clone())).ok_or_else(|| Error::new(place, format!("{reference} is no schema")))
    }

    /// What a schema that is more than a reference or a plain type is.
    fn kind(&mut self, schema: &'a Value, pointer: &str, name: &str) -> Result<Kind, Error> {
        let alias = |of| Ok(Kind::Alias { of, reason: None });
        if let Some(reference) = reference(schema) {
            return alias(self.referred(pointer, reference)?);
        }
        if let Some(tag) = schema.pointer("/discriminator/propertyName").and_then(Value::as_str) {
            return self.union(schema, pointer, name, tag);
        }
        if let Some(values) = enum_values(schema) {
            return Ok(Kind::Enum { values });
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
        if let Some(values) = self.alternative_values(schema) {
            return Ok(Kind::Enum { values });
        }
        let alternatives = alternatives(schema);
        if !alternatives.is_empty() {
            let texts = alternatives.iter().all(|schema| matches!(plain(schema), Some(Ref::Text)));
            let reason = (!texts).then_some("alternatives of different kinds without a tag");
            return Ok(Kind::Alias { of: if texts { Ref::Text } else { Ref::Any }, reason });
        }
        let has_structure = ["allOf", "oneOf", "anyOf", "not"].iter().any(|key| schema.get(key).is_some());
        if has_structure
            && schema.get("allOf").and_then(Value::as_array).is_none_or(|parts| parts.iter().any(is_meaningful))
        {
            return Err(Error::new(pointer, "a schema that is put together in a way that is not understood"));
        }
        Ok(Kind::Alias { of: Ref::Any, reason: Some("the document gives no type") })
    }

    fn object(&mut self, schema: &'a Value, pointer: &str, name: &str) -> Result<Kind, Error> {
        let mut properties = Properties::new();
        self.collect(schema, pointer, name, &mut properties, &mut Seen::default())?;
        if properties.is_empty() {
            let of = match schema.get("additionalProperties") {
                Some(values @ Value::Object(members)) if !members.is_empty() => {
                    let of = self.of(values, &format!("{pointer}/additionalProperties"), &format!("{name}Value"))?;
                    if of == Ref::Any { Ref::Object } else { Ref::Map(Box::new(of)) }
                }
                _ => Ref::Object,
            };
            return Ok(Kind::Alias { of, reason: None });
        }
        let mut fields = Vec::new();
        for (wire, declared, required) in properties {
            let of = self.property(&wire, &declared, name)?;
            fields.push(field(wire, of, &declared, required));
        }
        Ok(Kind::Model { fields })
    }

    /// The properties of an object, those of allOf and of alternatives included.
    fn collect(
        &self,
        schema: &'a Value,
        pointer: &str,
        owner: &str,
        out: &mut Properties<'a>,
        seen: &mut Seen,
    ) -> Result<(), Error> {
        if let Some(reference) = reference(schema) {
            let Ref::Named(name) = self.referred(pointer, reference)? else { return Ok(()) };
            if seen.types.contains(&name) {
                return Ok(());
            }
            seen.types.push(name.clone());
            let target = resolve(self.document, pointer, reference)?;
            return self.collect(target, reference.trim_start_matches('#'), &name, out, seen);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            let outside = seen.alternative;
            seen.alternative |= key != "allOf";
            for (at, part) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                self.collect(part, &format!("{pointer}/{key}/{at}"), owner, out, seen)?;
            }
            seen.alternative = outside;
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (wire, schema) in properties.into_iter().flatten() {
            let pointer = format!("{pointer}/properties/{}", escape(wire));
            let declared = Declared { schema, pointer, owner: owner.to_owned(), alternative: seen.alternative };
            match out.iter_mut().find(|(known, ..)| known == wire) {
                Some((_, all, _)) => all.push(declared),
                None => out.push((wire.clone(), vec![declared], false)),
            }
        }
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            if let Some((.., required)) = out.iter_mut().find(|(wire, ..)| Some(wire.as_str()) == name.as_str()) {
                *required = true;
            }
        }
        Ok(())
    }

    /// The type of a property, which allOf may declare several times: each part holds.
    fn property(&mut self, wire: &str, declared: &[Declared<'a>], name: &str) -> Result<Ref, Error> {
        if let Some(of) = self.alternative_enum(wire, declared, name) {
            return Ok(of);
        }
        let mut found: Vec<(Ref, &Declared<'a>)> = Vec::new();
        for part in declared {
            let narrows = found.iter().any(|(of, _)| self.is_enum(of)) && enum_values(part.schema).is_some();
            if narrows || (!found.is_empty() && !self.says_something(part.schema)) {
                continue;
            }
            let of = self.of(part.schema, &part.pointer, &format!("{}{}", part.owner, names::pascal(wire)))?;
            if found.iter().all(|(known, _)| *known != of) {
                found.retain(|(known, _)| *known != Ref::Any);
                found.push((of, part));
            }
        }
        match found.as_slice() {
            [] => Ok(Ref::Any),
            [(of, _)] => Ok(of.clone()),
            [.., (last, _)] => {
                if !found.iter().all(|(_, part)| self.is_object(part.schema, 0)) {
                    return self.widest(&found, last);
                }
                let pointer = found.iter().map(|(_, part)| part.pointer.as_str()).collect::<Vec<_>>().join("+");
                if let Some(known) = self.inline.get(&pointer) {
                    return Ok(known.clone());
                }
                let mut properties = Properties::new();
                for (_, part) in &found {
                    self.collect(
                        part.schema,
                        &part.pointer,
                        &part.owner_of(wire),
                        &mut properties,
                        &mut Seen::default(),
                    )?;
                }
                let hint = format!("{name}{}", names::pascal(wire));
                let mut fields = Vec::new();
                for (wire, declared, required) in properties {
                    let of = self.property(&wire, &declared, &hint)?;
                    fields.push(field(wire, of, &declared, required));
                }
                Ok(self.add(Kind::Model { fields }, &pointer, &hint))
            }
        }
    }

    /// One enum with the values of all alternatives, where each declares one of its own.
    fn alternative_enum(&mut self, wire: &str, declared: &[Declared<'a>], name: &str) -> Option<Ref> {
        if declared.len() < 2 || !declared.iter().all(|part| part.alternative) {
            return None;
        }
        let mut texts = Vec::new();
        for part in declared {
            texts.extend(enum_values(part.schema)?.into_iter().map(|value| value.wire));
        }
        let pointer = declared.iter().map(|part| part.pointer.as_str()).collect::<Vec<_>>().join("+");
        if let Some(known) = self.inline.get(&pointer) {
            return Some(known.clone());
        }
        Some(self.add(Kind::Enum { values: name_values(texts) }, &pointer, &format!("{name}{}", names::pascal(wire))))
    }

    /// Declarations that are no objects and differ: text where all are texts, else the last word.
    fn widest(&self, found: &[(Ref, &Declared<'a>)], last: &Ref) -> Result<Ref, Error> {
        let texts = found.iter().all(|(of, _)| *of == Ref::Text || self.is_enum(of));
        let named = found.iter().map(|(of, _)| of).find(|of| self.is_enum(of));
        Ok(match named {
            Some(of) if texts && found.iter().any(|(of, _)| *of == Ref::Text) => of.clone(),
            Some(_) if texts => Ref::Text,
            _ => last.clone(),
        })
    }

    fn union(&mut self, schema: &'a Value, pointer: &str, name: &str, tag: &str) -> Result<Kind, Error> {
        let common = self.take(&format!("{name}Common"), "Kind");
        let mapping = schema.pointer("/discriminator/mapping").and_then(Value::as_object);
        let mut targets: Vec<(String, Vec<String>)> = Vec::new();
        for (value, target) in mapping.into_iter().flatten() {
            let place = format!("{pointer}/discriminator/mapping/{}", escape(value));
            let target = target.as_str().ok_or_else(|| Error::new(&place, "no text"))?;
            let target = self.variant_model(&place, target, name, &common)?;
            match targets.iter_mut().find(|(known, _)| *known == target) {
                Some((_, tags)) => tags.push(value.clone()),
                None => targets.push((target, vec![value.clone()])),
            }
        }
        if targets.is_empty() {
            return Err(Error::new(format!("{pointer}/discriminator"), "no mapping of tags to schemas"));
        }
        let mut properties = Properties::new();
        self.collect(
            schema,
            pointer,
            name,
            &mut properties,
            &mut Seen { types: vec![name.to_owned()], alternative: false },
        )?;
        let own = schema.get("properties").and_then(Value::as_object).map(Map::keys).into_iter().flatten();
        let own: BTreeSet<&String> = own.collect();
        properties.retain(|(wire, ..)| own.contains(wire) || schema.get("allOf").is_some());
        let mut fields = Vec::new();
        for (wire, declared, required) in properties {
            let of = self.property(&wire, &declared, name)?;
            fields.push(field(wire, of, &declared, required));
        }
        self.types.insert(
            common.clone(),
            Type { pointer: pointer.to_owned(), area: String::new(), kind: Kind::Model { fields } },
        );
        let (back, ahead): (Vec<_>, Vec<_>) = targets.into_iter().partition(|(target, _)| *target == common);
        let short = names::short(&ahead.iter().map(|(target, _)| target.clone()).collect::<Vec<_>>());
        let mut variants: Vec<Variant> =
            ahead.into_iter().zip(short).map(|((of, tags), name)| Variant { name, of, tags }).collect();
        for (of, tags) in back {
            let mut name = tags.first().and_then(|tag| names::variant(tag)).unwrap_or_default();
            if name.is_empty() || name == "Unknown" || variants.iter().any(|variant| variant.name == name) {
                name.push_str("Common");
            }
            variants.push(Variant { name, of, tags });
        }
        Ok(Kind::Union { tag: tag.to_owned(), common, variants, shares: Vec::new() })
    }

    /// The model that a tag chooses; a tag that leads back to the union itself chooses what all share.
    fn variant_model(&self, place: &str, target: &str, union: &str, common: &str) -> Result<String, Error> {
        let mut at = resolve(self.document, place, target)?;
        let mut target = target;
        while let Some(next) = reference(at) {
            target = next;
            at = resolve(self.document, place, next)?;
        }
        let Ref::Named(name) = self.referred(place, target)? else { return Ok(common.to_owned()) };
        if name == union {
            return Ok(common.to_owned());
        }
        if at.get("discriminator").is_some() || !self.is_object(at, 0) {
            return Err(Error::new(place, format!("{target} is no plain object")));
        }
        Ok(name)
    }

    fn shared(&self, common: &str, variants: &[Variant]) -> Vec<Shared> {
        let fields = |name: &str| match self.types.get(name).map(|of| &of.kind) {
            Some(Kind::Model { fields }) => fields.as_slice(),
            _ => &[],
        };
        let everywhere = |wanted: &&Field| {
            variants.iter().all(|variant| {
                fields(&variant.of).iter().any(|field| field.wire == wanted.wire && field.of == wanted.of)
            })
        };
        let shared = fields(common).iter().filter(everywhere);
        shared.map(|field| Shared { wire: field.wire.clone(), of: field.of.clone() }).collect()
    }

    /// The one part of an allOf that says something, where the schema itself adds nothing.
    fn only_part(&self, schema: &'a Value, pointer: &str) -> Option<(&'a Value, String)> {
        let parts = schema.get("allOf")?.as_array()?;
        if schema.get("properties").is_some() || schema.get("discriminator").is_some() {
            return None;
        }
        let mut meaningful = parts.iter().enumerate().filter(|(_, part)| self.says_something(part));
        let (at, part) = meaningful.next()?;
        meaningful.next().is_none().then(|| (part, format!("{pointer}/allOf/{at}")))
    }

    fn says_something(&self, schema: &Value) -> bool {
        let bare_object =
            schema.get("type").and_then(Value::as_str) == Some("object") && schema.get("properties").is_none();
        is_meaningful(schema)
            && !(bare_object && schema.get("allOf").is_none() && schema.get("additionalProperties").is_none())
    }

    fn is_object(&self, schema: &Value, depth: usize) -> bool {
        if depth > 20 {
            return false;
        }
        if let Some(reference) = reference(schema) {
            return resolve(self.document, "", reference).is_ok_and(|schema| self.is_object(schema, depth + 1));
        }
        if schema.get("properties").is_some() {
            return true;
        }
        if let Some(of) = schema.get("type").and_then(Value::as_str) {
            return of == "object";
        }
        let parts = schema.get("allOf").and_then(Value::as_array);
        if parts.is_some_and(|parts| parts.iter().any(|part| self.is_object(part, depth + 1))) {
            return true;
        }
        let alternatives = alternatives(schema);
        schema.get("additionalProperties").is_some_and(|values| *values != json!(false))
            || (!alternatives.is_empty() && alternatives.iter().all(|schema| self.is_object(schema, depth + 1)))
    }

    fn is_enum(&self, of: &Ref) -> bool {
        let Ref::Named(name) = of else { return false };
        if let Some(of) = self.types.get(name) {
            return matches!(of.kind, Kind::Enum { .. });
        }
        let key = self.names.iter().find(|(_, known)| *known == name).map(|(key, _)| key);
        let schema = key.and_then(|key| self.schemas().get(key));
        schema.is_some_and(|schema| enum_values(schema).is_some())
    }

    /// The values of alternatives that are all enums.
    fn alternative_values(&self, schema: &'a Value) -> Option<Vec<EnumValue>> {
        let alternatives = alternatives(schema);
        let mut values: Vec<String> = Vec::new();
        for schema in &alternatives {
            let schema = reference(schema).map_or(Some(*schema), |to| resolve(self.document, "", to).ok())?;
            values.extend(enum_values(schema)?.into_iter().map(|value| value.wire));
        }
        (!values.is_empty()).then(|| name_values(values))
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

impl Declared<'_> {
    fn owner_of(&self, wire: &str) -> String {
        format!("{}{}", self.owner, names::pascal(wire))
    }
}

fn field(wire: String, of: Ref, declared: &[Declared<'_>], required: bool) -> Field {
    let mark = |key: &str| declared.iter().any(|part| part.marked(key));
    let secret =
        mark("x-oktant-secret") || declared.iter().any(|part| part.schema.get("format") == Some(&json!("password")));
    let limits =
        declared.iter().flat_map(|part| limits(part.schema)).fold(Vec::new(), |mut all: Vec<String>, limit| {
            if !all.contains(&limit) {
                all.push(limit);
            }
            all
        });
    Field {
        wire,
        of,
        read_only: mark("readOnly"),
        write_only: mark("writeOnly"),
        nullable: mark("nullable"),
        secret,
        required,
        limits,
    }
}

impl Declared<'_> {
    fn marked(&self, key: &str) -> bool {
        let parts = self.schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        parts.chain([self.schema]).any(|schema| schema.get(key) == Some(&Value::Bool(true)))
    }
}

/// Limits and default of a schema, in words.
pub(super) fn limits(schema: &Value) -> Vec<String> {
    let number = |key: &str| schema.get(key).filter(|value| value.is_number()).map(ToString::to_string);
    let range = |least: Option<String>, most: Option<String>, unit: &str| {
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        match (least, most) {
            (Some(least), Some(most)) if least == most => Some(format!("{least}{unit}")),
            (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}")),
            (Some(least), None) if least != "0" => Some(format!("at least {least}{unit}")),
            (None, Some(most)) => Some(format!("at most {most}{unit}")),
            _ => None,
        }
    };
    let default = match schema.get("default") {
        Some(Value::String(text)) if text.len() <= 40 && !text.is_empty() => Some(format!("default `{text}`")),
        Some(value @ (Value::Number(_) | Value::Bool(_))) => Some(format!("default `{value}`")),
        _ => None,
    };
    let found = [
        range(number("minLength"), number("maxLength"), "characters"),
        range(number("minimum"), number("maximum"), ""),
        range(number("minItems"), number("maxItems"), "items"),
        default,
    ];
    found.into_iter().flatten().collect()
}

fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str)
}

fn alternatives(schema: &Value) -> Vec<&Value> {
    ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(key).and_then(Value::as_array)).flatten().collect()
}

fn is_list(schema: &Value) -> bool {
    schema.get("type").map_or(schema.get("items").is_some(), |of| of == "array")
}

/// True where a schema says of what type a value is.
fn is_meaningful(schema: &Value) -> bool {
    ["$ref", "type", "enum", "properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf", "not"]
        .iter()
        .any(|key| schema.get(key).is_some())
}

/// The type of a schema that is nothing but a scalar.
fn plain(schema: &Value) -> Option<Ref> {
    if alternatives(schema).len() + schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len) > 0 {
        return None;
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    match text("type") {
        Some("string") if enum_values(schema).is_none() => {
            Some(if text("format") == Some("date-time") { Ref::Timestamp } else { Ref::Text })
        }
        Some("integer") => Some(Ref::Integer),
        Some("number") => Some(Ref::Number),
        Some("boolean") => Some(Ref::Bool),
        None if !is_meaningful(schema) => Some(Ref::Any),
        _ => None,
    }
}

/// The values of an enum of texts, each once.
fn enum_values(schema: &Value) -> Option<Vec<EnumValue>> {
    let values = schema.get("enum")?.as_array()?;
    if !matches!(schema.get("type").and_then(Value::as_str), None | Some("string")) {
        return None;
    }
    let texts: Vec<String> = values.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    let nulls = values.iter().filter(|value| value.is_null()).count();
    (!texts.is_empty() && texts.len() + nulls == values.len()).then(|| name_values(texts))
}

fn name_values(texts: Vec<String>) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::new();
    for (at, wire) in texts.into_iter().enumerate() {
        if values.iter().any(|value| value.wire == wire) {
            continue;
        }
        let base = names::variant(&wire).unwrap_or_else(|| format!("Value{at}"));
        let base = if matches!(base.as_str(), "Self" | "Unlisted") { format!("{base}Value") } else { base };
        let mut name = base.clone();
        let mut n = 2;
        while values.iter().any(|value| value.name == name) {
            name = format!("{base}{n}");
            n += 1;
        }
        values.push(EnumValue { wire, name });
    }
    values
}

fn escape(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}
