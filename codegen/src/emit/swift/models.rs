//! Models, unions and enums: a file for those of each area.

use super::enums::open_enum;
use super::schema::{Class, model};
use super::text::{comment, file};
use super::types::type_name;
use super::unions::{Union, union};
use crate::emit::Files;
use crate::emit::docs;
use crate::emit::types::Types;
use crate::model::names::capital;
use crate::model::{Kind, Type, names};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Lines of a file, about; those of an area that has more are shared out by their names.
const LINES: usize = 1500;

pub(super) fn emit(types: &Types<'_>, files: &mut Files) {
    let mut areas: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    for (name, of) in &types.api.types {
        if types.is_declared(name) && !matches!(of.kind, Kind::Alias { .. }) {
            areas.entry(&of.area).or_default().push((name, declaration(types, name, of)));
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

fn declaration(types: &Types<'_>, name: &str, of: &Type) -> String {
    let mut out = String::new();
    let about = docs::stands_for(name, of);
    match &of.kind {
        Kind::Enum { values, or_bool } => open_enum(&about, name, values, *or_bool, &mut out),
        Kind::Union { tag, common, variants, shares } => {
            union(types, &Union { about: &about, name, tag, common, variants, shares }, &mut out);
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
            model(types, &class, &mut out);
        }
        Kind::Alias { .. } => {}
    }
    out
}
