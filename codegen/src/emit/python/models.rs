//! Models, unions and enums as classes over `oktant._fields`: one line for each field, one file for each service.

use super::{FOLDER, Files, header, ident, simple, static_type, type_text};
use crate::emit::docs::{self, idents};
use crate::model::{Api, EnumValue, Field, Kind, Ref, Shared, Type, Variant, names};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Attributes that every model has.
const OF_MODELS: [&str; 7] = ["from_dict", "get", "items", "keys", "problems", "to_dict", "values"];

/// What a class is derived from, by its name: the unions that it is one of, or the model that it adds to.
type Bases<'a> = BTreeMap<&'a str, Vec<&'a str>>;

/// Classes with the file that each stands in.
type Classes<'a> = BTreeSet<(&'a str, &'a str)>;

pub(super) fn emit(api: &Api, files: &mut Files) {
    let bases = bases(api);
    let mut places: BTreeMap<&str, Vec<(&str, &Type)>> = BTreeMap::new();
    for (name, of) in api.types.iter().filter(|(_, of)| !matches!(of.kind, Kind::Alias { .. })) {
        places.entry(place(api, of)).or_default().push((name, of));
    }
    for (place, types) in &places {
        files.insert(format!("{FOLDER}/models/{place}.py"), file(api, &bases, place, types));
    }
    let mut index = header(api, "The module of each class.") + "\nAREAS: dict[str, str] = {\n";
    let mut stub = format!("# {}\n\nAREAS: dict[str, str]\n\n", docs::generated_by(api));
    for (place, types) in &places {
        for (name, _) in types {
            let _ = writeln!(index, "    {name:?}: {place:?},");
            let _ = writeln!(stub, "from .{place} import {name} as {name}");
        }
    }
    files.insert(format!("{FOLDER}/models/__init__.py"), index + "}\n");
    files.insert(format!("{FOLDER}/models/__init__.pyi"), stub);
}

/// The file of a class: that of its area, but a union stands where its classes can reach it.
fn place<'a>(api: &Api, of: &'a Type) -> &'a str {
    match &of.kind {
        Kind::Union { common, variants, .. } => {
            let mut all = variants.iter().map(|variant| &variant.of).chain([common]);
            let apart = all.any(|name| api.types.get(name).is_some_and(|one| one.area != of.area));
            if apart { "shared" } else { &of.area }
        }
        _ => &of.area,
    }
}

fn bases(api: &Api) -> Bases<'_> {
    let mut bases = Bases::new();
    for (name, of) in &api.types {
        let Kind::Union { common, variants, .. } = &of.kind else { continue };
        let of: BTreeSet<&str> = variants.iter().map(|variant| variant.of.as_str()).chain([common.as_str()]).collect();
        for one in of {
            bases.entry(one).or_default().push(name);
        }
    }
    for (name, of) in &api.types {
        if let Kind::Model { extends: Some(parent), .. } = &of.kind
            && is_model(api, parent)
            && is_within_reach(api, of, parent)
        {
            bases.entry(name).or_insert_with(|| vec![parent]);
        }
    }
    bases
}

/// True if the file of a class may import the file of its base without a ring: all may import the shared types, and none the
/// unused ones.
fn is_within_reach(api: &Api, of: &Type, base: &str) -> bool {
    let (own, its) = (place(api, of), api.types.get(base).map_or("", |base| place(api, base)));
    own == its || its == "shared" || own == "unused"
}

fn is_model(api: &Api, name: &str) -> bool {
    matches!(api.types.get(name).map(|of| &of.kind), Some(Kind::Model { .. }))
}

/// How many models a class is derived from, one from the other.
fn depth(api: &Api, bases: &Bases<'_>, name: &str) -> usize {
    let parents = bases.get(name).into_iter().flatten().filter(|parent| is_model(api, parent));
    parents.map(|parent| 1 + depth(api, bases, parent)).max().unwrap_or_default()
}

