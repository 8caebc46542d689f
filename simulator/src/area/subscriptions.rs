//! The notifications that admins get: by their role, and by their own wish.

use super::roles::is_standard;
use super::user_documents::USERS;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging;
use crate::resource::Resource;
use crate::store::{Document, absolute};
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users/{}/subscriptions", |org, call| list(&USERS, org, call)),
    ("GET", "/api/v1/users/{}/subscriptions/{}", |org, call| get(&USERS, org, call)),
    ("POST", "/api/v1/users/{}/subscriptions/{}/subscribe", |org, call| set(&USERS, org, call, true)),
    ("POST", "/api/v1/users/{}/subscriptions/{}/unsubscribe", |org, call| set(&USERS, org, call, false)),
    ("GET", "/api/v1/roles/{}/subscriptions", |org, call| list(&ROLES, org, call)),
    ("GET", "/api/v1/roles/{}/subscriptions/{}", |org, call| get(&ROLES, org, call)),
    ("POST", "/api/v1/roles/{}/subscriptions/{}/subscribe", |org, call| set(&ROLES, org, call, true)),
    ("POST", "/api/v1/roles/{}/subscriptions/{}/unsubscribe", |org, call| set(&ROLES, org, call, false)),
]];

/// The notifications, and whether an admin gets them at first.
const TYPES: &[(&str, bool)] = &[
    ("IWA_AGENT", true),
    ("CONNECTOR_AGENT", true),
    ("USER_LOCKED_OUT", false),
    ("APP_IMPORT", false),
    ("AD_AGENT", true),
    ("LDAP_AGENT", true),
    ("RATELIMIT_NOTIFICATION", true),
    ("OKTA_ANNOUNCEMENT", true),
    ("OKTA_ISSUE", true),
    ("OKTA_UPDATE", false),
    ("USER_DEPROVISION", false),
    ("REPORT_SUSPICIOUS_ACTIVITY", true),
    ("AGENT_AUTO_UPDATE_NOTIFICATION", true),
    ("AGENT_AUTO_UPDATE_NOTIFICATION_LDAP", true),
];

/// Roles as the paths of their subscriptions name them: standard ones by type, custom ones by id.
static ROLES: Resource = Resource {
    path: "/api/v1/roles",
    noun: "Role",
    lookup: |org, _, key| {
        let known = is_standard(key) || org.store.find("/api/v1/iam/roles", key).is_some();
        known.then(|| key.to_owned())
    },
    ..Resource::NEW
};

fn list(of: &Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = of.item(org, call)? + "/subscriptions";
    Ok(paging::whole("", TYPES.iter().map(|(kind, first)| show(org, call, &at, kind, *first)).collect()))
}

fn get(of: &Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = of.item(org, call)? + "/subscriptions";
    let (kind, first) = kind(call)?;
    Ok(Response::ok(&show(org, call, &at, kind, first)))
}

fn set(of: &Resource, org: &mut Org, call: &Call<'_>, wanted: bool) -> Result<Response, ApiError> {
    let at = of.item(org, call)? + "/subscriptions";
    let (kind, _) = kind(call)?;
    org.store.put(&at, kind, Document::new(json!({ "wanted": wanted })));
    Ok(Response::ok_text(String::new()))
}

fn kind(call: &Call<'_>) -> Result<(&'static str, bool), ApiError> {
    let name = call.value(1);
    let found = TYPES.iter().find(|(own, _)| *own == name);
    ensure!(found.is_some(), error::not_found(name, "NotificationType"));
    Ok(*found.unwrap_or(&("", false)))
}

fn show(org: &Org, call: &Call<'_>, at: &str, kind: &str, first: bool) -> Value {
    let wanted = org.store.find(at, kind).map_or(first, |own| own.is("wanted"));
    let (status, turn) = if wanted { ("subscribed", "unsubscribe") } else { ("unsubscribed", "subscribe") };
    let path = format!("{at}/{kind}");
    let mut shown = json!({
        "notificationType": kind,
        "channels": ["email"],
        "status": status,
        "_links": { turn: links::hinted(format!("{path}/{turn}"), &["POST"]), "self": links::plain(&path) },
    });
    absolute(&mut shown, &call.base);
    shown
}
