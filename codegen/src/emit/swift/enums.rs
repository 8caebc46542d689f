//! Open enums: constants of a generic struct over a text.

use super::text::{comment, emitted_into_client, literal, member, quoted};
use super::types::type_name;
use crate::emit::docs::idents;
use crate::model::EnumValue;
use crate::model::names::camel;
use std::fmt::Write;

pub(super) fn open_enum(about: &str, name: &str, values: &[EnumValue], or_bool: bool, out: &mut String) {
    let swift = type_name(name);
    comment(&[format!("{about}.")], "", out);
    let _ = writeln!(out, "public typealias {swift} = OpenEnum<Schemas.{swift}>\n");
    out.push_str("extension Schemas {\n");
    comment(&[format!("{about}.")], "    ", out);
    let conforms = if or_bool { ": TextOrBoolean" } else { "" };
    let _ = writeln!(out, "    public enum {swift}{conforms} {{}}\n}}\n\nextension {swift} {{");
    let names =
        idents(values.iter().map(|value| value.name.as_str()), &[], |value| member(camel(&lowered(value)), "Value"));
    for (at, (value, name)) in values.iter().zip(names).enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let (name, text) = (quoted(&name), literal(&value.wire));
        let _ = writeln!(out, "{gap}    /// `{}`", value.wire);
        emitted_into_client(out);
        let _ = writeln!(out, "    public static var {name}: Self {{ Self({text}) }}");
    }
    out.push_str("}\n");
}

/// A name in upper camel case, in lower camel case.
pub(super) fn lowered(name: &str) -> String {
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    first.to_lowercase() + rest
}
