//! How a model that can be sent is built and changed.

use super::WIDTH;
use super::properties::Property;
use super::text::{capital, function, literal, quoted};
use super::types::{Membership, Types};
use crate::model::{Kind, Ref};
use std::fmt::Write;

/// The constructor that builds one, `copy`, and the builder.
pub(super) fn emit(
    types: &Types<'_>,
    class: &str,
    properties: &[Property<'_>],
    unions: &[Membership<'_>],
    out: &mut String,
) {
    let tag = unions.iter().find_map(|one| Some((one.tag, one.value?)));
    let start = tag.map_or("null".to_owned(), |(tag, value)| format!("tagged({}, {})", literal(tag), literal(value)));
    let build = format!("Builder({start}).apply(build).json");
    let line = format!("    public constructor(build: Builder.() -> Unit) : this({build})");
    let line = match line.len() <= WIDTH {
        true => line,
        false => format!("    public constructor(build: Builder.() -> Unit) : this(\n        {build},\n    )"),
    };
    let change = ["change: Builder.() -> Unit".to_owned()];
    let copy = format!("{class}(Builder(json).apply(change).json)");
    let copy = function("    ", "public fun copy", &change, class, &copy, |_| copy.clone());
    let _ = write!(
        out,
        "    /** Builds one. */\n{line}\n\n    /** A copy with changes. */\n{copy}\n\n    \
         /** Builds or changes one. */\n    \
         public class Builder internal constructor(json: JsonElement?) : ModelBuilder(json) {{\n"
    );
    let is_tag = |wire: &str| unions.iter().any(|one| one.tag == wire);
    for property in properties.iter().filter(|one| !one.field.read_only || is_tag(&one.field.wire)) {
        member(types, property, out);
    }
    let _ = write!(out, "        private fun read() = {class}(current)\n    }}\n\n");
}

fn member(types: &Types<'_>, property: &Property<'_>, out: &mut String) {
    property.doc(types, "        ", out);
    if types.enum_of(&property.field.of).is_some() {
        let name = capital(&property.name);
        let _ = write!(out, "        @get:JvmName(\"get{name}\")\n        @set:JvmName(\"set{name}\")\n");
    }
    let (name, wire) = (quoted(&property.name), literal(&property.field.wire));
    let _ = write!(
        out,
        "        public var {name}: {}?\n            get() = read().{name}\n            set(value) = set({wire}, value)\n\n",
        types.name(&property.field.of)
    );
    if let Ref::Named(of) = types.api.meaning(&property.field.of)
        && matches!(types.kind(of), Some(Kind::Model { .. }))
    {
        let change = [format!("change: {of}.Builder.() -> Unit")];
        let edit = format!("edit({wire}, {of}.Builder(get({wire})), change)");
        let edit = function("        ", &format!("public fun {name}"), &change, "Unit", &edit, |_| edit.clone());
        let _ = write!(out, "        /** Builds or changes [{}]. */\n{edit}\n\n", property.name);
    }
}
