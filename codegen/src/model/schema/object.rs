//! Objects: the properties of all parts, merged.

use super::Types;
use super::shape::{enum_values, name_values, reference};
use crate::model::{Fault, Field, Kind, Ref, names, resolve};
use crate::node::{below, is_true, list, members};
use serde_json::{Value, json};

/// A declaration of a property, of which allOf may have several.
#[derive(Clone)]
pub(super) struct Declared<'a> {
    schema: &'a Value,
    pointer: String,
    /// The type that declares it, which names its inline types.
    owner: String,
    /// Whether it is in one of several alternatives.
    alternative: bool,
}

/// The parts of an object that were visited.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) types: Vec<String>,
    pub(super) alternative: bool,
    /// Whether one of them allows properties beside the documented ones.
    pub(super) open: bool,
}

pub(super) type Properties<'a> = Vec<(String, Vec<Declared<'a>>, bool)>;

impl<'a> Types<'a> {
    pub(super) fn object(&mut self, schema: &'a Value, pointer: &str, name: &str) -> Result<Kind, Fault> {
        let mut properties = Properties::new();
        let mut seen = Seen::default();
        self.collect(schema, pointer, name, &mut properties, &mut seen)?;
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
        let mut parts = list(schema, "allOf").filter_map(reference);
        let extends = match (parts.next(), parts.next()) {
            (Some(part), None) => match self.referred(pointer, part)? {
                Ref::Named(part) => Some(part),
                _ => None,
            },
            _ => None,
        };
        self.model(properties, name, extends, seen.open)
    }

    /// The model with these properties, which may add to another type.
    pub(super) fn model(
        &mut self,
        properties: Properties<'a>,
        name: &str,
        extends: Option<String>,
        open: bool,
    ) -> Result<Kind, Fault> {
        let fields = properties.into_iter().map(|(wire, declared, required)| {
            let of = self.property(&wire, &declared, name)?;
            Ok(field(wire, of, &declared, required))
        });
        Ok(Kind::Model { fields: fields.collect::<Result<_, Fault>>()?, extends, open })
    }

    /// The properties of an object, including those of allOf and of alternatives.
    pub(super) fn collect(
        &self,
        schema: &'a Value,
        pointer: &str,
        owner: &str,
        out: &mut Properties<'a>,
        seen: &mut Seen,
    ) -> Result<(), Fault> {
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
            for (at, part) in list(schema, key).enumerate() {
                self.collect(part, &format!("{pointer}/{key}/{at}"), owner, out, seen)?;
            }
            seen.alternative = outside;
        }
        seen.open |= matches!(schema.get("additionalProperties"), Some(Value::Bool(true) | Value::Object(_)))
            || is_true(schema, "x-okta-extensible");
        for (wire, schema) in members(schema, "properties") {
            let pointer = below(&format!("{pointer}/properties"), wire);
            let declared = Declared { schema, pointer, owner: owner.to_owned(), alternative: seen.alternative };
            match out.iter_mut().find(|(known, ..)| known == wire) {
                Some((_, all, _)) => all.push(declared),
                None => out.push((wire.clone(), vec![declared], false)),
            }
        }
        for name in list(schema, "required") {
            if let Some((.., required)) = out.iter_mut().find(|(wire, ..)| Some(wire.as_str()) == name.as_str()) {
                *required = true;
            }
        }
        Ok(())
    }

    /// The type of a property, which allOf may declare several times; all of them apply.
    pub(super) fn property(&mut self, wire: &str, declared: &[Declared<'a>], name: &str) -> Result<Ref, Fault> {
        if let Some(of) = self.alternative_enum(wire, declared, name) {
            return Ok(of);
        }
        let mut found: Vec<(Ref, &Declared<'a>)> = Vec::new();
        for part in declared {
            let narrows = found.iter().any(|(of, _)| self.is_enum(of)) && enum_values(part.schema).is_some();
            if narrows || (!found.is_empty() && !self.says_something(part.schema)) {
                continue;
            }
            let of = self.of(part.schema, &part.pointer, &part.owner_of(wire))?;
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
                    return Ok(self.widest(&found, last));
                }
                let pointer = found.iter().map(|(_, part)| part.pointer.as_str()).collect::<Vec<_>>().join("+");
                if let Some(known) = self.inline.get(&pointer) {
                    return Ok(known.clone());
                }
                let mut properties = Properties::new();
                let mut open = false;
                for (_, part) in &found {
                    let owner = part.owner_of(wire);
                    let mut seen = Seen::default();
                    self.collect(part.schema, &part.pointer, &owner, &mut properties, &mut seen)?;
                    open |= seen.open;
                }
                let hint = format!("{name}{}", names::pascal(wire));
                let model = self.model(properties, &hint, None, open)?;
                Ok(self.add(model, &pointer, &hint))
            }
        }
    }

    /// One enum with the values of all alternatives, if each declares its own.
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
        let kind = Kind::Enum { values: name_values(texts), or_bool: false };
        Some(self.add(kind, &pointer, &format!("{name}{}", names::pascal(wire))))
    }

    /// The type of differing declarations that are not objects: string if all are strings, else the last one.
    fn widest(&self, found: &[(Ref, &Declared<'a>)], last: &Ref) -> Ref {
        let texts = found.iter().all(|(of, _)| *of == Ref::Text || self.is_enum(of));
        let named = found.iter().map(|(of, _)| of).find(|of| self.is_enum(of));
        match named {
            Some(of) if texts && found.iter().any(|(of, _)| *of == Ref::Text) => of.clone(),
            Some(_) if texts => Ref::Text,
            _ => last.clone(),
        }
    }
}

impl Declared<'_> {
    fn owner_of(&self, wire: &str) -> String {
        format!("{}{}", self.owner, names::pascal(wire))
    }

    fn marked(&self, key: &str) -> bool {
        list(self.schema, "allOf").chain([self.schema]).any(|schema| is_true(schema, key))
    }
}

fn field(wire: String, of: Ref, declared: &[Declared<'_>], required: bool) -> Field {
    let mark = |key: &str| declared.iter().any(|part| part.marked(key));
    let secret =
        mark("x-oktant-secret") || declared.iter().any(|part| part.schema.get("format") == Some(&json!("password")));
    let mut values = declared.iter().filter_map(|part| part.schema.get("additionalProperties"));
    let mut all: Vec<String> = Vec::new();
    for limit in declared.iter().flat_map(|part| limits(part.schema)) {
        if !all.contains(&limit) {
            all.push(limit);
        }
    }
    Field {
        wire,
        of,
        read_only: mark("readOnly"),
        write_only: mark("writeOnly"),
        nullable: mark("nullable"),
        nullable_values: values.any(|values| is_true(values, "nullable")),
        secret,
        required,
        limits: all,
    }
}

/// Limits and default of a schema, in words.
pub(crate) fn limits(schema: &Value) -> Vec<String> {
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
