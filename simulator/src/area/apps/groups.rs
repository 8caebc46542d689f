//! The groups that apps are assigned to.

use super::APPS;
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::kinds::GROUP;
use crate::links::plain;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{Order, Page};
use crate::resource::{Id, Resource};
use crate::search::any_starts_with;
use crate::store::Document;
use serde_json::{Map, Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", GROUPS.path, |org, call| GROUPS.list(org, call)),
    ("GET", "/api/v1/apps/{}/groups/{}", |org, call| GROUPS.get(org, call)),
    ("PUT", "/api/v1/apps/{}/groups/{}", assign),
    ("PATCH", "/api/v1/apps/{}/groups/{}", patch),
    ("DELETE", "/api/v1/apps/{}/groups/{}", unassign),
];

const GROUPS: Resource = Resource {
    path: "/api/v1/apps/{}/groups",
    parent: Some(&APPS),
    schema: "ApplicationGroupAssignment",
    id: Id::Member("id"),
    noun: "ApplicationGroupAssignment",
    object: "applicationGroupAssignment",
    order: Order::Priority,
    page: Some(Page(20, 200)),
    links: |_, own, path| {
        let app = path.split("/groups/").next().unwrap_or("");
        json!({
            "app": plain(app),
            "self": plain(path),
            "group": plain(format!("{}/{}", GROUP.path, own.text("id"))),
        })
    },
    view: |org, call, own, shown| {
        let wish = call.query.text("expand").unwrap_or("");
        if wish == "group" {
            let group = org.store.find(GROUP.path, own.text("id"));
            shown["_embedded"] = json!({ "group": group.map(|group| group.show(&call.base)) });
        } else if wish == "metadata" {
            shown["_embedded"] = json!({ "metadata": { "credentials": {}, "profile": {} } });
        }
    },
    wanted: |org, call| {
        Ok(Box::new(move |own| {
            let name = org.store.find(GROUP.path, own.text("id")).map_or("", |group| group.text("profile.name"));
            call.query.text("q").is_none_or(|q| any_starts_with([name.into()], q))
        }))
    },
    ..Resource::NEW
};

/// Assigns a group, or changes its assignment.
fn assign(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = GROUPS.at(org, call)?;
    let group = call.value(1);
    org.store.get(&GROUP, group)?;
    let sent = call.judged(GROUPS.object)?;
    let old = org.store.find(&at, group).cloned();
    let event = if old.is_some() { "update" } else { "add" };
    let mut new = Document { shown: sent, ..Document::default() };
    new.shown.retain(|_, value| !value.is_null());
    let before = old.and_then(|old| old.at("priority").cloned());
    if new.at("priority").is_none() {
        let free = before.unwrap_or_else(|| org.store.all(&at).count().into());
        new.set("priority", free);
    }
    new.fill("profile", json!({}));
    store(org, call, &at, new, event)
}

/// Applies a JSON Patch.
fn patch(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut own) = GROUPS.load(org, call)?;
    let steps: Value = serde_json::from_slice(&call.request.body).map_err(|_| error::malformed())?;
    let steps = steps.as_array().ok_or_else(error::malformed)?;
    for step in steps {
        apply(&mut own.shown, step)?;
    }
    let at = path.rsplit_once('/').map_or("", |(at, _)| at);
    store(org, call, at, own, "update")
}

/// One step of a JSON Patch, on `/priority` or below `/profile`.
fn apply(own: &mut Map<String, Value>, step: &Value) -> Result<(), ApiError> {
    let place = step["path"].as_str().unwrap_or("");
    let wrong = || error::invalid("path").because(format!("path: '{place}' is invalid"));
    let (into, name) = match place.strip_prefix('/').ok_or_else(wrong)?.split_once('/') {
        Some(("profile", name)) => {
            let profile = own.entry("profile").or_insert_with(|| json!({}));
            (profile.as_object_mut().ok_or_else(wrong)?, name)
        }
        None if matches!(place, "/priority" | "/profile") => (own, place.get(1..).unwrap_or("")),
        _ => return Err(wrong()),
    };
    match step["op"].as_str() {
        Some("add" | "replace") => drop(into.insert(name.into(), step["value"].clone())),
        Some("remove") => drop(into.shift_remove(name)),
        _ => return Err(error::invalid("op").because("op: The field has an invalid value")),
    }
    Ok(())
}

/// Stores an assignment; those that had its priority or a later one make room.
fn store(org: &mut Org, call: &Call<'_>, at: &str, mut new: Document, verb: &str) -> Result<Response, ApiError> {
    let group = call.value(1);
    let priority = new.at("priority").and_then(Value::as_i64).unwrap_or(0);
    let number = |own: &Document| own.at("priority").and_then(Value::as_i64).unwrap_or(0);
    let others = |(id, _): &(&str, &Document)| *id != group;
    let taken = org.store.all(at).filter(others).any(|(_, own)| number(own) == priority);
    for (_, own) in org.store.all_mut(at).filter(|(id, own)| taken && *id != group && number(own) >= priority) {
        own.set("priority", number(own) + 1);
    }
    new.set("id", group);
    new.touch(call.now);
    org.store.put(at, group, new);
    record(org, call, group, verb);
    GROUPS.shown(org, call, &format!("{at}/{group}"))
}

fn unassign(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = GROUPS.item(org, call)?;
    org.store.remove_at(&path);
    record(org, call, call.value(1), "remove");
    Ok(Response::no_content())
}

fn record(org: &mut Org, call: &Call<'_>, group: &str, verb: &str) {
    let app = org.store.find(APPS.path, call.value(0)).map(|app| Target::of(APPS.noun, app.text("id"), app));
    let group = org.store.find(GROUP.path, group).map(|found| Target::of(GROUP.noun, group, found));
    let targets = group.into_iter().chain(app).collect();
    org.record(call, &format!("group.application_assignment.{verb}"), targets);
}
