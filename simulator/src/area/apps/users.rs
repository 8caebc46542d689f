//! The users of apps: those who were assigned, and the members of groups that were.

use super::APPS;
use crate::attribute::Attribute;
use crate::call::{Call, object};
use crate::directory::Person;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links::plain;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::merge;
use crate::search::any_starts_with;
use crate::store::Document;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/apps/{}/users", list),
    ("POST", "/api/v1/apps/{}/users", assign),
    ("GET", "/api/v1/apps/{}/users/{}", get),
    ("POST", "/api/v1/apps/{}/users/{}", update),
    ("DELETE", "/api/v1/apps/{}/users/{}", unassign),
];

const PAGE: Page = Page(50, 500);
const NOUN: &str = "AppUser";

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = APPS.item(org, call)?;
    let limit = call.query.limit(PAGE.0, PAGE.1)?;
    let q = call.query.text("q");
    let after = call.query.text("after");
    // With `q`, members that do not match take no place of the page.
    let most = if q.is_some() { usize::MAX } else { limit + 1 };
    let found = assigned(org, &path, after, most);
    let named = |id: &str, own: &Document| {
        let Some(user) = org.users.get(id) else { return false };
        let profile = ["firstName", "lastName", "email"].map(|name| user.attribute(&format!("profile.{name}")));
        let name = own.text("credentials.userName").into();
        q.is_none_or(|q| any_starts_with(profile.into_iter().chain([name]), q))
    };
    let found: Vec<_> = found.into_iter().filter(|(id, own)| named(id, own)).take(limit + 1).collect();
    let items = found.get(..limit.min(found.len())).unwrap_or(&[]);
    let next = items.last().map(|(id, _)| id.clone()).filter(|_| found.len() > limit);
    let shown = items.iter().map(|(_, own)| show(org, call, &path, own)).collect();
    Ok(paging::page(call, "", shown, limit, next.as_deref()))
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, own) = load(org, call)?;
    Ok(Response::ok(&show(org, call, &path, &own)))
}

/// Assigns a user. One who has the app through a group gets an assignment of their own.
fn assign(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = APPS.item(org, call)?;
    let sent = call.judged("appUser")?;
    let id = sent.get("id").and_then(Value::as_str).unwrap_or("");
    ensure!(!id.is_empty(), field("id", BLANK));
    let user = org.users.get(id).ok_or_else(|| error::not_found(id, "User"))?;
    ensure!(has_apps(&user), error::inactive_user());
    let own = org.store.find(&format!("{path}/users"), id);
    ensure!(own.is_none(), error::already_assigned());
    check_scheme(org, &path, &sent)?;
    let mut own = new(org, &path, id, "USER", &call.now.to_string());
    take(&mut own, &sent)?;
    store(org, call, &path, own, "add")
}

/// Changes credentials and profile as far as they are sent.
fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut own) = load(org, call)?;
    let sent = call.judged("appUser")?;
    check_scheme(org, &path, &sent)?;
    take(&mut own, &sent)?;
    own.touch(call.now);
    store(org, call, &path, own, "update")
}

fn unassign(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, own) = load(org, call)?;
    let id = own.text("id").to_owned();
    let why = "The user has the app through a group";
    ensure!(own.text("scope") == "USER", error::invalid("appUser").because(why));
    record(org, call, &path, &id, "remove");
    org.store.remove(&format!("{path}/users"), &id);
    Ok(Response::no_content())
}

/// Refuses credentials that a user cannot have by the scheme of the app at a path.
fn check_scheme(org: &Org, path: &str, sent: &Map<String, Value>) -> Result<(), ApiError> {
    let scheme = org.store.at(path).map_or("", |app| app.text("credentials.scheme"));
    let shared = scheme == "SHARED_USERNAME_AND_PASSWORD";
    let synced = scheme == "EXTERNAL_PASSWORD_SYNC";
    let credentials = object(sent, "credentials")?;
    let named = credentials.get("userName").is_some_and(Value::is_string);
    let password = credentials.get("password").is_some_and(|password| password["value"].is_string());
    ensure!(!(shared && named) && !((shared || synced) && password), error::no_user_credentials());
    Ok(())
}

/// Takes what a request says of a user of an app.
fn take(own: &mut Document, sent: &Map<String, Value>) -> Result<(), ApiError> {
    for name in ["credentials", "profile"] {
        let mut part = object(&own.shown, name)?;
        merge(&mut part, object(sent, name)?);
        if let Some(password) = part.shift_remove("password").filter(|password| password["value"].is_string()) {
            own.hidden.insert("password".into(), password);
            own.set("passwordChanged", own.text("lastUpdated").to_owned());
        }
        own.set(name, part);
    }
    if own.hidden.contains_key("password") {
        own.fill_all(json!({ "credentials": { "password": {} } }));
    }
    Ok(())
}

fn store(org: &mut Org, call: &Call<'_>, path: &str, own: Document, verb: &str) -> Result<Response, ApiError> {
    let id = own.text("id").to_owned();
    let shown = show(org, call, path, &own);
    org.store.put(&format!("{path}/users"), &id, own);
    record(org, call, path, &id, verb);
    Ok(Response::ok(&shown))
}

