//! The operations of users.

use super::user_documents::{USERS, keep, load, record, show, store};
use super::{apps, group_rules, lifecycle, linked_objects, members, realms, roles};
use crate::call::{Call, object, text};
use crate::credentials::{self, Sent};
use crate::error::{self, ApiError, TAKEN, ensure, field};
use crate::handler::Row;
use crate::kinds::{GROUP, USER_TYPE};
use crate::message::Response;
use crate::org::Org;
use crate::profile;
use crate::seed::PASSWORD;
use crate::status::{set_active, set_status};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

const MOST_GROUPS: usize = 20;

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("POST", "/api/v1/users", create),
    ("GET", "/api/v1/users/{}", get),
    ("POST", "/api/v1/users/{}", change),
    ("PUT", "/api/v1/users/{}", change),
    ("DELETE", "/api/v1/users/{}", delete),
]];

/// The admin of a new org without other users.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let id = org.me().to_owned();
    if org.users.get(&id).is_some() {
        return;
    }
    let profile = json!({
        "firstName": "Ada",
        "lastName": "Admin",
        "mobilePhone": null,
        "secondEmail": null,
        "login": "admin@example.com",
        "email": "admin@example.com",
    });
    let mut user = new_user(born, &id, &org.type_id, Document::new(profile).shown);
    credentials::set_password(&mut user, PASSWORD, born);
    set_active(&mut user, born);
    keep(org, user, born);
}

pub(crate) fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let activate = call.query.flag("activate", true)?;
    let elsewhere = call.query.flag("provider", false)?;
    let expire = call.query.get("nextLogin") == Some("changePassword");
    let body = call.object()?;
    let kind = sent_type(org, &body)?.unwrap_or_else(|| org.type_id.clone());
    let profile = profile::merged(org.schema_of(&kind), &Map::new(), &object(&body, "profile")?)?;
    let login = free_login(org, &profile, None)?;
    let sent = Sent::read(&body)?;
    if elsewhere || sent.elsewhere() {
        require_other_provider(&sent)?;
    }
    sent.check(&login)?;
    ensure!(!expire || activate, error::expire_needs_activation());
    ensure!(!expire || sent.password.is_some(), error::expire_needs_password());
    let groups = groups(org, &body)?;
    let realm = realms::of_new_user(org, text(&body, "realmId")?)?;

    let id = org.ids.mint("00u");
    let mut user = new_user(call.now, &id, &kind, profile);
    if let Some(realm) = realm {
        user.set("realmId", realm);
    }
    sent.set_provider(&mut user);
    sent.apply(&mut user, call.now);
    if activate {
        set_active(&mut user, call.now);
    } else if !org.classic && credentials::has_password(&user) {
        user.set("statusChanged", call.now.to_string());
    }
    if expire {
        user.set("status", "PASSWORD_EXPIRED");
    }
    Ok(add(org, call, &user, &groups))
}

/// Stores a new user, who is in Everyone, in these groups and where the rules say.
fn add(org: &mut Org, call: &Call<'_>, user: &Document, groups: &[String]) -> Response {
    record(org, call, "user.lifecycle.create", user);
    if user.text("status") != "STAGED" {
        record(org, call, "user.lifecycle.activate", user);
    }
    let response = store(org, call, user.clone());
    for group in groups {
        members::put(org, call, group, user, true);
    }
    members::record(org, call, &org.everyone.clone(), user, true);
    group_rules::apply(org, call, user);
    response
}

/// Takes a profile from another source, and returns the id of its user: the known one, one of the same login, or a new one, whom
/// nobody has activated yet.
pub(super) fn import(
    org: &mut Org,
    call: &Call<'_>,
    known: Option<&str>,
    sent: &Map<String, Value>,
) -> Result<String, ApiError> {
    let login = sent.get("login").and_then(Value::as_str).unwrap_or("");
    let found = known.and_then(|id| org.users.get(id)).or_else(|| org.users.by_login(login));
    let Some(mut user) = found.map(|person| person.document(&org.user_view(call))) else {
        let profile = profile::merged(&org.user_schema, &Map::new(), sent)?;
        let id = org.ids.mint("00u");
        let user = new_user(call.now, &id, &org.type_id, profile);
        add(org, call, &user, &[]);
        return Ok(id);
    };
    let id = user.text("id").to_owned();
    let schema = org.schema_of(user.text("type.id"));
    let profile = profile::merged(schema, &object(&user.shown, "profile")?, sent)?;
    free_login(org, &profile, Some(&id))?;
    user.set("profile", profile);
    user.touch(call.now);
    record(org, call, "user.account.update_profile", &user);
    store(org, call, user.clone());
    group_rules::apply(org, call, &user);
    Ok(id)
}

