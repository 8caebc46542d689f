//! The intermediate model, which every emitter reads. It prints as JSON, so that an import can be reviewed before any emitter runs.

mod area;
pub mod names;
mod operation;
mod schema;

use crate::node::Fault;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub use operation::{Body, Facts, Operation, Paging, Parameter, Place, Reply};

/// The whole API.
#[derive(Debug, Serialize)]
pub struct Api {
    /// The document's version.
    pub version: String,
    /// Services, by name.
    pub areas: Vec<Area>,
    /// Types, by name.
    pub types: BTreeMap<String, Type>,
    /// Operations and their binary variants, by id.
    pub operations: Vec<Operation>,
    /// Inline hooks.
    pub hooks: Vec<Hook>,
}

impl Api {
    /// The type that a reference resolves to, through aliases.
    pub fn meaning<'a>(&'a self, of: &'a Ref) -> &'a Ref {
        meaning(&self.types, of)
    }

    /// The named type in a reference, through aliases, lists and maps.
    pub fn class_of<'a>(&'a self, of: &'a Ref) -> Option<&'a str> {
        match self.meaning(of) {
            Ref::Named(name) => Some(name),
            Ref::List(of) | Ref::Map(of) => self.class_of(of),
            _ => None,
        }
    }

    /// True if a named type is an enum.
    pub fn is_enum(&self, name: &str) -> bool {
        matches!(self.types.get(name).map(|of| &of.kind), Some(Kind::Enum { .. }))
    }

    /// True if a named type is an enum that also takes a boolean.
    pub fn is_enum_or_bool(&self, name: &str) -> bool {
        matches!(self.types.get(name).map(|of| &of.kind), Some(Kind::Enum { or_bool: true, .. }))
    }

    /// The types other than its body's that an operation which changes a resource also takes: those that it, or a GET of its
    /// path, returns, so that a resource can be read, changed and sent back.
    pub fn also_taken<'a>(&'a self, operation: &'a Operation) -> BTreeSet<&'a str> {
        let body = operation.body.as_ref().and_then(|body| body.of.as_ref()).map(|of| self.meaning(of));
        let Some(Ref::Named(body)) = body else { return BTreeSet::new() };
        if operation.method != "PUT" && !operation.path.ends_with('}') {
            return BTreeSet::new();
        }
        let gets = self.operations.iter().filter(|get| get.method == "GET" && get.path == operation.path);
        let returned = gets.chain([operation]).filter_map(|one| self.class_of(one.reply.of.as_ref()?));
        returned.filter(|name| name != body).collect()
    }

    /// The item type of a list, also of one whose pages are objects.
    pub fn item<'a>(&'a self, operation: &'a Operation) -> Option<&'a Ref> {
        let wrapped = self.wrapped(operation).and_then(|(fields, at)| match self.meaning(&fields.get(at)?.of) {
            Ref::List(item) => Some(item.as_ref()),
            _ => None,
        });
        operation.item().or(wrapped)
    }

    /// The properties of a page and the index of the one with the items, for a list whose pages are objects.
    pub fn wrapped(&self, operation: &Operation) -> Option<(&[Field], usize)> {
        let (Paging::Body { items, .. }, Some(of)) = (&operation.paging, &operation.reply.of) else { return None };
        let Ref::Named(name) = self.meaning(of) else { return None };
        let Kind::Model { fields, .. } = &self.types.get(name)?.kind else { return None };
        Some((fields, fields.iter().position(|field| field.wire == *items)?))
    }
}

/// One service: one tag of the document.
#[derive(Debug, Serialize)]
pub struct Area {
    /// `user_role_targets`: file, feature and service.
    pub name: String,
    /// The tag as the document spells it.
    pub tag: String,
    /// The name for people: `User Role Targets`.
    pub display: String,
}

/// A type named by the document or by this model.
#[derive(Debug, Serialize)]
pub struct Type {
    /// The schema it stands for, as a JSON pointer.
    pub pointer: String,
    /// The one area that uses it; `shared` for several, `unused` for none.
    pub area: String,
    /// The kind of type.
    pub kind: Kind,
}

