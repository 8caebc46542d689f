//! Models, unions and enums: a file for each.

use super::WIDTH;
use super::builders;
use super::properties::{Place, Property, properties};
use super::text::{File, comment, getter, literal, quoted};
use crate::emit::Files;
use crate::emit::docs::{self, idents};
use crate::emit::types::{Membership, Types};
use crate::model::{EnumValue, Field, Kind, Shared, Type, Variant, names};
use std::fmt::Write;
use std::io::Result;

/// What models use of `dev.oktant`.
const RUNTIME: [&str; 29] = [
    "ANY", "AbstractModel", "BOOLEAN", "INTEGER", "Inspection", "Model", "ModelBuilder", "NUMBER", "OBJECT",
    "OpenEnum", "TEXT", "TIMESTAMP", "any", "boolean", "inspect", "integer", "jsonObject", "list", "map", "model",
    "modelMap", "models", "number", "secret", "tag", "tagged", "text", "textOrBoolean", "timestamp",
];

pub(super) fn emit(types: &Types<'_>, files: &mut Files) -> Result<()> {
    for (name, of) in &types.api.types {
        if !types.is_declared(name) || matches!(of.kind, Kind::Alias { .. }) {
            continue;
        }
        let mut file = File::new(format!("models/{name}"), "dev.oktant.models");
        RUNTIME.into_iter().for_each(|name| file.import(format!("dev.oktant.{name}")));
        declare(types, name, of, &mut file.body)?;
        let (path, text) = file.finish(types.api);
        files.insert(path, text);
    }
    Ok(())
}

fn declare(types: &Types<'_>, name: &str, of: &Type, out: &mut String) -> Result<()> {
    let about = docs::stands_for(name, of);
    match &of.kind {
        Kind::Enum { values, or_bool } => open_enum(&about, name, values, *or_bool, out),
        Kind::Union { tag, common, variants, shares } => {
            let about = format!("{about}: a union, told apart by `{tag}`");
            union(types, &Union { name, about, tag, common, variants, shares }, out)?;
        }
        Kind::Model { fields, .. } => {
            let unions = types.unions_of(name);
            comment(&[format!("{about}.")], "", out);
            model(types, &Class { name, class: name, fields, unions, indent: "" }, out)?;
        }
        Kind::Alias { .. } => {}
    }
    Ok(())
}

/// A class of properties.
struct Class<'a> {
    /// The model.
    name: &'a str,
    class: &'a str,
    fields: &'a [Field],
    unions: &'a [Membership<'a>],
    indent: &'a str,
}

fn model(types: &Types<'_>, of: &Class<'_>, out: &mut String) -> Result<()> {
    let Class { name, class, fields, unions, indent } = *of;
    let supers = ["AbstractModel(json)"].into_iter().chain(unions.iter().map(|one| one.union)).collect::<Vec<_>>();
    let head = format!("{indent}public class {class}(json: JsonElement) :");
    let line = format!("{head} {} {{", supers.join(", "));
    let _ = match supers.len() == 1 && line.len() <= WIDTH {
        true => writeln!(out, "{line}"),
        false => writeln!(out, "{head}\n{indent}    {} {{", supers.join(&format!(",\n{indent}    "))),
    };
    let inner = format!("{indent}    ");
    let all = properties(fields);
    for property in &all {
        let sharing = unions.iter().filter(|one| shares(types, one.union).any(|wire| wire == property.field.wire));
        match sharing.count() {
            0 => property.declare(types, Place::Class, &inner, out)?,
            1 => continue,
            _ => property.declare(types, Place::Override, &inner, out)?,
        }
        out.push('\n');
    }
    if types.is_sent(name) {
        builders::emit(types, class, &all, unions, &inner, out);
    }
    read_all(class, &all, &inner, out);
    let _ = writeln!(out, "{indent}}}");
    Ok(())
}

/// The names of the properties that the variants of a union share.
fn shares<'a>(types: &Types<'a>, union: &str) -> impl Iterator<Item = &'a str> {
    let shares = match types.kind(union) {
        Some(Kind::Union { shares, .. }) => shares.as_slice(),
        _ => &[],
    };
    shares.iter().map(|share| share.wire.as_str())
}

fn read_all(class: &str, properties: &[Property<'_>], indent: &str, out: &mut String) {
    let _ = write!(out, "{indent}internal override fun readAll(): Inspection = inspect({class}(json)) {{");
    for property in properties {
        let _ = write!(out, "\n{indent}    {}", quoted(&property.name));
    }
    for property in properties.iter().filter(|property| property.field.secret) {
        let _ = write!(out, "\n{indent}    secret({})", literal(&property.field.wire));
    }
    let _ = if properties.is_empty() { writeln!(out, "}}") } else { writeln!(out, "\n{indent}}}") };
}

struct Union<'a> {
    name: &'a str,
    about: String,
    tag: &'a str,
    common: &'a str,
    variants: &'a [Variant],
    shares: &'a [Shared],
}

fn union(types: &Types<'_>, of: &Union<'_>, out: &mut String) -> Result<()> {
    let Union { name, about, tag, common, variants, shares } = of;
    let built = if types.is_sent(common) { " Its classes have the builders and `copy`." } else { "" };
    comment(&[format!("{about}.{built}")], "", out);
    let _ = writeln!(out, "public sealed interface {name} : Model {{");
    let fields = types.fields(common);
    for property in properties(fields) {
        if shares.iter().any(|share| share.wire == property.field.wire) {
            property.declare(types, Place::Union, "    ", out)?;
            out.push('\n');
        }
    }
    comment(&[format!("Any other [{name}]: this version does not know its `{tag}`, or there is none.")], "    ", out);
    let own = [Membership { union: name, tag, value: None }];
    model(types, &Class { name: common, class: "Unknown", fields, unions: &own, indent: "    " }, out)?;
    out.push_str("}\n\n");
    comment(&[format!("The [{name}] that is this JSON.")], "", out);
    let _ = writeln!(out, "public fun {name}(json: JsonElement): {name} = when (json.tag({})) {{", literal(tag));
    for variant in *variants {
        let tags = variant.tags.iter().map(|tag| literal(tag)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "    {tags} -> {}(json)", variant.of);
    }
    let _ = writeln!(out, "    else -> {name}.Unknown(json)\n}}");
    Ok(())
}

fn open_enum(about: &str, name: &str, values: &[EnumValue], or_bool: bool, out: &mut String) {
    comment(&[format!("{about}.")], "", out);
    let _ = write!(
        out,
        "@JvmInline\npublic value class {name}(override val value: String) : OpenEnum {{\n    override fun toString(): String = value\n"
    );
    if or_bool {
        out.push_str("\n    override val json: JsonElement get() = textOrBoolean(value)\n");
    }
    out.push_str("\n    /** The documented values. */\n    public companion object {\n");
    let upper = |value: &str| {
        let name = names::snake(value).to_uppercase();
        if name.starts_with(|c: char| c.is_ascii_digit()) { format!("V{name}") } else { name }
    };
    let names = idents(values.iter().map(|value| value.name.as_str()), &[], upper);
    for (at, (value, constant)) in values.iter().zip(names).enumerate() {
        let value_of = format!("{name}({})", literal(&value.wire));
        let gap = if at == 0 { "" } else { "\n" };
        let constant = getter("        ", &format!("public val {constant}"), name, &value_of);
        let _ = write!(out, "{gap}        /** `{}` */\n{constant}\n", value.wire);
    }
    out.push_str("    }\n}\n");
}
