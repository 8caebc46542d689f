//! The connection over which an app is provisioned.

use super::{APPS, member};
use crate::call::Call;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::single::Single;
use crate::store::Document;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", CONNECTION.path, |org, call| CONNECTION.get(org, call)),
    ("POST", CONNECTION.path, set_up),
    ("POST", "/api/v1/apps/{}/connections/default/lifecycle/activate", |org, call| turn(org, call, "ENABLED")),
    ("POST", "/api/v1/apps/{}/connections/default/lifecycle/deactivate", |org, call| turn(org, call, "DISABLED")),
    ("POST", "/api/v1/apps/{}/{}/oauth2/callback", verify),
];

/// Apps of the integration network that can be provisioned.
const PROVISIONED: [&str; 8] =
    ["google", "office365", "okta_org2org", "salesforce", "slack", "trendmicroapexoneservice", "zoomus", "zscalerbyz"];

pub(super) const CONNECTION: Single = Single {
    path: "/api/v1/apps/{}/connections/default",
    parent: Some(&APPS),
    schema: "ProvisioningConnectionResponse",
    object: "profile",
    first: |org, call| match org.store.find(APPS.path, call.value(0)) {
        Some(app) if PROVISIONED.contains(&app.text("name")) => json!({ "authScheme": "TOKEN", "status": "DISABLED" }),
        _ => json!({ "status": "UNKNOWN", "profile": { "authScheme": "UNKNOWN" } }),
    },
    links: |_, connection, path| match connection.text("status") {
        "ENABLED" => links(path, "deactivate"),
        "DISABLED" => links(path, "activate"),
        _ => Value::Null,
    },
    ..Single::NEW
};

fn links(path: &str, turn: &str) -> Value {
    json!({
        "self": hinted(path, &["GET", "POST"]),
        turn: hinted(format!("{path}/lifecycle/{turn}"), &["POST"]),
    })
}

/// The status of the connection of an app.
pub(super) fn status(org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
    Ok(CONNECTION.load(org, call)?.1.text("status").to_owned())
}

/// Takes how to reach the app; the token never comes back.
fn set_up(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    CONNECTION.at(org, call)?;
    let sent = Document { shown: call.judged(CONNECTION.object)?, ..Document::default() };
    let scheme = sent.text("profile.authScheme").to_owned();
    let known = ["TOKEN", "OAUTH2", "UNKNOWN"].contains(&&*scheme);
    ensure!(known, field("authScheme", if scheme.is_empty() { BLANK } else { "The field has an invalid value" }));
    let active = call.query.flag("activate", false)?;
    let url = member(&sent, "baseUrl");
    CONNECTION.change(org, call, |connection| {
        connection.set("profile", json!({ "authScheme": scheme }));
        connection.set(
            "status",
            match &*scheme {
                "UNKNOWN" => "UNKNOWN",
                _ if active => "ENABLED",
                _ => "DISABLED",
            },
        );
        if !url.is_null() {
            connection.set("baseUrl", url);
        }
        connection.shown.shift_remove("authScheme");
    })
}

/// A connection that was not set up stays unknown.
fn turn(org: &mut Org, call: &Call<'_>, status: &str) -> Result<Response, ApiError> {
    if self::status(org, call)? != "UNKNOWN" {
        CONNECTION.change(org, call, |connection| connection.set("status", status))?;
    }
    Ok(Response::no_content())
}

fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (name, id) = (call.value(0), call.value(1));
    let app = org.store.find(APPS.path, id).filter(|app| app.text("name") == name);
    ensure!(app.is_some(), error::not_found(id, APPS.noun));
    Ok(Response::no_content())
}
