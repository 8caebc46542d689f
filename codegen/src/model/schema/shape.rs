//! Tests of what a schema declares.

use super::Types;
use crate::model::{EnumValue, Kind, Ref, names, resolve};
use crate::node::{list, text};
use serde_json::{Value, json};

impl<'a> Types<'a> {
    /// The only part of an allOf that declares something, if the schema itself adds nothing.
    pub(super) fn only_part(&self, schema: &'a Value, pointer: &str) -> Option<(&'a Value, String)> {
        let parts = schema.get("allOf")?.as_array()?;
        if schema.get("properties").is_some() || schema.get("discriminator").is_some() {
            return None;
        }
        let mut meaningful = parts.iter().enumerate().filter(|(_, part)| self.says_something(part));
        let (at, part) = meaningful.next()?;
        meaningful.next().is_none().then(|| (part, format!("{pointer}/allOf/{at}")))
    }

    pub(super) fn says_something(&self, schema: &Value) -> bool {
        let bare_object = text(schema, "type") == Some("object") && schema.get("properties").is_none();
        is_meaningful(schema)
            && !(bare_object && schema.get("allOf").is_none() && schema.get("additionalProperties").is_none())
    }

    pub(super) fn is_object(&self, schema: &Value, depth: usize) -> bool {
        if depth > 20 {
            return false;
        }
        if let Some(reference) = reference(schema) {
            return resolve(self.document, "", reference).is_ok_and(|schema| self.is_object(schema, depth + 1));
        }
        if schema.get("properties").is_some() {
            return true;
        }
        if let Some(of) = text(schema, "type") {
            return of == "object";
        }
        if list(schema, "allOf").any(|part| self.is_object(part, depth + 1)) {
            return true;
        }
        let alternatives = alternatives(schema);
        schema.get("additionalProperties").is_some_and(|values| *values != json!(false))
            || (!alternatives.is_empty() && alternatives.iter().all(|schema| self.is_object(schema, depth + 1)))
    }

    /// True if a type is an enum, whether it was read already or not.
    pub(in crate::model) fn is_enum(&self, of: &Ref) -> bool {
        let Ref::Named(name) = of else { return false };
        if let Some(of) = self.types.get(name) {
            return matches!(of.kind, Kind::Enum { .. });
        }
        let key = self.names.iter().find(|(_, known)| *known == name).map(|(key, _)| key);
        let schema = key.and_then(|key| self.schemas().get(key));
        schema.is_some_and(|schema| enum_values(schema).or_else(|| enum_or_bool(schema)).is_some())
    }

    /// The values of alternatives that are all enums.
    pub(super) fn alternative_values(&self, schema: &'a Value) -> Option<Vec<EnumValue>> {
        let alternatives = alternatives(schema);
        let mut values: Vec<String> = Vec::new();
        for schema in &alternatives {
            let schema = reference(schema).map_or(Some(*schema), |to| resolve(self.document, "", to).ok())?;
            values.extend(enum_values(schema)?.into_iter().map(|value| value.wire));
        }
        (!values.is_empty()).then(|| name_values(values))
    }
}

/// The target of a schema that is only a reference.
pub(in crate::model) fn reference(schema: &Value) -> Option<&str> {
    text(schema, "$ref")
}

pub(super) fn alternatives(schema: &Value) -> Vec<&Value> {
    ["oneOf", "anyOf"].iter().flat_map(|key| list(schema, key)).collect()
}

pub(super) fn is_list(schema: &Value) -> bool {
    schema.get("type").map_or(schema.get("items").is_some(), |of| of == "array")
}

/// True if a schema declares the type of a value.
pub(super) fn is_meaningful(schema: &Value) -> bool {
    ["$ref", "type", "enum", "properties", "items", "additionalProperties", "allOf", "oneOf", "anyOf", "not"]
        .iter()
        .any(|key| schema.get(key).is_some())
}

/// The type of a schema that is only a scalar.
pub(super) fn plain(schema: &Value) -> Option<Ref> {
    if alternatives(schema).len() + list(schema, "allOf").count() > 0 {
        return None;
    }
    match schema.get("type") {
        None => (!is_meaningful(schema)).then_some(Ref::Any),
        Some(_) if enum_values(schema).is_some() => None,
        Some(_) => scalar(schema),
    }
}

/// The scalar of a schema's type and format, whatever else it declares.
pub(in crate::model) fn scalar(schema: &Value) -> Option<Ref> {
    match text(schema, "type")? {
        "string" => Some(if text(schema, "format") == Some("date-time") { Ref::Timestamp } else { Ref::Text }),
        "integer" => Some(Ref::Integer),
        "number" => Some(Ref::Number),
        "boolean" => Some(Ref::Bool),
        _ => None,
    }
}

/// The distinct values of an enum of strings.
pub(in crate::model) fn enum_values(schema: &Value) -> Option<Vec<EnumValue>> {
    let values = schema.get("enum")?.as_array()?;
    if !matches!(text(schema, "type"), None | Some("string")) {
        return None;
    }
    let texts: Vec<String> = values.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
    let nulls = values.iter().filter(|value| value.is_null()).count();
    (!texts.is_empty() && texts.len() + nulls == values.len()).then(|| name_values(texts))
}

/// The values of an enum whose only other alternative is a boolean.
pub(super) fn enum_or_bool(schema: &Value) -> Option<Vec<EnumValue>> {
    let [one, other] = alternatives(schema)[..] else { return None };
    match (scalar(one), scalar(other)) {
        (Some(Ref::Bool), _) => enum_values(other),
        (_, Some(Ref::Bool)) => enum_values(one),
        _ => None,
    }
}

pub(super) fn name_values(texts: Vec<String>) -> Vec<EnumValue> {
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
