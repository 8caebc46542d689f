//! Models, unions and enums: one declaration for each schema, and a second one for what is sent if that differs.

use super::roles::{Role, Roles, fields_of, is_required};
use super::text::{File, comment, open, property};
use super::{FOLDER, Files};
use crate::emit::docs::{self, in_words};
use crate::model::{Api, Field, Kind, Ref, Variant};
use std::collections::BTreeSet;
use std::fmt::Write;

const UNKNOWN_TAG: &str = "../unknown-tag";

pub(super) fn emit(api: &Api, roles: &Roles<'_>, files: &mut Files) -> std::io::Result<()> {
    let areas: BTreeSet<&str> = api.types.values().map(|of| of.area.as_str()).collect();
    let mut index = format!("// {}\n", docs::generated_by(api));
    for area in areas {
        let mut file = File::new(api, roles, format!("models/{area}"));
        for (name, of) in api.types.iter().filter(|(name, of)| of.area == area && roles.is_declared(name)) {
            for role in roles.of(name) {
                declare(&mut file, name, &of.kind, role)?;
            }
        }
        let _ = writeln!(index, "export type * from \"./models/{area}.js\";");
        let (path, text) = file.finish();
        files.insert(path, text);
    }
    files.insert(format!("{FOLDER}/models.ts"), index);
    Ok(())
}

fn declare(file: &mut File<'_>, name: &str, kind: &Kind, role: Role) -> std::io::Result<()> {
    let api = file.api;
    let declared = file.roles.name(name, role);
    let about = api.types.get(name).map(|of| docs::stands_for(name, of)).unwrap_or_default();
    let about = if declared == name { about } else { format!("{about}, as it is sent") };
    file.body.push('\n');
    match kind {
        Kind::Alias { of, reason } => {
            let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
            let of = file.of(of, role);
            comment(&[format!("{about}{reason}.")], "", &mut file.body);
            let _ = writeln!(file.body, "export type {declared} = {of};");
        }
        Kind::Enum { values, or_bool } => {
            let boolean = if *or_bool { "boolean | " } else { "" };
            comment(&[format!("{about}.")], "", &mut file.body);
            let values = open(values.iter().map(|value| value.wire.as_str()));
            let _ = writeln!(file.body, "export type {declared} = {boolean}{values};");
        }
        Kind::Union { tag, common, variants, .. } => {
            let unknown = format!("Unknown{declared}");
            if api.types.contains_key(&unknown) {
                return Err(std::io::Error::other(format!("two TypeScript types would be named {unknown}")));
            }
            union(file, &declared, &format!("{about}: a union, told apart by `{tag}`"), &unknown, variants, role);
            let newer = format!("Any other `{declared}`: this version of the package does not know its `{tag}`.");
            comment(&[newer], "", &mut file.body);
            let _ = writeln!(file.body, "export interface {unknown} {{");
            file.import(UNKNOWN_TAG, "UnknownTag");
            let fields = fields_of(api, common);
            // Okta chooses a tag that is not sent, if the document does not require one.
            let optional = if role == Role::Read || is_required(fields, tag) { "" } else { "?" };
            let _ = writeln!(file.body, "  {}{optional}: UnknownTag;", property(tag));
            for field in fields.iter().filter(|field| field.wire != *tag && file.roles.has(common, field, role)) {
                member(file, field, role);
            }
            file.body.push_str("  [name: string]: unknown;\n}\n");
        }
        Kind::Model { fields, open, .. } => {
            comment(&[format!("{about}.")], "", &mut file.body);
            let _ = writeln!(file.body, "export interface {declared} {{");
            let tag = file.roles.tag(name).cloned();
            if let Some((wire, tags)) = &tag {
                let tags = tags.iter().map(|tag| format!("{tag:?}")).collect::<Vec<_>>().join(" | ");
                let _ = writeln!(file.body, "  {}: {tags};", property(wire));
            }
            let is_tag = |field: &&Field| tag.as_ref().is_some_and(|(wire, _)| *wire == field.wire);
            for field in fields.iter().filter(|field| !is_tag(field) && file.roles.has(name, field, role)) {
                member(file, field, role);
            }
            file.body.push_str(if *open { "  [name: string]: unknown;\n}\n" } else { "}\n" });
        }
    }
    Ok(())
}

fn union(file: &mut File<'_>, declared: &str, about: &str, unknown: &str, variants: &[Variant], role: Role) {
    comment(&[format!("{about}.")], "", &mut file.body);
    let _ = writeln!(file.body, "export type {declared} =");
    for variant in variants {
        let name = file.named(&variant.of, role);
        let _ = writeln!(file.body, "  | {name}");
    }
    let _ = write!(file.body, "  | {unknown};\n\n");
}

/// One property.
fn member(file: &mut File<'_>, field: &Field, role: Role) {
    let of = match file.api.meaning(&field.of) {
        Ref::Map(of) if field.nullable_values && role == Role::Sent => {
            format!("Record<string, {} | null>", file.of(of, role))
        }
        of => file.of(of, role),
    };
    let about = describe(field);
    comment(&Vec::from_iter((!about.is_empty()).then_some(about)), "  ", &mut file.body);
    let readonly = if field.read_only { "readonly " } else { "" };
    // Okta leaves out what is only written.
    let required = field.required && (role == Role::Sent || !field.write_only);
    let optional = if required { "" } else { "?" };
    let null = if field.nullable && of != "unknown" { " | null" } else { "" };
    let _ = writeln!(file.body, "  {readonly}{}{optional}: {of}{null};", property(&field.wire));
}

/// What the type does not say.
fn describe(field: &Field) -> String {
    let word = matches!(field.of, Ref::Timestamp | Ref::Integer).then(|| in_words(&field.of));
    let limits = field.limits.iter().cloned();
    let marks = [(field.write_only, "write-only"), (field.secret, "secret")];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
    docs::sentence(word.into_iter().chain(limits).chain(marks))
}
