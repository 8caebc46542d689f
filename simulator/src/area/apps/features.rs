//! The provisioning features of apps. An app has them while its connection is enabled.

use super::{APPS, connection};
use crate::call::{Call, object};
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::merge;
use crate::store::Document;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/apps/{}/features", list),
    ("GET", "/api/v1/apps/{}/features/{}", get),
    ("PUT", "/api/v1/apps/{}/features/{}", update),
];

const NAMES: [&str; 2] = ["USER_PROVISIONING", "INBOUND_PROVISIONING"];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = provisioned(org, call)?;
    let shown = NAMES.iter().map(|name| show(call, &path, &load(org, &path, name)));
    Ok(Response::ok(&Value::Array(shown.collect())))
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    APPS.item(org, call)?;
    let name = known(call)?;
    let path = provisioned(org, call)?;
    Ok(Response::ok(&show(call, &path, &load(org, &path, name))))
}

/// PUT changes what was sent only.
fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    APPS.item(org, call)?;
    let sent = call.judged("capabilities")?;
    let name = known(call)?;
    let path = provisioned(org, call)?;
    let mut feature = load(org, &path, name);
    let mut capabilities = object(&feature.shown, "capabilities")?;
    merge(&mut capabilities, sent);
    feature.set("capabilities", capabilities);
    let shown = show(call, &path, &feature);
    org.store.put(&format!("{path}/features"), name, feature);
    Ok(Response::ok(&shown))
}

/// The path of an app that is provisioned, or why it is not.
fn provisioned(org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
    let path = APPS.item(org, call)?;
    match &*connection::status(org, call)? {
        "ENABLED" => Ok(path),
        "DISABLED" => Err(error::invalid("feature").because("Provisioning is not enabled for the app instance.")),
        _ => Err(error::invalid("feature").because("Provisioning is not supported.")),
    }
}

fn known<'a>(call: &'a Call<'_>) -> Result<&'a str, ApiError> {
    let name = call.value(1);
    ensure!(NAMES.contains(&name), error::not_found(name, "PublicAppFeatureSetName"));
    Ok(name)
}

fn load(org: &Org, path: &str, name: &str) -> Document {
    let stored = org.store.find(&format!("{path}/features"), name).cloned();
    stored.unwrap_or_else(|| Document::new(first(name)))
}

fn show(call: &Call<'_>, path: &str, feature: &Document) -> Value {
    let mut feature = feature.clone();
    let link = hinted(format!("{path}/features/{}", feature.text("name")), &["GET", "PUT"]);
    feature.set("_links", json!({ "self": link }));
    feature.show(&call.base)
}

/// A feature before any change.
fn first(name: &str) -> Value {
    if name == "USER_PROVISIONING" {
        return json!({
            "name": name,
            "status": "ENABLED",
            "description": "Settings for provisioning users from Okta to the app",
            "capabilities": {
                "create": { "lifecycleCreate": { "status": "DISABLED" } },
                "update": {
                    "lifecycleDeactivate": { "status": "DISABLED" },
                    "password": { "change": "KEEP_EXISTING", "seed": "RANDOM", "status": "DISABLED" },
                    "profile": { "status": "DISABLED" },
                },
            },
        });
    }
    json!({
        "name": name,
        "status": "ENABLED",
        "description": "Settings for importing users from the app into Okta",
        "capabilities": {
            "importSettings": {
                "username": { "usernameFormat": "EMAIL" },
                "schedule": { "status": "DISABLED" },
            },
            "importRules": {
                "userCreateAndMatch": {
                    "exactMatchCriteria": "EMAIL",
                    "allowPartialMatch": false,
                    "autoConfirmPartialMatch": false,
                    "autoConfirmExactMatch": false,
                    "autoConfirmNewUsers": false,
                    "autoActivateNewUsers": false,
                },
            },
        },
    })
}