fn file(api: &Api, bases: &Bases<'_>, place: &str, types: &[(&str, &Type)]) -> String {
    let what = match place {
        "shared" => "Types that several services use.".to_owned(),
        "unused" => "Types that no operation uses.".to_owned(),
        area => format!("Types of the service `{area}`."),
    };
    // What others are derived from comes first.
    let mut parts = vec![String::new(), String::new()];
    for (name, of) in types {
        let about = docs::stands_for(name, of);
        match &of.kind {
            Kind::Enum { values, or_bool } => open_enum(&about, name, values, *or_bool, &mut parts[0]),
            Kind::Union { tag, common, variants, shares } => {
                let about = format!("{about}: a union, told apart by `{tag}`");
                class(&about, name, "f.Model", &mut parts[1]);
                union(tag, common, variants, &mut parts[1]);
                shared_fields(api, common, shares, &mut parts[1]);
            }
            Kind::Model { fields, .. } => {
                let place = 2 + depth(api, bases, name);
                parts.resize(parts.len().max(place + 1), String::new());
                let bases = bases.get(name).map(Vec::as_slice).unwrap_or_default();
                let derived = if bases.is_empty() { "f.Model".to_owned() } else { bases.join(", ") };
                class(&about, name, &derived, &mut parts[place]);
                model_fields(api, fields, &inherited(api, bases), &mut parts[place]);
            }
            Kind::Alias { .. } => {}
        }
    }
    let body = parts.concat();
    let mut out = header(api, &what) + "\nfrom __future__ import annotations\n\n";
    let (at_once, for_checkers) = imports(api, bases, place, types);
    let mut checked = String::new();
    for (word, line) in [
        ("[datetime", "from datetime import datetime"),
        ("[Any]", "from typing import Any"),
        ("ListView[", "from ..._model import ListView"),
        ("MapView[", "from ..._model import MapView"),
        ("[Number", "from ..._values import Number"),
    ] {
        if body.contains(word) {
            let _ = writeln!(checked, "    {line}");
        }
    }
    for (place, name) in &for_checkers {
        let _ = writeln!(checked, "    from .{place} import {name}");
    }
    if !checked.is_empty() {
        out.push_str("from typing import TYPE_CHECKING\n\n");
    }
    out.push_str("from ... import _fields as f\n");
    for (place, name) in &at_once {
        let _ = writeln!(out, "from .{place} import {name}");
    }
    if !checked.is_empty() {
        let _ = write!(out, "\nif TYPE_CHECKING:\n{checked}");
    }
    out + &body
}

/// The classes of other files that a file needs: those to derive from, and those that are only named.
fn imports<'a>(
    api: &'a Api,
    bases: &Bases<'a>,
    place: &str,
    types: &[(&'a str, &'a Type)],
) -> (Classes<'a>, Classes<'a>) {
    let mut at_once = BTreeSet::new();
    let mut named = BTreeSet::new();
    for (name, of) in types {
        at_once.extend(bases.get(name).into_iter().flatten().copied());
        match &of.kind {
            Kind::Model { fields, .. } => named.extend(fields.iter().filter_map(|field| api.class_of(&field.of))),
            Kind::Union { shares, .. } => named.extend(shares.iter().filter_map(|share| api.class_of(&share.of))),
            _ => {}
        }
    }
    let elsewhere = |names: BTreeSet<&'a str>| -> Classes<'a> {
        let placed = names.into_iter().filter_map(|name| Some((self::place(api, api.types.get(name)?), name)));
        placed.filter(|(other, _)| *other != place).collect()
    };
    let at_once = elsewhere(at_once);
    let named = elsewhere(named).difference(&at_once).copied().collect();
    (at_once, named)
}

fn class(about: &str, name: &str, bases: &str, out: &mut String) {
    let _ = write!(out, "\n\nclass {name}({bases}):\n    \"\"\"{about}.\"\"\"\n\n    __slots__ = ()\n");
}

fn open_enum(about: &str, name: &str, values: &[EnumValue], or_bool: bool, out: &mut String) {
    class(about, name, "f.OpenEnum", out);
    if or_bool {
        out.push_str("    _or_bool = True\n");
    }
    let upper = |value: &str| {
        let name = names::snake(value).to_uppercase();
        if name.starts_with(|c: char| c.is_ascii_digit()) { format!("V{name}") } else { name }
    };
    let names = idents(values.iter().map(|value| value.name.as_str()), &[], upper);
    for (value, name) in values.iter().zip(names) {
        let _ = writeln!(out, "    {name} = f.Known({:?})", value.wire);
    }
}

fn union(tag: &str, common: &str, variants: &[Variant], out: &mut String) {
    let _ = write!(out, "    _tag = {tag:?}\n    _common = {common:?}\n    _variants = {{\n");
    for (variant, tag) in variants.iter().flat_map(|variant| variant.tags.iter().map(move |tag| (variant, tag))) {
        let _ = writeln!(out, "        {tag:?}: {:?},", variant.of);
    }
    out.push_str("    }\n");
}

