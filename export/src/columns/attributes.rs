//! The attributes that an org defines for its profiles, from its schemas.

use super::{Kind, Scalar};
use oktant::{Client, Error, Json, Method, Result};
use oktant_core::value::Object;
use std::collections::BTreeMap;

/// What is known of the attributes of profiles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Attributes {
    /// Nothing is asked: attributes that are not documented are extras.
    #[default]
    None,
    /// The schemas cannot be read: attributes that are not documented are in a column of type [`Kind::Map`].
    Unknown,
    /// Names and types, from the org's schemas.
    Known(Vec<(String, Kind)>),
}

impl Attributes {
    /// Reads the schemas of a dataset: of `users` (all user types), `groups` or `app_users` (of these apps). [`Unknown`](Self::Unknown)
    /// if the credential may not read them, or if apps differ: together they would have more columns than anybody reads.
    ///
    /// # Errors
    /// If a request fails for another reason.
    pub async fn fetch(okta: &Client, dataset: &str, apps: &[&str]) -> Result<Attributes> {
        let fetched = match dataset {
            "users" => user_schemas(okta).await,
            "groups" => schemas(okta, &["group/default".to_owned()]).await,
            "app_users" => app_schema(okta, apps).await.map(Vec::from_iter),
            _ => return Ok(Attributes::None),
        };
        match fetched {
            Ok(schemas) if schemas.is_empty() => Ok(Attributes::Unknown),
            Ok(schemas) => Ok(Attributes::from_schemas(&schemas)),
            Err(error) if is_refused(&error) => Ok(Attributes::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The attributes in the profiles of documents, with types that fit their values.
    pub fn of_documents(documents: &[Json]) -> Attributes {
        let mut attributes: Vec<(String, Kind)> = Vec::new();
        let profiles = documents.iter().filter_map(|document| document.get("profile")?.as_object());
        for (name, value) in profiles.flat_map(Object::iter) {
            if let Some(kind) = kind_of(value) {
                add(&mut attributes, name, kind);
            }
        }
        Attributes::Known(attributes)
    }

    /// The attributes in schemas. One that is of several types, other than numbers, is [`Kind::Json`].
    pub fn from_schemas(schemas: &[Json]) -> Attributes {
        let mut attributes: Vec<(String, Kind)> = Vec::new();
        for (name, schema) in schemas.iter().flat_map(properties) {
            add(&mut attributes, name, kind(schema));
        }
        Attributes::Known(attributes)
    }
}

fn add(attributes: &mut Vec<(String, Kind)>, name: &str, kind: Kind) {
    match attributes.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) => *known = joined(*known, kind),
        // The name of a column is its path.
        None if name.contains('.') => {}
        None => attributes.push((name.to_owned(), kind)),
    }
}

/// A type for the values of two.
fn joined(one: Kind, other: Kind) -> Kind {
    use Scalar::{Integer, Number};
    match (one, other) {
        _ if one == other => one,
        (Kind::Scalar(Integer | Number), Kind::Scalar(Integer | Number)) => Kind::Scalar(Number),
        (Kind::List(Integer | Number), Kind::List(Integer | Number)) => Kind::List(Number),
        _ => Kind::Json,
    }
}

/// The type of a value; `None` if any type has it.
fn kind_of(value: &Json) -> Option<Kind> {
    Some(match value {
        Json::Null => return None,
        Json::String(_) => Kind::Scalar(Scalar::Text),
        Json::Bool(_) => Kind::Scalar(Scalar::Bool),
        Json::Number(number) if number.as_i64().is_some() => Kind::Scalar(Scalar::Integer),
        Json::Number(_) => Kind::Scalar(Scalar::Number),
        Json::Array(items) => match items.iter().filter_map(kind_of).reduce(joined)? {
            Kind::Scalar(item) => Kind::List(item),
            _ => Kind::Json,
        },
        Json::Unpaired(_) | Json::Object(_) => Kind::Json,
    })
}

async fn user_schemas(okta: &Client) -> Result<Vec<Json>> {
    let mut types = okta.request(Method::Get, "/api/v1/meta/types/user").items();
    let mut paths = Vec::new();
    while let Some(user_type) = types.try_next().await? {
        let schema = user_type.pointer("/_links/schema/href").and_then(Json::as_str);
        paths.extend(schema.and_then(|url| Some(format!("user/{}", url.rsplit_once('/')?.1))));
    }
    schemas(okta, &paths).await
}

/// A schema of these apps; `None` if another one has other attributes.
async fn app_schema(okta: &Client, apps: &[&str]) -> Result<Option<Json>> {
    let mut first = None;
    for app in apps {
        let own = schemas(okta, &[format!("apps/{app}/default")]).await?;
        match &first {
            None => first = own.into_iter().next(),
            Some(first) if attributes_of(first) == own.first().map(attributes_of).unwrap_or_default() => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(first)
}

fn attributes_of(schema: &Json) -> BTreeMap<&str, Kind> {
    properties(schema).map(|(name, schema)| (name, kind(schema))).collect()
}

async fn schemas(okta: &Client, paths: &[String]) -> Result<Vec<Json>> {
    let mut schemas = Vec::new();
    for path in paths {
        schemas.extend(okta.request(Method::Get, format!("/api/v1/meta/schemas/{path}")).await?);
    }
    Ok(schemas)
}

fn is_refused(error: &Error) -> bool {
    matches!((error.status(), error.code()), (Some(403 | 404), _) | (Some(401), Some("E0000015")))
}

fn properties(schema: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let parts = ["/definitions/base/properties", "/definitions/custom/properties"];
    parts.into_iter().filter_map(|part| schema.pointer(part)?.as_object()).flat_map(Object::iter)
}

fn kind(schema: &Json) -> Kind {
    let scalar = |schema: &Json| match schema.get("type").and_then(Json::as_str) {
        Some("string") => Some(Scalar::Text),
        Some("boolean") => Some(Scalar::Bool),
        Some("integer") => Some(Scalar::Integer),
        Some("number") => Some(Scalar::Number),
        _ => None,
    };
    match schema.get("items") {
        Some(items) => scalar(items).map_or(Kind::Json, Kind::List),
        None => scalar(schema).map_or(Kind::Json, Kind::Scalar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_several_types_are_one() {
        let parse = |text: &str| Json::parse(text.as_bytes()).unwrap();
        let schemas = [
            parse(
                r#"{"definitions": {"base": {"properties": {"login": {"type": "string"}}}, "custom": {"properties": {
                "badge": {"type": "integer"}, "codes": {"type": "array", "items": {"type": "number"}}, "odd": {"type": "array"},
                "a.b": {"type": "string"}, "active": {"type": "boolean"}}}}}"#,
            ),
            parse(
                r#"{"definitions": {"custom": {"properties": {"badge": {"type": "string"}, "size": {"type": "number"}}}}}"#,
            ),
            parse("{}"),
        ];
        let expected = [
            ("login", "text"),
            ("badge", "json"),
            ("codes", "list:number"),
            ("odd", "json"),
            ("active", "bool"),
            ("size", "number"),
        ];
        let expected = expected.map(|(name, kind)| (name.to_owned(), kind.parse().unwrap()));
        assert_eq!(Attributes::from_schemas(&schemas), Attributes::Known(expected.to_vec()));
    }

    #[test]
    fn types_of_attributes_follow_from_values() {
        let documents = [
            r#"{"profile": {"a": 1, "b": "x", "c": [1, null], "d": null, "e": {"f": 1}, "g": [], "h": [[1]], "i": true, "j": [1]}}"#,
            r#"{"profile": {"a": 1.5, "b": 2, "c": [0.5], "i": null, "j": ["x"], "k.l": 1}}"#,
            "{}",
        ];
        let documents = documents.map(|text| Json::parse(text.as_bytes()).unwrap());
        let expected = [
            ("a", "number"),
            ("b", "json"),
            ("c", "list:number"),
            ("e", "json"),
            ("h", "json"),
            ("i", "bool"),
            ("j", "json"),
        ];
        let expected = expected.map(|(name, kind)| (name.to_owned(), kind.parse().unwrap()));
        assert_eq!(Attributes::of_documents(&documents), Attributes::Known(expected.to_vec()));
    }
}
