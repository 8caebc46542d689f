//! Open enums: a struct over a text.

use super::text::{comment, literal, member, quoted};
use super::types::type_name;
use crate::emit::docs::idents;
use crate::model::EnumValue;
use crate::model::names::camel;
use std::fmt::Write;

pub(super) fn open_enum(about: &str, name: &str, values: &[EnumValue], or_bool: bool, out: &mut String) {
    comment(&[format!("{about}.")], "", out);
    let protocol = if or_bool { "OpenEnumOrBool" } else { "OpenEnum" };
    let _ = write!(
        out,
        "public struct {}: {protocol} {{\n    /// The string on the wire.\n    public let rawValue: String\n\n    \
         /// The value of this string.\n    public init(rawValue: String) {{ self.rawValue = rawValue }}\n",
        type_name(name)
    );
    let names = idents(values.iter().map(|value| value.name.as_str()), |value| member(camel(&lowered(value)), "Value"));
    for (value, name) in values.iter().zip(names) {
        let _ = write!(
            out,
            "\n    /// `{}`\n    public static let {} = Self({})\n",
            value.wire,
            quoted(&name),
            literal(&value.wire)
        );
    }
    out.push_str("}\n");
}

/// A name in upper camel case, in lower camel case.
pub(super) fn lowered(name: &str) -> String {
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    first.to_lowercase() + rest
}
