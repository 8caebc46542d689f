//! How a model that can be sent is built and changed.

use super::WIDTH;
use super::properties::{Property, setter};
use super::text::{function, literal, quoted};
use crate::emit::types::{Membership, Types};
use crate::model::names::capital;
use crate::model::{Kind, Ref};
use std::fmt::Write;

/// The constructor that builds one, `copy`, and the builder.
pub(super) fn emit(
    types: &Types<'_>,
    class: &str,
    properties: &[Property<'_>],
    unions: &[Membership<'_>],
    indent: &str,
    out: &mut String,
) {
    let tag = unions.iter().find_map(|one| Some((one.tag, one.value?)));
    let start = tag.map_or("null".to_owned(), |(tag, value)| format!("tagged({}, {})", literal(tag), literal(value)));
    let build = format!("Builder({start}).apply(build).json");
    let line = format!("{indent}public constructor(build: Builder.() -> Unit) : this({build})");
    let line = match line.len() <= WIDTH {
        true => line,
        false => {
            format!("{indent}public constructor(build: Builder.() -> Unit) : this(\n{indent}    {build},\n{indent})")
        }
    };
    let change = ["change: Builder.() -> Unit".to_owned()];
    let copy = format!("{class}(Builder(json).apply(change).json)");
    let copy = function(indent, "public fun copy", &change, class, &copy, |_| copy.clone());
    let _ = write!(
        out,
        "{indent}/** Builds one. */\n{line}\n\n{indent}/** A copy with changes. */\n{copy}\n\n\
         {indent}/** Builds or changes one. */\n\
         {indent}public class Builder internal constructor(json: JsonElement?) : ModelBuilder(json) {{\n"
    );
    let is_tag = |wire: &str| unions.iter().any(|one| one.tag == wire);
    let inner = format!("{indent}    ");
    for property in properties.iter().filter(|one| !one.field.read_only || is_tag(&one.field.wire)) {
        member(types, property, &inner, out);
    }
    let _ = write!(out, "{inner}private fun read() = {class}(current)\n{indent}}}\n\n");
}

fn member(types: &Types<'_>, property: &Property<'_>, indent: &str, out: &mut String) {
    property.doc(types, indent, out);
    if types.enum_of(&property.field.of).is_some() {
        let name = capital(&property.name);
        let _ = write!(out, "{indent}@get:JvmName(\"get{name}\")\n{indent}@set:JvmName(\"set{name}\")\n");
    }
    let (name, wire) = (quoted(&property.name), literal(&property.field.wire));
    let of = match types.api.meaning(&property.field.of) {
        Ref::Map(of) if property.field.nullable_values => format!("Map<String, {}?>", types.in_kotlin(of)),
        of => types.in_kotlin(of),
    };
    let head = format!("{indent}public var {name}:");
    let gap = if head.len() + of.len() + 2 <= WIDTH { " ".to_owned() } else { format!("\n{indent}    ") };
    let set = setter(types, property.field);
    let _ = write!(out, "{head}{gap}{of}?\n{indent}    get() = read().{name}\n{indent}    set(value) = {set}\n\n");
    if let Ref::Named(of) = types.api.meaning(&property.field.of)
        && matches!(types.kind(of), Some(Kind::Model { .. }))
    {
        let change = [format!("change: {of}.Builder.() -> Unit")];
        let builder = format!("{of}.Builder(get({wire}))");
        let edit = format!("edit({wire}, {builder}, change)");
        let edit = function(indent, &format!("public fun {name}"), &change, "Unit", &edit, |indent| {
            format!("edit(\n{indent}    {wire},\n{indent}    {builder},\n{indent}    change,\n{indent})")
        });
        let _ = write!(out, "{indent}/** Builds or changes [{}]. */\n{edit}\n\n", property.name);
    }
}
