//! Properties: how each is read and written.

use super::WIDTH;
use super::text::{INDENT, comment, emitted_into_client, literal, member, quoted};
use crate::emit::docs::{self, idents};
use crate::emit::types::Types;
use crate::model::names::camel;
use crate::model::{Field, Ref};
use std::fmt::Write;

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
    pub(super) fn entry(&self, types: &Types<'_>) -> String {
        let of = match types.api.meaning(&self.field.of) {
            Ref::Map(of) if self.field.nullable_values => format!(".map(.nullable({}))", types.value_type(of)),
            of => types.value_type(of),
        };
        let secret = if self.field.secret { ", isSecret: true" } else { "" };
        format!(".init({}, {of}{secret})", literal(&self.field.wire))
    }

    pub(super) fn declare(&self, types: &Types<'_>, out: &mut String) {
        let place = format!("json[member: {}]", literal(&self.field.wire));
        self.accessors(types, &place, out);
    }

    /// The property of a union, which reads and writes what its variants share.
    pub(super) fn forward(&self, types: &Types<'_>, out: &mut String) {
        self.accessors(types, &format!("common.{}", self.name), out);
    }

    /// The property with accessors of this place.
    fn accessors(&self, types: &Types<'_>, place: &str, out: &mut String) {
        let field = Field { of: types.resolved(&self.field.of), ..self.field.clone() };
        comment(&[docs::describe(&field).replace("[`", "``").replace("`]", "``")], INDENT, out);
        emitted_into_client(out);
        let head = format!("{INDENT}public var {}: {}? {{", quoted(&self.name), self.of(types));
        let line = format!("{head} {place} }}");
        let _ = if self.is_sent {
            writeln!(
                out,
                "{head}\n        get {{ {place} }}\n        set {{ {place} = newValue }}\n        _modify {{ yield &{place} }}\n    }}"
            )
        } else if line.chars().count() <= WIDTH {
            writeln!(out, "{line}")
        } else {
            writeln!(out, "{head}\n        {place}\n    }}")
        };
    }
}
