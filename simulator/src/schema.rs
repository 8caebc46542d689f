//! The schemas of users and groups: which profile attributes exist, and of what type.

use crate::error::{self, ApiError, ensure, field};
use crate::time::Time;
use serde_json::{Map, Value, json};
use std::fmt;
use std::str::FromStr;

/// The type of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `string`
    Text,
    /// JSON number, with or without a fraction.
    Number,
    /// JSON number without a fraction.
    Integer,
    /// `boolean`
    Flag,
    /// `array`
    List,
    /// A date of the resource itself; profiles have none.
    Date,
}

impl Type {
    fn read(name: &str) -> Option<Self> {
        [Self::Text, Self::Number, Self::Integer, Self::Flag, Self::List].into_iter().find(|own| own.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Date => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Flag => "boolean",
            Self::List => "array",
        }
    }

    fn admits(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Date => value.is_string(),
            Self::Number => value.is_number(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Flag => value.is_boolean(),
            Self::List => value.is_array(),
        }
    }
}

/// A custom attribute, written `name:type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name in the profile.
    pub name: String,
    /// JSON type of its values.
    pub kind: Type,
}

impl FromStr for Property {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, kind) = text.split_once(':').unwrap_or((text, "string"));
        let kind = Type::read(kind).ok_or("the type is one of string, number, integer, boolean, array")?;
        if !is_name(name) {
            return Err("a name has letters, digits and underscores, and starts with a letter".into());
        }
        if USER_BASE.contains(&name) {
            return Err(format!("every user has {name}"));
        }
        Ok(Self { name: name.into(), kind })
    }
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.kind.name())
    }
}

/// The schema of users or of groups.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    name: &'static str,
    /// The end of its URL: `default`, or the id.
    key: String,
    title: String,
    base: Map<String, Value>,
    custom: Map<String, Value>,
    created: Time,
    updated: Time,
}

impl Schema {
    pub(crate) fn users(now: Time, custom: &[Property]) -> Self {
        let mut schema = Self::new("user", now);
        schema.base.extend(USER_BASE.map(|name| (name.to_owned(), schema.completed(base_property(name)))));
        for property in custom {
            let mut shown = json!({ "title": title(&property.name), "type": property.kind.name() });
            if property.kind == Type::List {
                shown["items"] = json!({ "type": "string" });
            }
            schema.custom.insert(property.name.clone(), schema.completed(shown));
        }
        schema
    }

    /// The schema of a user type other than the default one.
    pub(crate) fn of_type(now: Time, key: String, title: String) -> Self {
        Self { key, title, ..Self::users(now, &[]) }
    }

    pub(crate) fn groups(now: Time) -> Self {
        let mut schema = Self::new("group", now);
        let name =
            json!({ "title": "Name", "description": "Name", "type": "string", "required": true, "maxLength": 255 });
        let description =
            json!({ "title": "Description", "description": "Description", "type": "string", "maxLength": 1024 });
        schema.base.insert("name".into(), schema.completed(name));
        schema.base.insert("description".into(), schema.completed(description));
        schema
    }

    fn new(name: &'static str, now: Time) -> Self {
        let title = if name == "user" { "User" } else { "Okta group" }.into();
        Self { name, key: "default".into(), title, base: Map::new(), custom: Map::new(), created: now, updated: now }
    }

    pub(crate) fn kind(&self, name: &str) -> Option<Type> {
        Type::read(self.property(name)?.get("type")?.as_str()?)
    }

    pub(crate) fn requires(&self, name: &str) -> bool {
        self.property(name).and_then(|property| property.get("required")) == Some(&Value::Bool(true))
    }

    /// Checks that a profile has only attributes of this schema, with values of their types.
    pub(crate) fn check(&self, profile: &Map<String, Value>, object: &str) -> Result<(), ApiError> {
        if let Some(name) = profile.keys().find(|name| self.property(name).is_none()) {
            return Err(error::invalid(object).because(format!("Property name '{name}' is not defined in profile")));
        }
        for (name, value) in profile.iter().filter(|(_, value)| !value.is_null()) {
            let Some(kind) = self.kind(name) else { continue };
            ensure!(kind.admits(value), field(name, &format!("The value is not of the type {}", kind.name())));
            let longest = self.property(name).and_then(|property| property.get("maxLength")?.as_u64());
            let length = value.as_str().map_or(0, |text| text.chars().count() as u64);
            ensure!(longest.is_none_or(|longest| length <= longest), field(name, "The field is too long"));
        }
        Ok(())
    }