/// The kind of a named type.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An object with known properties.
    Model {
        /// The properties, including those of allOf.
        fields: Vec<Field>,
        /// The type that it adds to: the only one that its allOf refers to.
        #[serde(skip_serializing_if = "Option::is_none")]
        extends: Option<String>,
        /// Whether the document allows properties beside these.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        open: bool,
    },
    /// A union of object types, chosen by the value of a property.
    Union {
        /// The tag property.
        tag: String,
        /// The model of the common properties.
        common: String,
        /// The variants.
        variants: Vec<Variant>,
        /// The properties that all variants have with the same type.
        shares: Vec<Shared>,
    },
    /// An open set of strings.
    Enum {
        /// The known values, each once.
        values: Vec<EnumValue>,
        /// Whether it also takes a boolean.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        or_bool: bool,
    },
    /// An alias of a type; with the reason if it is less precise than the schema.
    Alias {
        /// The type.
        of: Ref,
        /// Why it is less precise than the schema, if it is.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<&'static str>,
    },
}

/// One value of an enum.
#[derive(Debug, Clone, Serialize)]
pub struct EnumValue {
    /// The string on the wire.
    pub wire: String,
    /// `DarkBlue`
    pub name: String,
}

/// A property.
#[derive(Debug, Clone, Serialize)]
pub struct Field {
    /// The name on the wire.
    pub wire: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub of: Ref,
    /// Okta sets it; what is sent is ignored.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// Never in a response.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub write_only: bool,
    /// Required by the document.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Nullable by the document.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// A map of which a value may be null, which removes what its name stands for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nullable_values: bool,
    /// A secret, which is masked in `Debug` output.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// Limits and default, in words: `1 to 50 characters`, `default 20`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<String>,
}

/// One variant of a union.
#[derive(Debug, Clone, Serialize)]
pub struct Variant {
    /// `AutoLogin`
    pub name: String,
    /// The model.
    pub of: String,
    /// The tags that choose it.
    pub tags: Vec<String>,
}

/// A property that all variants of a union share.
#[derive(Debug, Clone, Serialize)]
pub struct Shared {
    /// The name on the wire.
    pub wire: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub of: Ref,
}

/// The type of a property, element, parameter or body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ref {
    /// A string of any format but a timestamp.
    Text,
    /// A timestamp.
    Timestamp,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// Any JSON: the document has no type.
    Any,
    /// A free-form object.
    Object,
    /// A type of [`Api::types`].
    Named(String),
    /// A list.
    List(Box<Ref>),
    /// A map with values of one type.
    Map(Box<Ref>),
}

/// The kind of a successful response's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// None is declared.
    Nothing,
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// Any JSON.
    Json,
    /// Text other than JSON.
    Text,
}

/// An inline hook: the payload that Okta sends and the reply that it takes.
#[derive(Debug, Serialize)]
pub struct Hook {
    /// The key in `x-webhooks`.
    pub name: String,
    /// The payload that Okta sends.
    pub request: Ref,
    /// The reply of the hook.
    pub reply: Ref,
}

impl Hook {
    /// `token` of `create-token-hook`, `user_import` of `CreateUserImportInlineHook`.
    pub fn short(&self) -> String {
        let words = names::words(&self.name).into_iter();
        words.filter(|word| !matches!(word.as_str(), "create" | "inline" | "hook")).collect::<Vec<_>>().join("_")
    }
}

/// Reads the corrected document.
pub fn build(document: &Value) -> Result<Api, Fault> {
    let version = document.pointer("/info/version").and_then(Value::as_str);
    let version = version.ok_or_else(|| Fault::new("/info/version", "missing"))?.to_owned();
    let mut types = schema::Types::new(document);
    types.named()?;
    let areas = area::areas(document)?;
    let (operations, hooks) = operation::read(document, &areas, &mut types)?;
    let mut types = types.finish();
    area::assign(&mut types, &operations, &hooks);
    Ok(Api { version, areas, types, operations, hooks })
}

fn meaning<'a>(types: &'a BTreeMap<String, Type>, of: &'a Ref) -> &'a Ref {
    let Ref::Named(name) = of else { return of };
    match types.get(name).map(|of| &of.kind) {
        Some(Kind::Alias { of, .. }) => meaning(types, of),
        _ => of,
    }
}

/// Follows a local `$ref`.
pub(crate) fn resolve<'a>(document: &'a Value, place: &str, reference: &str) -> Result<&'a Value, Fault> {
    let found = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
    found.ok_or_else(|| Fault::new(place, format!("the $ref {reference} leads nowhere")))
}
