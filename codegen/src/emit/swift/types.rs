//! The names of types in Swift, and how values of them are read.

use crate::emit::types::Types;
use crate::model::{Kind, Ref};
use std::io::{Error, Result};

/// Schemas whose names are those of types that programs use everywhere.
const EVERYWHERE: [&str; 2] = ["Duration", "Error"];

impl Types<'_> {
    /// The Swift type of a value.
    pub(super) fn in_swift(&self, of: &Ref) -> String {
        match self.api.meaning(of) {
            Ref::Text => "String".to_owned(),
            Ref::Timestamp => "Date".to_owned(),
            Ref::Integer => "Int64".to_owned(),
            Ref::Number => "Double".to_owned(),
            Ref::Bool => "Bool".to_owned(),
            Ref::Any => "JSON".to_owned(),
            Ref::Object => "JSON.Object".to_owned(),
            Ref::Named(name) => type_name(name),
            Ref::List(of) => format!("[{}]", self.in_swift(of)),
            Ref::Map(of) => format!("[String: {}]", self.in_swift(of)),
        }
    }

    /// Whether a named type is a union.
    pub(super) fn is_union(&self, name: &str) -> bool {
        matches!(self.kind(name), Some(Kind::Union { .. }))
    }

    /// The function that reads a member, and its documented type as `SchemaProperty` has it.
    pub(super) fn reading(&self, of: &Ref) -> Result<(String, String)> {
        let of = self.api.meaning(of);
        let (words, expected) = match of {
            Ref::List(of) => {
                let (one, expected) = self.reading(of)?;
                (format!("{}s", if one == "union" { "model" } else { &one }), format!(".list({expected})"))
            }
            Ref::Map(of) => {
                let (one, expected) = self.reading(of)?;
                (format!("{one}Map"), format!(".map({expected})"))
            }
            Ref::Named(name) => match self.kind(name) {
                Some(Kind::Enum { or_bool: true, .. }) => ("openEnumOrBool".to_owned(), ".textOrBoolean".to_owned()),
                Some(Kind::Enum { .. }) => ("openEnum".to_owned(), ".text".to_owned()),
                // In `Schemas`, where the table of properties is, the name of a model is that of its schema.
                Some(Kind::Union { .. }) => ("union".to_owned(), format!(".union(Oktant.{}.self)", type_name(name))),
                _ => ("model".to_owned(), format!(".model({}.self)", type_name(name))),
            },
            Ref::Text => pair("text"),
            Ref::Timestamp => pair("timestamp"),
            Ref::Integer => pair("integer"),
            Ref::Number => pair("number"),
            Ref::Bool => pair("boolean"),
            Ref::Any => pair("any"),
            Ref::Object => pair("object"),
        };
        if READS.contains(&words.as_str()) {
            Ok((words, expected))
        } else {
            Err(Error::other(format!("no form in Swift of {of:?}")))
        }
    }
}

/// The functions of Members.swift.
const READS: [&str; 20] = [
    "any", "anys", "boolean", "booleanMap", "integer", "model", "modelMap", "models", "number", "object", "objectMap",
    "objects", "openEnum", "openEnumOrBool", "openEnums", "text", "textMap", "texts", "timestamp", "union",
];

fn pair(name: &str) -> (String, String) {
    (name.to_owned(), format!(".{name}"))
}

/// The name of a named type.
pub(super) fn type_name(name: &str) -> String {
    if EVERYWHERE.contains(&name) { format!("Okta{name}") } else { name.to_owned() }
}
