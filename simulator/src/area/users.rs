//! The operations of users.

use super::members::touch;
use super::{credentials as area_credentials, lifecycle, members, user_links, user_list};
use crate::call::{Call, object};
use crate::credentials::{self, Sent};
use crate::error::{self, ApiError, TAKEN, ensure, field};
use crate::kinds::GROUP;
use crate::message::Response;
use crate::org::Org;
use crate::profile;
use crate::route::Row;
use crate::status::{set_active, set_status};
use crate::store::Document;
use serde_json::{Map, Value, json};

const MOST_GROUPS: usize = 20;

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users", user_list::list),
    ("POST", "/api/v1/users", create),
    ("GET", "/api/v1/users/{}", get),
    ("POST", "/api/v1/users/{}", change),
    ("PUT", "/api/v1/users/{}", change),
    ("DELETE", "/api/v1/users/{}", delete),
    ("GET", "/api/v1/users/{}/groups", members::groups_of_user),
    ("POST", "/api/v1/users/{}/lifecycle/activate", lifecycle::activate),
    ("POST", "/api/v1/users/{}/lifecycle/reactivate", lifecycle::reactivate),
    ("POST", "/api/v1/users/{}/lifecycle/deactivate", lifecycle::deactivate),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", lifecycle::suspend),
    ("POST", "/api/v1/users/{}/lifecycle/unsuspend", lifecycle::unsuspend),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", lifecycle::unlock),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password", lifecycle::expire_password),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password_with_temp_password", lifecycle::expire_with_temp_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_password", lifecycle::reset_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_factors", lifecycle::reset_factors),
    ("POST", "/api/v1/users/{}/credentials/change_password", area_credentials::change_password),
    ("POST", "/api/v1/users/{}/credentials/change_recovery_question", area_credentials::change_question),
    ("POST", "/api/v1/users/{}/credentials/forgot_password", area_credentials::forgot_password),
    ("POST", "/api/v1/users/{}/credentials/forgot_password_recovery_question", area_credentials::answer_question),
]];

pub(crate) fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let activate = call.query.flag("activate", true)?;
    let elsewhere = call.query.flag("provider", false)?;
    let expire = call.query.get("nextLogin") == Some("changePassword");
    let body = call.object()?;
    let profile = profile::merged(&org.user_schema, &Map::new(), &object(&body, "profile")?)?;
    let login = free_login(org, &profile, None)?;
    let sent = Sent::read(&body)?;
    if elsewhere || sent.elsewhere() {
        require_other_provider(&sent)?;
    }
    sent.check(&login)?;
    ensure!(!expire || activate, error::expire_needs_activation());
    ensure!(!expire || sent.password.is_some(), error::expire_needs_password());
    check_type(org, &body)?;
    let groups = groups(org, &body)?;

    let id = org.ids.mint("00u");
    let mut user = new_user(org, call, &id, profile);
    sent.set_provider(&mut user);
    sent.apply(&mut user, call.now);
    if activate {
        set_active(&mut user, call.now);
    }
    if expire {
        user.set("status", "PASSWORD_EXPIRED");
    }
    let response = store(org, call, user);
    for group in groups {
        org.memberships.set(&group, &id, true, &org.users);
        touch(org, &group, call.now);
    }
    touch(org, &org.everyone.clone(), call.now);
    Ok(response)
}

pub(crate) fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = load(org, call)?;
    Ok(Response::ok(&show(org, call, &user)))
}

/// POST changes only what was sent. PUT replaces the profile; credentials stay unless sent.
pub(crate) fn change(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut user = load(org, call)?;
    let body = call.object()?;
    let old = if call.request.method == "PUT" { Map::new() } else { object(&user.shown, "profile")? };
    let profile = profile::merged(&org.user_schema, &old, &object(&body, "profile")?)?;
    call.query.flag("strict", false)?;
    let login = free_login(org, &profile, Some(user.text("id")))?;
    check_type(org, &body)?;
    let sent = Sent::read(&body)?;
    sent.check(&login)?;
    user.set("profile", profile);
    sent.apply(&mut user, call.now);
    user.touch(call.now);
    Ok(store(org, call, user))
}

/// The first DELETE deactivates, the second deletes for ever.
pub(crate) fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("sendEmail", false)?;
    let mut user = load(org, call)?;
    if user.text("status") == "DEPROVISIONED" {
        let id = user.text("id").to_owned();
        org.users.remove(&id, call.now);
        org.memberships.forget(&id, &org.users);
    } else {
        set_status(&mut user, "DEPROVISIONED", call.now);
        store(org, call, user);
    }
    Ok(Response::no_content())
}

/// The user that the first value of the path means.
pub(crate) fn load(org: &Org, call: &Call<'_>) -> Result<Document, ApiError> {
    org.user(call.value(0), &org.user_view(call))
}

/// Keeps a new or changed user, and answers it.
pub(crate) fn store(org: &mut Org, call: &Call<'_>, mut user: Document) -> Response {
    credentials::refresh(&mut user);
    let response = Response::ok(&show(org, call, &user));
    let id = user.text("id").to_owned();
    org.users.put(&id, user, call.now);
    response
}

fn show(org: &Org, call: &Call<'_>, user: &Document) -> Value {
    let mut shown = user.shown.clone();
    if call.omits("omitCredentials") {
        shown.shift_remove("credentials");
    }
    let links = user_links::links(user, &call.base, &org.type_id, !call.omits("omitCredentialsLinks"));
    shown.insert("_links".into(), links);
    Value::Object(shown)
}

fn new_user(org: &Org, call: &Call<'_>, id: &str, profile: Map<String, Value>) -> Document {
    let now = call.now.to_string();
    Document::new(json!({
        "id": id,
        "status": "STAGED",
        "created": now,
        "activated": null,
        "statusChanged": null,
        "lastLogin": null,
        "lastUpdated": now,
        "passwordChanged": null,
        "type": { "id": org.type_id },
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

fn check_type(org: &Org, body: &Map<String, Value>) -> Result<(), ApiError> {
    let sent = object(body, "type")?;
    match sent.get("id") {
        None | Some(Value::Null) => Ok(()),
        Some(id) if *id == org.type_id => Ok(()),
        Some(_) => Err(field("type", "There is no such user type")),
    }
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
