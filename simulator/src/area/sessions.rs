//! Sign-in with a password, and the sessions that it leads to.

use super::user_documents::USERS;
use crate::attribute::Attribute;
use crate::call::{Call, text};
use crate::credentials::knows_password;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("POST", "/api/v1/sessions", create),
    ("GET", "/api/v1/sessions/me", current),
    ("DELETE", "/api/v1/sessions/me", close_current),
    ("POST", "/api/v1/sessions/me/lifecycle/refresh", refresh_current),
    ("GET", "/api/v1/sessions/{}", |org, call| SESSIONS.get(org, call)),
    ("DELETE", "/api/v1/sessions/{}", |org, call| SESSIONS.delete(org, call)),
    ("POST", "/api/v1/sessions/{}/lifecycle/refresh", |org, call| {
        let path = SESSIONS.item(org, call)?;
        refresh(org, call, &path)
    }),
    ("DELETE", "/api/v1/users/{}/sessions", end_of_user),
    ("POST", "/api/v1/users/me/lifecycle/delete_sessions", end_own),
]];

const LIFE: i64 = 2 * 3600;
/// How long a session token can be used.
const TOKEN_LIFE: i64 = 300;
/// The session tokens that wait for their session.
const WAITING: &str = "/session-tokens";

static SESSIONS: Resource = Resource {
    path: "/api/v1/sessions",
    schema: "Session",
    id: Id::Uuid,
    noun: "AppSession",
    object: "session",
    events: "user.session.*",
    lookup: |org, path, key| org.store.find(path, key).map(|_| key.to_owned()),
    links: |org, session, path| {
        let user = format!("{}/{}", USERS.path, session.text("userId"));
        let mut user_link = links::hinted(user, &["GET"]);
        user_link["name"] = name(org, session.text("userId")).into();
        json!({
            "self": links::hinted(path, &["GET", "DELETE"]),
            "refresh": links::hinted(format!("{path}/lifecycle/refresh"), &["POST"]),
            "user": user_link,
        })
    },
    ..Resource::NEW
};

/// Primary authentication: a session token for the right password.
pub(crate) fn sign_in(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.object()?;
    let name = text(&body, "username")?.unwrap_or_default();
    let password = text(&body, "password")?.unwrap_or_default();
    let view = org.user_view(call);
    let user = org.users.find(&name).map(|person| person.document(&view));
    let user = user.filter(|user| matches!(user.text("status"), "ACTIVE" | "PASSWORD_EXPIRED"));
    let user = user.filter(|user| knows_password(user, &password)).ok_or_else(error::no_sign_in)?;
    let token = format!("20111{}", org.ids.text(36));
    let expires = Time::from_seconds(call.now.seconds() + TOKEN_LIFE).to_string();
    let waiting = json!({ "userId": user.text("id"), "expiresAt": expires });
    org.store.put(WAITING, &token, Document::new(waiting));
    let profile = |name: &str| user.at(&format!("profile.{name}")).cloned().unwrap_or(Value::Null);
    Ok(Response::ok(&json!({
        "expiresAt": expires,
        "status": "SUCCESS",
        "sessionToken": token,
        "_embedded": { "user": {
            "id": user.text("id"),
            "passwordChanged": user.at("passwordChanged"),
            "profile": {
                "login": profile("login"),
                "firstName": profile("firstName"),
                "lastName": profile("lastName"),
                "locale": "en",
                "timeZone": "America/Los_Angeles",
            },
        }},
    })))
}

/// A session for a token, which can be used once.
fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.judged(SESSIONS.object)?;
    let token = text(&body, "sessionToken")?.unwrap_or_default();
    let waiting = org.store.remove(WAITING, &token).ok_or_else(error::no_sign_in)?;
    let expired = Time::parse(waiting.text("expiresAt")).is_none_or(|end| end.seconds() < call.now.seconds());
    ensure!(!expired, error::no_sign_in());
    let id = open(org, call, waiting.text("userId"));
    let path = format!("{}/{id}", SESSIONS.path);
    let session = org.store.at(&path).cloned().unwrap_or_default();
    // A new session names itself by `me`, and so its user.
    let mut shown = SESSIONS.show(org, call, &format!("{}/me", SESSIONS.path), &session);
    shown["_links"]["user"]["href"] = format!("{}{}/me", call.base, USERS.path).into();
    Ok(Response::ok(&shown))
}

fn name(org: &Org, user: &str) -> String {
    let Some(person) = org.users.get(user) else { return String::new() };
    let part = |attribute: &str| match person.attribute(attribute) {
        Attribute::Text(text) => text.into_owned(),
        _ => String::new(),
    };
    format!("{} {}", part("profile.firstName"), part("profile.lastName"))
}

fn open(org: &mut Org, call: &Call<'_>, user: &str) -> String {
    let id = format!("102{}", org.ids.text(22));
    let now = call.now.to_string();
    let login = org.users.get(user).map(|person| person.login()).unwrap_or_default();
    let session = json!({
        "id": id,
        "userId": user,
        "login": login,
        "createdAt": now,
        "expiresAt": Time::from_seconds(call.now.seconds() + LIFE).to_string(),
        "status": "ACTIVE",
        "lastPasswordVerification": now,
        "lastFactorVerification": null,
        "amr": ["pwd"],
        "idp": { "id": org.id, "type": "OKTA" },
        "mfaActive": false,
    });
    org.store.put(SESSIONS.path, &id, Document::new(session));
    SESSIONS.record(org, call, "start", &format!("{}/{id}", SESSIONS.path));
    id
}

fn refresh(org: &mut Org, call: &Call<'_>, path: &str) -> Result<Response, ApiError> {
    let mut session = org.store.at(path).cloned().unwrap_or_default();
    session.set("expiresAt", Time::from_seconds(call.now.seconds() + LIFE).to_string());
    org.store.put_at(path, session);
    SESSIONS.shown(org, call, path)
}

/// The session of the caller: that of the user who owns the token, who has one as long as the token works.
fn own(org: &mut Org, call: &Call<'_>) -> String {
    let me = org.me().to_owned();
    let mut all = org.store.all(SESSIONS.path);
    let found = all.find(|(_, session)| session.text("userId") == me).map(|(id, _)| id.to_owned());
    drop(all);
    let id = found.unwrap_or_else(|| open(org, call, &me));
    format!("{}/{id}", SESSIONS.path)
}

fn current(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = own(org, call);
    SESSIONS.shown(org, call, &path)
}

fn refresh_current(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = own(org, call);
    refresh(org, call, &path)
}

fn close_current(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = own(org, call);
    SESSIONS.record(org, call, "end", &path);
    org.store.remove_at(&path);
    Ok(Response::no_content())
}

fn end_of_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = USERS.item(org, call)?;
    let id = crate::resource::last(&path).to_owned();
    end(org, call, &id);
    Ok(Response::no_content())
}

fn end_own(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.judged("keepCurrent")?;
    let me = org.me().to_owned();
    end(org, call, &me);
    Ok(Response::ok_text(String::new()))
}

/// Ends all sessions of a user.
pub(crate) fn end(org: &mut Org, call: &Call<'_>, user: &str) {
    let own = org.store.all(SESSIONS.path).filter(|(_, session)| session.text("userId") == user);
    let ids: Vec<String> = own.map(|(id, _)| id.to_owned()).collect();
    for id in ids {
        org.store.remove(SESSIONS.path, &id);
    }
    org.record(call, "user.session.clear", Vec::new());
}