    /// Applies the body of a POST, in which null removes an attribute, and returns the removed attributes.
    pub(crate) fn merge(&mut self, sent: &Map<String, Value>, now: Time) -> Result<Vec<String>, ApiError> {
        let properties = |part: &str| sent.get("definitions")?.get(part)?.get("properties")?.as_object();
        let mut next = self.clone();
        let mut removed = Vec::new();
        for (name, value) in properties("custom").into_iter().flatten() {
            if value.is_null() {
                removed.extend(next.custom.shift_remove(name).map(|_| name.clone()));
            } else {
                next.define(name, value)?;
            }
        }
        for (name, value) in properties("base").into_iter().flatten() {
            next.adjust(name, value)?;
        }
        next.updated = now;
        *self = next;
        Ok(removed)
    }

    fn define(&mut self, name: &str, value: &Value) -> Result<(), ApiError> {
        let wrong = |why: &str| error::invalid("schema").because(format!("{name}: {why}"));
        let sent = value.as_object().ok_or_else(error::malformed)?;
        let free = is_name(name) && !self.base.contains_key(name);
        ensure!(free, wrong("The name cannot be used for a custom property"));
        let old = self.custom.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        let mut property = old.clone();
        property.extend(sent.clone());
        let kind = property.get("type").and_then(Value::as_str).and_then(Type::read);
        ensure!(kind.is_some(), wrong("The type must be one of string, number, integer, boolean, array"));
        let same = old.get("type").is_none_or(|old| property.get("type") == Some(old));
        ensure!(same, wrong("The type of a property cannot change"));
        ensure!(property.get("title").is_some_and(Value::is_string), wrong("The title cannot be left blank"));
        property.retain(|name, value| name != "required" || *value != Value::Bool(false));
        self.custom.insert(name.into(), self.completed(property.into()));
        Ok(())
    }

    /// Changes what can change of a base property: permissions, whether a name is required, and the pattern of a login.
    fn adjust(&mut self, name: &str, value: &Value) -> Result<(), ApiError> {
        let Some(property) = self.base.get_mut(name).and_then(Value::as_object_mut) else {
            return Err(error::invalid("schema").because(format!("{name}: There is no such base property")));
        };
        for member in ["permissions", "required", "pattern"] {
            let fits = match member {
                "required" => matches!(name, "firstName" | "lastName"),
                "pattern" => name == "login",
                _ => true,
            };
            if let Some(value) = value.get(member).filter(|_| fits) {
                property.insert(member.into(), value.clone());
            }
        }
        Ok(())
    }

    /// The schema as a JSON document; `links` are without hosts.
    pub(crate) fn show(&self, base: &str, mut links: Value) -> Value {
        let required: Vec<&String> = self.base.keys().filter(|name| self.requires(name)).collect();
        crate::store::absolute(&mut links, base);
        json!({
            "id": format!("{base}/meta/schemas/{}/{}", self.name, self.key),
            "$schema": "http://json-schema.org/draft-04/schema#",
            "name": self.name,
            "title": self.title,
            "description": format!("The profile of a {}", self.name),
            "lastUpdated": self.updated.to_string(),
            "created": self.created.to_string(),
            "definitions": {
                "custom": { "id": "#custom", "type": "object", "properties": self.custom, "required": [] },
                "base": { "id": "#base", "type": "object", "properties": self.base, "required": required },
            },
            "type": "object",
            "properties": {
                "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] },
            },
            "_links": links,
        })
    }

    /// A property with the members that an org adds; those of groups have a master.
    fn completed(&self, property: Value) -> Value {
        let mut whole = property;
        let master = (self.name == "group").then(|| json!({ "type": "PROFILE_MASTER" }));
        for (name, value) in [
            ("mutability", Some(json!("READ_WRITE"))),
            ("scope", Some(json!("NONE"))),
            ("permissions", Some(json!([{ "principal": "SELF", "action": "READ_ONLY" }]))),
            ("master", master),
        ] {
            if let Some(value) = value.filter(|_| whole.get(name).is_none()) {
                whole[name] = value;
            }
        }
        whole
    }

    fn property(&self, name: &str) -> Option<&Value> {
        self.base.get(name).or_else(|| self.custom.get(name))
    }
}

const USER_BASE: [&str; 31] = [
    "login", "firstName", "lastName", "middleName", "honorificPrefix", "honorificSuffix", "email", "title",
    "displayName", "nickName", "profileUrl", "secondEmail", "mobilePhone", "primaryPhone", "streetAddress", "city",
    "state", "zipCode", "countryCode", "postalAddress", "preferredLanguage", "locale", "timezone", "userType",
    "employeeNumber", "costCenter", "organization", "division", "department", "managerId", "manager",
];

