//! A schema: the table of its properties, and the extension of its model that has them.

use super::properties::{Property, properties};
use super::text::{INDENT, comment, emitted_into_client, listed, literal, quoted};
use super::types::type_name;
use crate::emit::types::{Membership, Types};
use crate::model::Field;
use std::fmt::Write;

/// A schema with the properties of its model.
pub(super) struct Class<'a> {
    pub(super) about: String,
    /// The name of the schema.
    pub(super) schema: &'a str,
    /// The model's type.
    pub(super) extended: String,
    pub(super) fields: &'a [Field],
    pub(super) unions: &'a [Membership<'a>],
    pub(super) is_sent: bool,
}

/// The schema, and the extension of its model with the properties.
pub(super) fn model(types: &Types<'_>, of: &Class<'_>, out: &mut String) {
    let tags: Vec<&str> = of.unions.iter().map(|one| one.tag).collect();
    let all = properties(of.fields, of.is_sent, &tags);
    out.push_str("extension Schemas {\n");
    comment(&[format!("{}.", of.about)], "    ", out);
    let _ = writeln!(out, "    public enum {}: Schema {{", type_name(of.schema));
    let entries: Vec<_> = all.iter().map(|one| one.entry(types)).collect();
    let _ = writeln!(
        out,
        "{}\n    }}\n}}\n",
        listed("        ", "public static let properties: [SchemaProperty] = [", &entries, "]")
    );
    let _ = writeln!(out, "extension {} {{", of.extended);
    for (at, property) in all.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        property.declare(types, out);
    }
    if of.is_sent {
        if !all.is_empty() {
            out.push('\n');
        }
        initializer(types, &all, of.unions, out);
    }
    out.push_str("}\n");
}

fn initializer(types: &Types<'_>, all: &[Property<'_>], unions: &[Membership<'_>], out: &mut String) {
    let sent: Vec<&Property<'_>> = all.iter().filter(|one| one.is_sent).collect();
    comment(&["A model with these members; those that are left out or nil are absent.".to_owned()], INDENT, out);
    emitted_into_client(out);
    if sent.is_empty() {
        out.push_str("    public init() { self.init(json: [:]) }\n");
        return;
    }
    let tag = |wire: &str| unions.iter().find(|one| one.tag == wire).and_then(|one| one.value);
    let parameter = |one: &&Property<'_>| {
        let value = tag(&one.field.wire).map_or_else(|| "nil".to_owned(), |value| format!("{value:?}"));
        format!("{}: {}? = {value}", quoted(&one.name), one.of(types))
    };
    let parameters: Vec<String> = sent.iter().map(parameter).collect();
    let _ = writeln!(out, "{}", listed("    ", "public init(", &parameters, ") {"));
    out.push_str("        self.init(json: [:])\n");
    for one in sent {
        let (wire, name) = (literal(&one.field.wire), quoted(&one.name));
        let _ = writeln!(out, "        json.add({wire}, {name})");
    }
    out.push_str("    }\n");
}
