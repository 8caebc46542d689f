//! Models, unions and enums: one line for each field, one file for each service.

use super::docs::{self, in_words};
use super::{Files, field_type, header, idents, rust_type};
use crate::model::{Api, Field, Kind, Ref, Type};
use std::collections::BTreeSet;
use std::fmt::Write;

const FOLDER: &str = "core/src/generated/models";

pub(super) fn emit(api: &Api, files: &mut Files) {
    let areas: BTreeSet<&str> = api.types.values().map(|of| of.area.as_str()).collect();
    for area in &areas {
        files.insert(format!("{FOLDER}/{area}.rs"), file(api, area));
    }
    files.insert(format!("{FOLDER}/mod.rs"), index(api, &areas));
    files.insert("core/src/generated/every_model.rs".to_owned(), every(api));
    let modules = "pub mod models;\npub(crate) mod settings;\n#[cfg(all(test, feature = \"full\"))]\npub(crate) mod every_model;\n";
    files.insert(
        "core/src/generated/mod.rs".to_owned(),
        header(api, "Code generated from spec/ for the core.") + modules,
    );
}

fn index(api: &Api, areas: &BTreeSet<&str>) -> String {
    let mut out = header(
        api,
        "Typed models of the schemas of the API document: those of the services whose features are enabled.",
    );
    for area in areas {
        let condition = match *area {
            "shared" => String::new(),
            "unused" => "#[cfg(feature = \"full\")]\n".to_owned(),
            area => format!("#[cfg(feature = {area:?})]\n"),
        };
        let _ = write!(out, "{condition}mod {area};\n{condition}pub use {area}::*;\n");
    }
    out
}

fn file(api: &Api, area: &str) -> String {
    let what = match area {
        "shared" => "Types that several services use.".to_owned(),
        "unused" => "Types that no operation uses.".to_owned(),
        area => format!("Types of the service `{area}`."),
    };
    let mut out = header(api, &what);
    let types: Vec<(&String, &Type)> = api.types.iter().filter(|(_, of)| of.area == area).collect();
    let body = body(api, &types);
    if area == "unused" {
        let others: BTreeSet<&str> =
            api.types.values().map(|of| of.area.as_str()).filter(|other| *other != area).collect();
        for other in others {
            let _ = write!(out, "#[allow(unused_imports)]\nuse super::{other}::*;\n");
        }
    } else if area != "shared" && uses_shared(api, &types) {
        out.push_str("use super::shared::*;\n");
    }
    if body.contains("v::") {
        out.push_str("use crate::value as v;\n");
    }
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
    out + &body
}

fn uses_shared(api: &Api, types: &[(&String, &Type)]) -> bool {
    fn shared(api: &Api, of: &Ref) -> bool {
        match of {
            Ref::Named(name) => api.types.get(name).is_some_and(|of| of.area == "shared"),
            Ref::List(of) | Ref::Map(of) => shared(api, of),
            _ => false,
        }
    }
    types.iter().any(|(_, of)| match &of.kind {
        Kind::Model { fields, .. } => fields.iter().any(|field| shared(api, &field.of)),
        Kind::Alias { of, .. } => shared(api, of),
        Kind::Union { shares, .. } => shares.iter().any(|share| shared(api, &share.of)),
        Kind::Enum { .. } => false,
    })
}

fn body(api: &Api, types: &[(&String, &Type)]) -> String {
    let mut aliases = String::new();
    let mut macros = [("open_enum", String::new()), ("union", String::new()), ("model", String::new())];
    for (name, of) in types {
        let about = docs::stands_for(name, of);
        match &of.kind {
            Kind::Alias { of, reason } => {
                let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                let (words, of) = (in_words(of), rust_type(api, of));
                aliases += &format!("/// {about}: {words}{reason}.\npub type {name} = {of};\n\n");
            }
            Kind::Enum { values, or_bool } => {
                let out = &mut macros[0].1;
                let or_bool = if *or_bool { " or Bool" } else { "" };
                let _ = write!(out, "    /// {about}.\n    {name}{or_bool} {{\n");
                for value in values {
                    let _ = writeln!(out, "        {} = {:?},", value.name, value.wire);
                }
                out.push_str("    }\n\n");
            }
            Kind::Union { tag, common, variants, shares } => {
                let out = &mut macros[1].1;
                let _ = write!(
                    out,
                    "    /// {about}: a union, told apart by `{tag}`.\n    {name} by {tag:?} else {common} {{\n"
                );
                for variant in variants {
                    let tags: Vec<String> = variant.tags.iter().map(|tag| format!("{tag:?}")).collect();
                    let shown: Vec<String> = variant.tags.iter().map(|tag| format!("`{tag}`")).collect();
                    let _ = writeln!(out, "        /// {}", shown.join(", "));
                    let _ = writeln!(out, "        {}({}) = {},", variant.name, variant.of, tags.join(" | "));
                }
                out.push_str("    } shares {\n");
                let names = idents(shares.iter().map(|share| share.wire.as_str()));
                for (share, ident) in shares.iter().zip(names) {
                    let (of, mutable) = (field_type(api, &share.of), ident.trim_end_matches('_'));
                    let _ = writeln!(out, "        {ident} / {mutable}_mut: {of},");
                }
                out.push_str("    }\n\n");
            }
            Kind::Model { fields, .. } => model(api, &about, name, fields, &mut macros[2].1),
        }
    }
    let mut out = aliases;
    for (name, body) in macros {
        if !body.is_empty() {
            let _ = write!(out, "crate::{name}! {{\n{}\n}}\n\n", body.trim_end());
        }
    }
    out.trim_end().to_owned() + "\n"
}

fn model(api: &Api, about: &str, name: &str, fields: &[Field], out: &mut String) {
    let _ = write!(out, "    /// {about}.\n    {name} {{\n");
    let names = idents(fields.iter().map(|field| field.wire.as_str()));
    for (field, ident) in fields.iter().zip(names) {
        let _ = writeln!(out, "        /// {}", docs::describe(field));
        let secret = if field.secret { " secret" } else { "" };
        let _ = writeln!(out, "        {ident}: {} = {:?}{secret},", field_type(api, &field.of), field.wire);
    }
    out.push_str("    }\n\n");
}

/// Every model and union by name, for tests of what all of them must do.
fn every(api: &Api) -> String {
    let mut out = header(api, "Every model and union, for the tests of what all of them must do.");
    out.push_str("/// Calls `$model!(Type)` for each model and `$union!(Type)` for each union.\n");
    out.push_str("macro_rules! every_model {\n    ($model:ident, $union:ident) => {\n");
    for (name, of) in &api.types {
        let visit = match of.kind {
            Kind::Model { .. } => "model",
            Kind::Union { .. } => "union",
            Kind::Enum { .. } | Kind::Alias { .. } => continue,
        };
        let _ = writeln!(out, "        ${visit}!($crate::models::{name});");
    }
    out.push_str("    };\n}\npub(crate) use every_model;\n");
    out
}
