//! The names of types in Kotlin.

use crate::emit::types::Types;
use crate::model::Ref;

impl Types<'_> {
    /// The Kotlin type of a value.
    pub(super) fn in_kotlin(&self, of: &Ref) -> String {
        match self.api.meaning(of) {
            Ref::Text => "String".to_owned(),
            Ref::Timestamp => "Instant".to_owned(),
            Ref::Integer => "Long".to_owned(),
            Ref::Number => "Double".to_owned(),
            Ref::Bool => "Boolean".to_owned(),
            Ref::Any => "JsonElement".to_owned(),
            Ref::Object => "JsonObject".to_owned(),
            Ref::Named(name) => name.clone(),
            Ref::List(of) => format!("List<{}>", self.in_kotlin(of)),
            Ref::Map(of) => format!("Map<String, {}>", self.in_kotlin(of)),
        }
    }
}