fn base_property(name: &str) -> Value {
    let required = matches!(name, "login" | "firstName" | "lastName" | "email").then_some(true);
    let format = match name {
        "profileUrl" => Some("uri"),
        "email" | "secondEmail" => Some("email"),
        "countryCode" => Some("country-code"),
        "preferredLanguage" => Some("language-code"),
        "locale" | "timezone" => Some(name),
        _ => None,
    };
    let (least, most) = match name {
        "login" => (Some(5), Some(100)),
        "firstName" | "lastName" => (Some(1), Some(50)),
        "mobilePhone" | "primaryPhone" => (None, Some(100)),
        _ => (None, None),
    };
    let action = match name {
        "firstName" | "lastName" | "email" | "secondEmail" | "mobilePhone" => "READ_WRITE",
        "primaryPhone" | "streetAddress" | "city" | "state" | "zipCode" | "countryCode" | "postalAddress" => "HIDE",
        _ => "READ_ONLY",
    };
    let mut property = json!({
        "title": title(name),
        "type": "string",
        "required": required,
        "format": format,
        "minLength": least,
        "maxLength": most,
        "permissions": [{ "principal": "SELF", "action": action }],
    });
    property.as_object_mut().into_iter().for_each(|members| members.retain(|_, value| !value.is_null()));
    property
}

/// `secondEmail` reads `Second email`.
pub(crate) fn title(name: &str) -> String {
    name.get(..1).unwrap_or("").to_uppercase() + &words(name.get(1..).unwrap_or(""), ' ')
}

/// A name in camel case as words in lower case.
pub(crate) fn words(name: &str, between: char) -> String {
    let before = |letter: char| letter.is_uppercase().then_some(between);
    name.chars().flat_map(|letter| before(letter).into_iter().chain(letter.to_lowercase())).collect()
}

/// The path of the schema of a user type; the two ids end alike.
pub(crate) fn path(type_id: &str) -> String {
    format!("/api/v1/meta/schemas/user/{}", schema_id(type_id))
}

pub(crate) fn schema_id(type_id: &str) -> String {
    type_id.replacen("oty", "osc", 1)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::users(Time::from_seconds(0), &["badge".parse().unwrap(), "costNumber:number".parse().unwrap()])
    }

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn properties_on_a_command_line() {
        assert_eq!("a:integer".parse(), Ok(Property { name: "a".into(), kind: Type::Integer }));
        assert!("a:date".parse::<Property>().is_err());
        assert!("1a".parse::<Property>().is_err());
        assert!(":string".parse::<Property>().is_err());
        assert_eq!("login:number".parse::<Property>(), Err("every user has login".into()));
    }

    #[test]
    fn profiles_are_checked() {
        let check = |profile| schema().check(&map(profile), "newUser");
        assert_eq!(check(json!({ "firstName": "A", "badge": null, "costNumber": 1.5 })), Ok(()));
        let unknown = error::invalid("newUser").because("Property name 'shoe' is not defined in profile");
        assert_eq!(check(json!({ "shoe": 1 })), Err(unknown));
        assert!(check(json!({ "badge": 1 })).is_err());
        assert!(check(json!({ "costNumber": "1" })).is_err());
        assert!(check(json!({ "firstName": "x".repeat(51) })).is_err());
    }

    #[test]
    fn merging_is_partial() {
        let mut schema = schema();
        let now = Time::from_seconds(5);
        let sent = json!({ "definitions": {
            "custom": { "properties": { "badge": null, "level": { "title": "Level", "type": "integer" } } },
            "base": { "properties": { "lastName": { "required": false, "type": "number" } } },
        }});
        assert_eq!(schema.merge(&map(sent), now), Ok(vec!["badge".to_owned()]));
        assert_eq!(schema.kind("badge"), None);
        assert_eq!(schema.kind("costNumber"), Some(Type::Number));
        assert_eq!(schema.kind("level"), Some(Type::Integer));
        assert_eq!(schema.kind("lastName"), Some(Type::Text));
        assert!(!schema.requires("lastName"));
        for wrong in [
            json!({ "login": { "title": "x", "type": "string" } }),
            json!({ "new": { "title": "x" } }),
            json!({ "new": { "type": "string" } }),
            json!({ "level": { "type": "string" } }),
            json!({ "new": 1 }),
        ] {
            let sent = json!({ "definitions": { "custom": { "properties": wrong } } });
            assert!(schema.merge(&map(sent), now).is_err());
        }
    }

    #[test]
    fn titles() {
        assert_eq!(title("secondEmail"), "Second email");
    }
}
