//! The schemas of the users of apps.

use super::{APPS, member};
use crate::area::app_properties::schema_path;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(super) const ROWS: &[Row] =
    &[("GET", "/api/v1/meta/schemas/apps/{}/default", get), ("POST", "/api/v1/meta/schemas/apps/{}/default", update)];

const TYPES: [&str; 5] = ["string", "number", "integer", "boolean", "array"];

/// Gives a new app its schema.
pub(super) fn bear(org: &mut Org, app: &Document, now: Time) {
    let base = json!({ "userName": {
        "title": "Username",
        "type": "string",
        "required": true,
        "scope": "NONE",
        "maxLength": 100,
    } });
    let label = app.text("label");
    let schema = json!({
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": app.text("name"),
        "title": format!("{label} User"),
        "lastUpdated": now.to_string(),
        "created": now.to_string(),
        "definitions": {
            "custom": { "id": "#custom", "type": "object", "properties": {}, "required": [] },
            "base": { "id": "#base", "type": "object", "properties": base, "required": ["userName"] },
        },
        "type": "object",
        "properties": {
            "profile": { "allOf": [{ "$ref": "#/definitions/custom" }, { "$ref": "#/definitions/base" }] },
        },
    });
    org.store.put_at(&schema_path(app.text("id")), Document::new(schema));
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let schema = load(org, call)?;
    Ok(Response::ok(&show(call, &schema)))
}

/// Merges what was sent; null removes a property.
fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut schema = load(org, call)?;
    let sent = Document { shown: call.judged("schema")?, ..Document::default() };
    let mut custom = properties(&schema, "custom");
    for (name, value) in properties(&sent, "custom") {
        if value.is_null() {
            custom.shift_remove(&name);
        } else {
            let old = custom.get(&name).cloned();
            custom.insert(name.clone(), completed(&name, &value, old)?);
        }
    }
    let mut base = properties(&schema, "base");
    for (name, value) in properties(&sent, "base") {
        let own = base.get_mut(&name).and_then(Value::as_object_mut);
        let own =
            own.ok_or_else(|| error::invalid("schema").because(format!("{name}: There is no such base property")))?;
        own.extend(value.as_object().cloned().unwrap_or_default());
    }
    let required = |all: &Map<String, Value>| {
        Value::from_iter(all.iter().filter(|(_, own)| own["required"] == true).map(|(name, _)| name.as_str()))
    };
    schema.set(
        "definitions",
        json!({
            "custom": { "id": "#custom", "type": "object", "required": required(&custom), "properties": custom },
            "base": { "id": "#base", "type": "object", "required": required(&base), "properties": base },
        }),
    );
    schema.touch(call.now);
    let shown = show(call, &schema);
    org.store.put_at(&schema_path(call.value(0)), schema);
    org.record(call, "directory.app_user_profile.update", Vec::new());
    Ok(Response::ok(&shown))
}

fn properties(schema: &Document, part: &str) -> Map<String, Value> {
    member(schema, &format!("definitions.{part}.properties")).as_object().cloned().unwrap_or_default()
}

/// A custom property with what the org adds.
fn completed(name: &str, sent: &Value, old: Option<Value>) -> Result<Value, ApiError> {
    let wrong = |why: &str| error::invalid("schema").because(format!("{name}: {why}"));
    let mut property = Document::new(old.unwrap_or_else(|| json!({})));
    property.shown.extend(sent.as_object().cloned().ok_or_else(error::malformed)?);
    let why = "The type must be one of string, number, integer, boolean, array";
    ensure!(TYPES.contains(&property.text("type")), wrong(why));
    ensure!(!property.text("title").is_empty(), wrong("The title cannot be left blank"));
    property.fill("mutability", "READ_WRITE");
    property.fill("scope", "NONE");
    property.fill("permissions", json!([{ "principal": "SELF", "action": "READ_ONLY" }]));
    property.fill("master", json!({ "type": "PROFILE_MASTER" }));
    Ok(property.shown.into())
}

fn load(org: &Org, call: &Call<'_>) -> Result<Document, ApiError> {
    let app = call.value(0);
    org.store.at(&schema_path(app)).cloned().ok_or_else(|| error::not_found(app, APPS.noun))
}

/// The id of a schema is a URL.
fn show(call: &Call<'_>, schema: &Document) -> Value {
    let mut shown = Map::new();
    shown.insert("id".into(), format!("{}/meta/schemas/apps/{}/default", call.base, call.value(0)).into());
    shown.extend(schema.shown.clone());
    Value::Object(shown)
}
