//! The names of types in Swift, and how values of them are read.

use crate::emit::types::Types;
use crate::model::{Kind, Ref};

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

    /// The documented type of a value, as `ValueType` has it.
    pub(super) fn value_type(&self, of: &Ref) -> String {
        match self.api.meaning(of) {
            Ref::List(of) => format!(".list({})", self.value_type(of)),
            Ref::Map(of) => format!(".map({})", self.value_type(of)),
            Ref::Named(name) => match self.kind(name) {
                Some(Kind::Enum { or_bool: true, .. }) => ".textOrBoolean".to_owned(),
                Some(Kind::Enum { .. }) => ".text".to_owned(),
                // In `Schemas`, where the table of properties is, the name of a model is that of its schema.
                Some(Kind::Union { .. }) => format!(".union(Oktant.{}.self)", type_name(name)),
                _ => format!(".model({}.self)", type_name(name)),
            },
            Ref::Text => ".text".to_owned(),
            Ref::Timestamp => ".timestamp".to_owned(),
            Ref::Integer => ".integer".to_owned(),
            Ref::Number => ".number".to_owned(),
            Ref::Bool => ".boolean".to_owned(),
            Ref::Any => ".any".to_owned(),
            Ref::Object => ".object".to_owned(),
        }
    }
}

/// The name of a named type.
pub(super) fn type_name(name: &str) -> String {
    if EVERYWHERE.contains(&name) { format!("Okta{name}") } else { name.to_owned() }
}