fn shared_fields(api: &Api, common: &str, shares: &[Shared], out: &mut String) {
    let declared = match api.types.get(common).map(|of| &of.kind) {
        Some(Kind::Model { fields, .. }) => fields.as_slice(),
        _ => &[],
    };
    let names = attributes(shares.iter().map(|share| share.wire.as_str()));
    for (share, name) in shares.iter().zip(names) {
        let _ = writeln!(out, "    {}", field(api, &name, &share.wire, &share.of, false));
        if let Some(one) = declared.iter().find(|one| one.wire == share.wire) {
            field_doc(one, out);
        }
    }
}

fn field_doc(field: &Field, out: &mut String) {
    let _ = writeln!(out, "    \"\"\"{}\"\"\"", docs::describe(field).replace("[`", "`").replace("`]", "`"));
}

/// What a class has from its bases: attribute, name on the wire, type.
fn inherited<'a>(api: &'a Api, bases: &[&str]) -> Vec<(String, &'a str, &'a Ref)> {
    let mut found = Vec::new();
    for base in bases {
        let members: Vec<(&str, &Ref)> = match api.types.get(*base).map(|of| &of.kind) {
            Some(Kind::Union { shares, .. }) => shares.iter().map(|share| (share.wire.as_str(), &share.of)).collect(),
            Some(Kind::Model { fields, .. }) => fields.iter().map(|field| (field.wire.as_str(), &field.of)).collect(),
            _ => Vec::new(),
        };
        let names = attributes(members.iter().map(|(wire, _)| *wire));
        found.extend(members.into_iter().zip(names).map(|((wire, of), name)| (name, wire, of)));
    }
    found
}

fn model_fields(api: &Api, fields: &[Field], inherited: &[(String, &str, &Ref)], out: &mut String) {
    let names = attributes(fields.iter().map(|field| field.wire.as_str()));
    for (one, name) in fields.iter().zip(names) {
        let own = (name.clone(), one.wire.as_str(), &one.of);
        if one.secret || !inherited.contains(&own) {
            // A field that narrows its base's: what is read is of both types, and the class alone says what is written.
            let narrows =
                inherited.iter().any(|(base, _, of)| *base == name && !matches!(of, Ref::Text) && *of != &one.of);
            let mark = if narrows { "  # type: ignore[assignment]" } else { "" };
            let _ = writeln!(out, "    {}{mark}", field(api, &name, &one.wire, &one.of, one.secret));
            field_doc(one, out);
        }
    }
}

fn attributes<'a>(wires: impl Iterator<Item = &'a str>) -> Vec<String> {
    idents(wires, &OF_MODELS, ident)
}

/// `status: f.Enum[UserStatus] = f.Enum("status", "UserStatus")`
fn field(api: &Api, name: &str, wire: &str, of: &Ref, secret: bool) -> String {
    let descriptor = descriptor(api, of);
    let class = descriptor.split('[').next().unwrap_or_default();
    let text = if descriptor.contains('[') { format!(", {:?}", type_text(api, of)) } else { String::new() };
    let secret = if secret { ", secret=True" } else { "" };
    format!("{name}: f.{descriptor} = f.{class}({wire:?}{text}{secret})")
}

fn descriptor(api: &Api, of: &Ref) -> String {
    match api.meaning(of) {
        Ref::Named(name) if api.is_enum_or_bool(name) => format!("EnumOrBool[{name}]"),
        Ref::Named(name) if api.is_enum(name) => format!("Enum[{name}]"),
        Ref::Named(name) => format!("Object[{name}]"),
        Ref::List(of) => match api.meaning(of) {
            Ref::Named(name) if api.is_enum(name) => format!("EnumArray[{name}]"),
            Ref::Named(name) => format!("ObjectArray[{name}]"),
            of => format!("Array[{}]", static_type(api, of)),
        },
        Ref::Map(of) => match api.meaning(of) {
            Ref::Named(name) if !api.is_enum(name) => format!("ObjectMap[{name}]"),
            of => format!("Map[{}]", static_type(api, of)),
        },
        of => simple(of).map_or_else(String::new, |[_, _, field]| field.to_owned()),
    }
}