fn record(org: &mut Org, call: &Call<'_>, path: &str, user: &str, verb: &str) {
    let app = org.store.at(path).map(|app| Target::of(APPS.noun, app.text("id"), app));
    let login = org.users.get(user).map(|user| user.login()).unwrap_or_default();
    let user = Target { id: user.into(), kind: "User".into(), name: login.clone(), alternate: login };
    let targets = std::iter::once(user).chain(app).collect();
    org.record(call, &format!("application.user_membership.{verb}"), targets);
}

fn load(org: &Org, call: &Call<'_>) -> Result<(String, Document), ApiError> {
    let path = APPS.item(org, call)?;
    let key = call.value(1);
    let id = org.users.find(key).map_or_else(|| key.to_owned(), |user| user.id());
    let own = one(org, &path, &id).ok_or_else(|| error::not_found(key, NOUN))?;
    Ok((path, own))
}

/// One user of the app at a path.
pub(super) fn one(org: &Org, path: &str, user: &str) -> Option<Document> {
    let own = org.store.find(&format!("{path}/users"), user).cloned();
    own.or_else(|| {
        org.users.get(user).filter(has_apps)?;
        let (_, group) =
            org.store.all(&format!("{path}/groups")).find(|(id, _)| org.memberships.holds(id, user, &org.users))?;
        Some(new(org, path, user, "GROUP", group.text("lastUpdated")))
    })
}

/// Whether a user may have apps: one who is deactivated leaves them, though not its groups.
fn has_apps(user: &Person<'_>) -> bool {
    user.status() != "DEPROVISIONED"
}

/// Whether a user has the app at a path.
pub(crate) fn is_assigned(org: &Org, path: &str, user: &str) -> bool {
    one(org, path, user).is_some()
}

/// Users of the app at a path after an id, as many as are wanted.
fn assigned(org: &Org, path: &str, after: Option<&str>, most: usize) -> BTreeMap<String, Document> {
    let mut found = BTreeMap::new();
    for (group, own) in org.store.all(&format!("{path}/groups")) {
        let members = org.memberships.members(group, after, &org.users).filter(has_apps);
        for user in members.map(|user| user.id()).take(most) {
            let since = own.text("lastUpdated");
            found.entry(user).or_insert_with_key(|user| new(org, path, user, "GROUP", since));
        }
    }
    let at = format!("{path}/users");
    let own = org.store.all(&at);
    let own = own.filter(|(id, _)| after.is_none_or(|after| *id > after) && org.users.get(id).is_some());
    found.extend(own.map(|(id, own)| (id.to_owned(), own.clone())));
    found
}

/// A user of an app, named by the template of the app.
fn new(org: &Org, path: &str, user: &str, scope: &str, since: &str) -> Document {
    let template = org.store.at(path).map_or("", |app| app.text("credentials.userNameTemplate.template"));
    let person = org.users.get(user);
    let email = || match person.as_ref()?.attribute("profile.email") {
        Attribute::Text(email) => Some(email.into_owned()),
        _ => None,
    };
    let login = || person.as_ref().map(|person| person.login()).unwrap_or_default();
    let name = Some(template).filter(|own| *own == "${source.email}").and_then(|_| email()).unwrap_or_else(login);
    Document::new(json!({
        "id": user,
        "externalId": null,
        "created": since,
        "lastUpdated": since,
        "scope": scope,
        "status": "ACTIVE",
        "statusChanged": since,
        "passwordChanged": null,
        "syncState": "DISABLED",
        "credentials": { "userName": name },
        "profile": {},
    }))
}

/// A user of an app as responses show it, with the user if the query wishes so.
pub(super) fn show(org: &Org, call: &Call<'_>, path: &str, own: &Document) -> Value {
    let mut own = own.clone();
    let user = own.text("id").to_owned();
    let mut links = json!({ "app": plain(path), "user": plain(format!("/api/v1/users/{user}")) });
    if own.text("scope") == "GROUP" {
        let at = format!("{path}/groups");
        let mut groups = org.store.all(&at);
        let group = groups.find(|(id, _)| org.memberships.holds(id, &user, &org.users)).map_or("", |(id, _)| id);
        links["group"] = plain(format!("/api/v1/groups/{group}"));
    }
    own.set("_links", links);
    let mut shown = own.show(&call.base);
    if call.query.text("expand") == Some("user") {
        let mut text = String::new();
        if let Some(person) = org.users.get(&user) {
            person.write(&mut text, &org.user_view(call));
        }
        let user: Value = serde_json::from_str(&text).unwrap_or_default();
        shown["_embedded"] = json!({ "user": user });
    }
    shown
}

/// Takes a deleted user from all apps.
pub(crate) fn forget_user(org: &mut Org, user: &str) {
    forget(org, "/users", user);
}

/// Takes a deleted group from all apps.
pub(crate) fn forget_group(org: &mut Org, group: &str) {
    forget(org, "/groups", group);
}

fn forget(org: &mut Org, end: &str, id: &str) {
    let all = org.store.collections(APPS.path, end).filter(|(_, own)| own.contains_key(id));
    let paths: Vec<_> = all.map(|(path, _)| path.to_owned()).collect();
    for path in paths {
        org.store.remove(&path, id);
    }
}
