//! The schemas of log streams, one for each type.

use crate::call::Call;
use crate::document;
use crate::error::{ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging;
use crate::resource::Resource;
use crate::store::absolute;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/meta/schemas/logStream", |_, call| {
        Ok(paging::whole("", TYPES.iter().map(|(kind, name, of)| schema(call, kind, name, of)).collect()))
    }),
    ("GET", "/api/v1/meta/schemas/logStream/{}", get),
]];

/// The types of log streams: id, name, and the settings in the document.
const TYPES: &[(&str, &str, &str)] = &[
    ("aws_eventbridge", "AWS EventBridge", "LogStreamSettingsAws"),
    ("splunk_cloud_logstreaming", "Splunk Cloud", "LogStreamSettingsSplunk"),
];

static SCHEMAS: Resource =
    Resource { path: "/api/v1/meta/schemas/logStream", noun: "LogStreamSchema", ..Resource::NEW };

fn get(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let found = TYPES.iter().find(|(own, ..)| *own == call.value(0));
    ensure!(found.is_some(), SCHEMAS.unknown(call.value(0)));
    let (kind, name, of) = found.unwrap_or(&("", "", ""));
    Ok(Response::ok(&schema(call, kind, name, of)))
}

fn schema(call: &Call<'_>, kind: &str, name: &str, of: &str) -> Value {
    let settings = document::schema(of);
    let property = |(name, own): (&String, &'static Value)| {
        let own = document::follow(own);
        let mut shown = json!({ "title": name, "type": "string", "writeOnce": name != "host" && name != "edition" });
        if let Some(pattern) = own.get("pattern") {
            shown["pattern"] = pattern.clone();
        }
        if let Some(known) = own.get("enum").and_then(Value::as_array) {
            shown["oneOf"] = known.iter().map(|value| json!({ "title": value, "const": value })).collect();
        }
        (name.clone(), shown)
    };
    let properties = settings["properties"].as_object().into_iter().flatten();
    let properties: Map<String, Value> = properties.map(property).collect();
    let path = format!("{}/{kind}", SCHEMAS.path);
    let mut shown = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "id": format!("{}{path}", call.base),
        "title": name,
        "type": "object",
        "properties": {
            "settings": { "title": "Configuration", "type": "object", "properties": properties, "required": settings["required"] },
            "name": { "title": "Name", "type": "string", "writeOnce": false, "pattern": "^.{1,100}$" },
        },
        "required": ["name", "settings"],
        "errorMessage": { "properties": { "name": "The name must have 1 to 100 characters" } },
        "_links": { "self": links::hinted(&path, &["GET"]) },
    });
    absolute(&mut shown, &call.base);
    shown
}
