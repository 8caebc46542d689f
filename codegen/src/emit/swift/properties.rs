//! Properties: how each is read and written.

use super::WIDTH;
use super::text::{comment, literal, member, quoted};
use crate::emit::docs::{self, idents};
use crate::emit::types::Types;
use crate::model::names::camel;
use crate::model::{Field, Ref};
use std::fmt::Write;
use std::io::Result;

/// Names of what every model has.
const TAKEN: [&str; 8] =
    ["common", "customMirror", "debugDescription", "extras", "hashValue", "json", "schema", "variant"];

/// A property of a model.
pub(super) struct Property<'a> {
    pub(super) field: &'a Field,
    /// Its name, not quoted.
    pub(super) name: String,
    /// Whether it can be assigned.
    pub(super) is_sent: bool,
}

/// The properties of a model; `tags` are the members that tell unions apart, which are sent even where they are read-only.
pub(super) fn properties<'a>(fields: &'a [Field], is_sent: bool, tags: &[&str]) -> Vec<Property<'a>> {
    let names = idents(fields.iter().map(|field| field.wire.as_str()), &TAKEN, |wire| member(camel(wire), "_"));
    let one = |(field, name): (&'a Field, String)| Property {
        is_sent: is_sent && (!field.read_only || tags.contains(&field.wire.as_str())),
        field,
        name,
    };
    fields.iter().zip(names).map(one).collect()
}

impl Property<'_> {
    /// Its type, without `?`.
    pub(super) fn of(&self, types: &Types<'_>) -> String {
        match types.api.meaning(&self.field.of) {
            Ref::Map(of) if self.field.nullable_values => format!("[String: {}?]", types.in_swift(of)),
            of => types.in_swift(of),
        }
    }

    /// Its entry in the table of a schema.
    pub(super) fn entry(&self, types: &Types<'_>) -> Result<String> {
        let (_, expected) = types.reading(&self.field.of)?;
        let secret = if self.field.secret { ", isSecret: true" } else { "" };
        let expected = match types.api.meaning(&self.field.of) {
            Ref::Map(of) if self.field.nullable_values => format!(".map(.nullable({}))", types.reading(of)?.1),
            _ => expected,
        };
        Ok(format!(".init({}, {expected}{secret})", literal(&self.field.wire)))
    }

    /// The new value as `JSON.set` takes it.
    fn new_value(&self, types: &Types<'_>) -> &'static str {
        let is_enum = |of: &Ref| matches!(types.api.meaning(of), Ref::Named(name) if types.api.is_enum(name));
        match types.api.meaning(&self.field.of) {
            Ref::Named(name) if types.api.is_enum_or_bool(name) => "newValue?.textOrBool",
            Ref::Named(name) if types.is_union(name) => "newValue?.json",
            Ref::List(of) if is_enum(of) || matches!(types.api.meaning(of), Ref::Text | Ref::Object) => "newValue",
            Ref::Map(of) if matches!(types.api.meaning(of), Ref::Text | Ref::Bool | Ref::Object) => "newValue",
            Ref::Map(_) if self.field.nullable_values => "newValue.map(jsonOfNullable)",
            Ref::List(_) | Ref::Map(_) => "newValue?.json",
            _ => "newValue",
        }
    }

    pub(super) fn declare(&self, types: &Types<'_>, out: &mut String) -> Result<()> {
        self.doc(types, out);
        let (mut read, _) = types.reading(&self.field.of)?;
        if self.field.nullable_values {
            read = "nullableModelMap".to_owned();
        }
        let wire = literal(&self.field.wire);
        let get = format!("json.{read}({wire})");
        let set = format!("json.set({wire}, {})", self.new_value(types));
        // `model.profile?.login = "ann"` writes nil back where there is no profile: that is no assignment of nil.
        let modify = [
            format!("var value = self.{}", quoted(&self.name)),
            "let isPresent = value != nil".to_owned(),
            format!("defer {{ if isPresent || value != nil {{ {} }} }}", set.replace("newValue", "value")),
            "yield &value".to_owned(),
        ];
        self.accessors(types, &get, &set, &modify, out);
        Ok(())
    }

    /// The property of a union, which reads and writes what its variants share.
    pub(super) fn forward(&self, types: &Types<'_>, out: &mut String) {
        self.doc(types, out);
        let common = format!("common.{}", self.name);
        self.accessors(types, &common, &format!("{common} = newValue"), &[format!("yield &{common}")], out);
    }

    fn doc(&self, types: &Types<'_>, out: &mut String) {
        let field = Field { of: types.resolved(&self.field.of), ..self.field.clone() };
        comment(&[docs::describe(&field).replace("[`", "``").replace("`]", "``")], "    ", out);
    }

    /// The property by what it reads and by its accessors that write.
    fn accessors(&self, types: &Types<'_>, get: &str, set: &str, modify: &[String], out: &mut String) {
        let head = format!("    public var {}: {}? {{", quoted(&self.name), self.of(types));
        let line = format!("{head} {get} }}");
        let _ = if self.is_sent {
            let modify = modify.iter().map(|line| format!("            {line}\n")).collect::<String>();
            writeln!(
                out,
                "{head}\n        get {{ {get} }}\n        set {{ {set} }}\n        _modify {{\n{modify}        }}\n    }}"
            )
        } else if line.chars().count() <= WIDTH {
            writeln!(out, "{line}")
        } else {
            writeln!(out, "{head}\n        {get}\n    }}")
        };
    }
}
