//! Models, unions and enums: a file for those of each area.

use super::enums::open_enum;
use super::properties::{Property, properties};
use super::text::{comment, file, listed, quoted};
use super::types::type_name;
use super::unions::{Union, union};
use crate::emit::Files;
use crate::emit::docs;
use crate::emit::types::{Membership, Types};
use crate::model::names::capital;
use crate::model::{Field, Kind, Type, names};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Result;

/// Lines of a file, about; those of an area that has more are shared out by their names.
const LINES: usize = 1500;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) -> Result<()> {
    let mut areas: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for (name, of) in &types.api.types {
        if types.is_declared(name) && !matches!(of.kind, Kind::Alias { .. }) {
            areas.entry(&of.area).or_default().push((name, declaration(types, name, of)?));
        }
    }
    for (area, declared) in areas {
        let class = capital(&names::camel(area));
        let parts = parts(&declared);
        for (at, part) in parts.iter().enumerate() {
            let number = if parts.len() == 1 { String::new() } else { (at + 1).to_string() };
            file(types.api, &format!("models/{class}Models{number}"), &part.join("\n"), files);
        }
    }
    Ok(())
}

/// The declarations of an area, in files.
fn parts<'a>(declared: &'a [(&str, String)]) -> Vec<Vec<&'a str>> {
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    let mut lines = 0;
    for (_, text) in declared {
        let more = text.lines().count() + 1;
        if lines + more > LINES && lines > 0 {
            parts.push(Vec::new());
            lines = 0;
        }
        lines += more;
        parts.last_mut().into_iter().for_each(|part| part.push(text));
    }
    parts
}

fn declaration(types: &Types<'_>, name: &str, of: &Type) -> Result<String> {
    let mut out = String::new();
    let about = docs::stands_for(name, of);
    match &of.kind {
        Kind::Enum { values, .. } => open_enum(&about, name, values, &mut out),
        Kind::Union { tag, common, variants, shares } => {
            union(types, &Union { about: &about, name, tag, common, variants, shares }, &mut out)?
        }
        Kind::Model { fields, .. } => {
            let swift = type_name(name);
            comment(&[format!("{about}.")], "", &mut out);
            let _ = writeln!(out, "public typealias {swift} = Model<Schemas.{swift}>\n");
            let class = Class {
                about,
                schema: name,
                extended: swift,
                fields,
                unions: types.unions_of(name),
                is_sent: types.is_sent(name),
            };
            model(types, &class, &mut out)?;
        }
        Kind::Alias { .. } => {}
    }
    Ok(out)
}

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
pub(super) fn model(types: &Types<'_>, of: &Class<'_>, out: &mut String) -> Result<()> {
    let tags: Vec<&str> = of.unions.iter().map(|one| one.tag).collect();
    let all = properties(of.fields, of.is_sent, &tags);
    out.push_str("extension Schemas {\n");
    comment(&[format!("{}.", of.about)], "    ", out);
    let _ = writeln!(out, "    public enum {}: Schema {{", type_name(of.schema));
    let entries = all.iter().map(|one| one.entry(types)).collect::<Result<Vec<_>>>()?;
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
        property.declare(types, out)?;
    }
    if of.is_sent {
        if !all.is_empty() {
            out.push('\n');
        }
        initializer(types, &all, of.unions, out);
    }
    out.push_str("}\n");
    Ok(())
}

fn initializer(types: &Types<'_>, all: &[Property<'_>], unions: &[Membership<'_>], out: &mut String) {
    let sent: Vec<&Property<'_>> = all.iter().filter(|one| one.is_sent).collect();
    comment(&["A model with these members; those that are left out or nil are absent.".to_owned()], "    ", out);
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
        let name = quoted(&one.name);
        let _ = writeln!(out, "        if let {name} {{ self.{name} = {name} }}");
    }
    out.push_str("    }\n");
}
