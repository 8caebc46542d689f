//! The document as the simulator reads it: one line for each operation and one for each schema, so that a line is read when it is
//! needed. The simulator judges requests by the document itself, not by our model of it.

use super::Files;
use crate::node::{members, unescape};
use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// What is left out of schemas: it changes nothing on the wire.
const IGNORED: [&str; 2] = ["title", "uniqueItems"];

pub(super) fn emit(document: &Value, files: &mut Files) {
    files.insert("simulator/src/generated/operations.jsonl".to_owned(), lines(operations(document)));
    files.insert("simulator/src/generated/schemas.jsonl".to_owned(), lines(schemas(document)));
}

/// Sorted, so that a path comes before those whose values it fits.
fn lines(mut rows: Vec<(String, Value)>) -> String {
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|(key, facts)| format!("{key}\t{facts}\n")).collect()
}

/// By path and method.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut rows = Vec::new();
    for (path, item) in members(document, "paths") {
        let segments = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        let template = segments.collect::<Vec<_>>().join("/");
        for method in ["get", "put", "post", "patch", "delete"] {
            if let Some(operation) = item.get(method) {
                rows.push((format!("{template} {}", method.to_uppercase()), facts(document, item, operation)));
            }
        }
    }
    rows
}

fn facts(document: &Value, item: &Value, operation: &Value) -> Value {
    let mut facts = Map::new();
    facts.insert("id".to_owned(), operation.get("operationId").cloned().unwrap_or_default());
    let scopes = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    let scopes: Vec<&Value> = scopes.filter_map(|scheme| scheme.get("oauth2")?.as_array()).flatten().collect();
    facts.insert("scopes".to_owned(), json!(scopes));
    let mut query = Map::new();
    for source in [item, operation] {
        for parameter in source.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let parameter = follow(document, parameter);
            if parameter.get("in") == Some(&json!("query")) {
                let mut schema = schema(parameter.get("schema").unwrap_or(&Value::Null));
                if parameter.get("required") == Some(&Value::Bool(true)) {
                    schema["required"] = true.into();
                }
                query.insert(parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(), schema);
            }
        }
    }
    facts.insert("query".to_owned(), Value::Object(query));
    if let Some(body) = operation.get("requestBody") {
        let body = follow(document, body);
        facts.insert("body".to_owned(), content(body));
        facts.insert("required".to_owned(), body.get("required").cloned().unwrap_or(Value::Bool(false)));
    }
    let answers = members(operation, "responses").filter(|(status, _)| status.starts_with('2'));
    let answers = answers.map(|(status, answer)| (status.clone(), content(follow(document, answer))));
    facts.insert("answers".to_owned(), Value::Object(answers.collect()));
    Value::Object(facts)
}

/// Schemas by media type.
fn content(of: &Value) -> Value {
    let media = members(of, "content").map(|(media, content)| (media.clone(), schema(&content["schema"])));
    Value::Object(media.collect())
}

fn schemas(document: &Value) -> Vec<(String, Value)> {
    let all = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    all.map(|(name, facts)| (name.clone(), schema(facts))).collect()
}

/// A schema with references by name and without extensions.
fn schema(of: &Value) -> Value {
    let Some(members) = of.as_object() else { return of.clone() };
    let mut kept = Map::new();
    for (key, value) in members {
        let value = match key.as_str() {
            _ if key.starts_with("x-") || IGNORED.contains(&key.as_str()) => continue,
            "$ref" => name(value),
            "properties" => each(value, schema),
            "allOf" | "oneOf" | "anyOf" => Value::Array(value.as_array().into_iter().flatten().map(schema).collect()),
            "items" | "additionalProperties" | "not" => schema(value),
            "discriminator" => {
                json!({ "propertyName": value["propertyName"], "mapping": each(&value["mapping"], name) })
            }
            _ => value.clone(),
        };
        kept.insert(key.clone(), value);
    }
    Value::Object(kept)
}

fn each(of: &Value, make: fn(&Value) -> Value) -> Value {
    Value::Object(of.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), make(value))).collect())
}

/// The name of the schema of a reference.
fn name(reference: &Value) -> Value {
    let text = reference.as_str().unwrap_or_default();
    Value::String(unescape(text.strip_prefix(SCHEMAS).unwrap_or(text)))
}

fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let place = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    place.and_then(|place| document.pointer(place)).unwrap_or(value)
}