pub(crate) fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = load(org, call)?;
    let mut shown = show(org, call, &user);
    if call.query.text("expand") == Some("blocks") {
        shown["_embedded"] = json!({ "blocks": [] });
    }
    Ok(Response::ok(&shown))
}

/// POST changes only what was sent. PUT replaces the profile; credentials stay unless sent.
pub(crate) fn change(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    let body = call.object()?;
    let old = if call.request.method == "PUT" { Map::new() } else { object(&user.shown, "profile")? };
    let kind = user.text("type.id").to_owned();
    let new_kind = sent_type(org, &body)?.unwrap_or_else(|| kind.clone());
    let fits = kind == new_kind || call.request.method == "PUT";
    ensure!(fits, field("type", "The type of a user changes by PUT only"));
    let profile = profile::merged(org.schema_of(&new_kind), &old, &object(&body, "profile")?)?;
    call.query.flag("strict", false)?;
    let login = free_login(org, &profile, Some(user.text("id")))?;
    let sent = Sent::read(&body)?;
    sent.check(&login)?;
    let mut events = vec!["user.account.update_profile"];
    if sent.password.is_some() {
        events.push("user.account.update_password");
    }
    if kind != new_kind {
        events.push("user.account.update_user_type");
        user.set("type", json!({ "id": new_kind }));
    }
    if profile.get("email") != user.at("profile.email") {
        events.push("user.account.update_primary_email");
    }
    user.set("profile", profile);
    sent.apply(&mut user, call.now);
    user.touch(call.now);
    for event in events {
        record(org, call, event, &user);
    }
    let response = store(org, call, user.clone());
    group_rules::apply(org, call, &user);
    Ok(response)
}

/// The first DELETE deactivates, the second deletes for ever.
pub(crate) fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("sendEmail", false)?;
    let mut user = load(org, call)?;
    if user.text("status") == "DEPROVISIONED" {
        let id = user.text("id").to_owned();
        record(org, call, "user.lifecycle.delete.initiated", &user);
        org.users.remove(&id, call.now);
        org.memberships.forget(&id, &org.users);
        apps::forget_user(org, &id);
        linked_objects::forget_user(org, &id);
        roles::forget(org, &format!("{}/{id}/roles", USERS.path));
        org.store.remove(USERS.path, &id);
        record(org, call, "user.lifecycle.delete.completed", &user);
    } else {
        set_status(&mut user, "DEPROVISIONED", call.now);
        lifecycle::deprovision(org, call, user);
    }
    Ok(Response::no_content())
}

fn new_user(now: Time, id: &str, kind: &str, profile: Map<String, Value>) -> Document {
    let now = now.to_string();
    Document::new(json!({
        "id": id,
        "status": "STAGED",
        "created": now,
        "activated": null,
        "statusChanged": null,
        "lastLogin": null,
        "lastUpdated": now,
        "passwordChanged": null,
        "type": { "id": kind },
        "profile": profile,
    }))
}

/// A login is unique whatever its case; users of every status keep theirs.
fn free_login(org: &Org, profile: &Map<String, Value>, own: Option<&str>) -> Result<String, ApiError> {
    let login = profile.get("login").and_then(Value::as_str).unwrap_or("");
    match org.users.by_login(login) {
        Some(other) if own != Some(other.id().as_str()) => Err(field("login", TAKEN)),
        _ => Ok(login.to_owned()),
    }
}

fn require_other_provider(sent: &Sent) -> Result<(), ApiError> {
    let wrong = |why: &str| error::invalid("credentials").because(format!("provider: {why}"));
    ensure!(sent.elsewhere(), wrong("The provider must be FEDERATION or SOCIAL"));
    let bare = sent.password.is_none() && sent.question.is_none();
    ensure!(bare, wrong("A user of another provider has no password and no recovery question"));
    Ok(())
}

/// The type that a body asks for.
fn sent_type(org: &Org, body: &Map<String, Value>) -> Result<Option<String>, ApiError> {
    let Some(id) = text(&object(body, "type")?, "id")? else { return Ok(None) };
    let known = org.store.find(USER_TYPE.path, &id).is_some();
    ensure!(known, field("type", "There is no such user type"));
    Ok(Some(id))
}

fn groups(org: &Org, body: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
    let sent = match body.get("groupIds") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(ids)) => ids,
        Some(_) => return Err(error::malformed()),
    };
    ensure!(sent.len() <= MOST_GROUPS, field("groupIds", "A user is made with at most 20 groups"));
    let id = |id: &Value| {
        let id = id.as_str().ok_or_else(error::malformed)?;
        org.store.get(&GROUP, id).map(|_| id.to_owned())
    };
    sent.iter().map(id).collect()
}
