//! Properties: how each is read.

use super::text::{comment, getter, literal, quoted};
use crate::emit::docs::{self, idents};
use crate::emit::types::Types;
use crate::model::names::{camel, capital};
use crate::model::{Field, Ref};
use std::fmt::Write;
use std::io::{Error, Result};

/// Names of what every model or builder has.
const TAKEN: [&str; 4] = ["json", "extras", "inspection", "current"];

/// The functions that read a value of a simple type: by the name of a member, and as the type of an element.
fn simple(of: &Ref) -> Option<(&'static str, &'static str)> {
    Some(match of {
        Ref::Text => ("text", "TEXT"),
        Ref::Timestamp => ("timestamp", "TIMESTAMP"),
        Ref::Integer => ("integer", "INTEGER"),
        Ref::Number => ("number", "NUMBER"),
        Ref::Bool => ("boolean", "BOOLEAN"),
        Ref::Any => ("any", "ANY"),
        Ref::Object => ("jsonObject", "OBJECT"),
        Ref::Named(_) | Ref::List(_) | Ref::Map(_) => return None,
    })
}

/// How a builder sets a property: what is no element of a list or map of simple values stays.
pub(super) fn setter(types: &Types<'_>, field: &Field) -> String {
    let wire = literal(&field.wire);
    let (word, of) = match types.api.meaning(&field.of) {
        Ref::List(of) => ("setList", of),
        Ref::Map(of) => ("setMap", of),
        _ => return format!("set({wire}, value)"),
    };
    match element(types, of) {
        Some(of) => format!("{word}({wire}, value, {of})"),
        None => format!("set({wire}, value)"),
    }
}

/// The type of a simple element.
fn element(types: &Types<'_>, of: &Ref) -> Option<&'static str> {
    match types.api.meaning(of) {
        Ref::Named(name) => types.api.is_enum(name).then_some("TEXT"),
        of => simple(of).map(|(_, name)| name),
    }
}

/// Where a property stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a class.
    Class,
    /// In a class, over the same one of several unions.
    Override,
    /// In a union.
    Union,
}

/// A property of a model.
pub(super) struct Property<'a> {
    pub(super) field: &'a Field,
    /// Its name, not quoted.
    pub(super) name: String,
}

/// The properties of a model.
pub(super) fn properties(fields: &[Field]) -> Vec<Property<'_>> {
    let names = idents(fields.iter().map(|field| field.wire.as_str()), &TAKEN, camel);
    fields.iter().zip(names).map(|(field, name)| Property { field, name }).collect()
}

impl Property<'_> {
    pub(super) fn doc(&self, types: &Types<'_>, indent: &str, out: &mut String) {
        let field = Field { of: types.resolved(&self.field.of), ..self.field.clone() };
        comment(&[docs::describe(&field).replace("[`", "[").replace("`]", "]")], indent, out);
    }

    pub(super) fn declare(&self, types: &Types<'_>, place: Place, indent: &str, out: &mut String) -> Result<()> {
        self.doc(types, indent, out);
        if place == Place::Class && types.enum_of(&self.field.of).is_some() {
            let _ = writeln!(out, "{indent}@get:JvmName(\"get{}\")", capital(&self.name));
        }
        let word = if place == Place::Override { "override val" } else { "public val" };
        let (name, of, read) = (quoted(&self.name), types.in_kotlin(&self.field.of), self.read(types)?);
        let _ = writeln!(out, "{}", getter(indent, &format!("{word} {name}"), &format!("{of}?"), &read));
        Ok(())
    }

    /// The expression that reads it.
    fn read(&self, types: &Types<'_>) -> Result<String> {
        let (api, wire) = (types.api, literal(&self.field.wire));
        let unknown = || Error::other(format!("no form in Kotlin of {} as {:?}", self.field.wire, self.field.of));
        Ok(match api.meaning(&self.field.of) {
            Ref::Named(name) if api.is_enum_or_bool(name) => format!("textOrBoolean({wire})?.let {{ {name}(it) }}"),
            Ref::Named(name) if api.is_enum(name) => format!("text({wire})?.let {{ {name}(it) }}"),
            Ref::Named(name) => format!("model({wire}) {{ {name}(it) }}"),
            Ref::List(of) => match api.meaning(of) {
                Ref::Named(name) if api.is_enum(name) => format!("list({wire}, TEXT)?.map {{ {name}(it) }}"),
                Ref::Named(name) => format!("models({wire}) {{ {name}(it) }}"),
                of => format!("list({wire}, {})", simple(of).ok_or_else(unknown)?.1),
            },
            Ref::Map(of) => match api.meaning(of) {
                Ref::Named(name) if !api.is_enum(name) => format!("modelMap({wire}) {{ {name}(it) }}"),
                of => format!("map({wire}, {})", simple(of).ok_or_else(unknown)?.1),
            },
            of => format!("{}({wire})", simple(of).ok_or_else(unknown)?.0),
        })
    }
}
