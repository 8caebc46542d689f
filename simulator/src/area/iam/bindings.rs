//! Bindings: who has a custom role on a resource set. A member of a binding has a role assignment with the same id.

use super::resource_sets::SETS;
use super::{PAGE, ROLES, linked, principal};
use crate::area::roles::assignee_kind;
use crate::call::{Call, text};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, last};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/iam/resource-sets/{}/bindings", list),
    ("POST", "/api/v1/iam/resource-sets/{}/bindings", create),
    ("GET", "/api/v1/iam/resource-sets/{}/bindings/{}", |org, call| {
        let path = BINDINGS.item(org, call)?;
        Ok(shown(call, &path))
    }),
    ("DELETE", "/api/v1/iam/resource-sets/{}/bindings/{}", delete),
    ("GET", "/api/v1/iam/resource-sets/{}/bindings/{}/members", members),
    ("PATCH", "/api/v1/iam/resource-sets/{}/bindings/{}/members", add_members),
    ("GET", "/api/v1/iam/resource-sets/{}/bindings/{}/members/{}", |org, call| MEMBERS.get(org, call)),
    ("DELETE", "/api/v1/iam/resource-sets/{}/bindings/{}/members/{}", remove_member),
]];

static BINDINGS: Resource = Resource {
    path: "/api/v1/iam/resource-sets/{}/bindings",
    parent: Some(&SETS),
    id: Id::Member("id"),
    noun: "ResourceSetBinding",
    object: "role",
    lookup: |org, path, key| {
        let role = (ROLES.lookup)(org, ROLES.path, key)?;
        org.store.find(path, &role).map(|_| role)
    },
    ..Resource::NEW
};

static MEMBERS: Resource = Resource {
    path: "/api/v1/iam/resource-sets/{}/bindings/{}/members",
    parent: Some(&BINDINGS),
    schema: "ResourceSetBindingMember",
    id: Id::Minted("irb"),
    noun: "ResourceSetBindingMember",
    object: "members",
    links: |_, member, _| json!({ "self": links::plain(member.hidden.get("who").and_then(Value::as_str).unwrap_or("")) }),
    ..Resource::NEW
};

/// Gives an assignee a custom role, and returns the path of the assignment.
pub(crate) fn assign(org: &mut Org, call: &Call<'_>, at: &str, body: &Map<String, Value>) -> Result<String, ApiError> {
    let named = |name: &str| text(body, name)?.filter(|text| !text.is_empty()).ok_or_else(|| field(name, BLANK));
    let (role, set): (String, String) = (named("role")?, named("resource-set")?);
    let role = (ROLES.lookup)(org, ROLES.path, &role).ok_or_else(|| ROLES.unknown(&role))?;
    let set = (SETS.lookup)(org, SETS.path, &set).ok_or_else(|| SETS.unknown(&set))?;
    let same = |own: &Document| own.text("role") == role && own.text("resource-set") == set;
    ensure!(!org.store.all(at).any(|(_, own)| same(own)), error::role_assigned());
    let who = at.strip_suffix("/roles").unwrap_or(at);
    let id = bind(org, &set, &role, who, call.now);
    Ok(format!("{at}/{id}"))
}

/// Removes the member of a binding that a role assignment belongs to.
pub(crate) fn unassign(org: &mut Org, role: &Document) {
    let at = format!("{}/{}/bindings/{}/members", SETS.path, role.text("resource-set"), role.text("role"));
    org.store.remove(&at, role.text("id"));
}

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = BINDINGS.at(org, call)?;
    let found: Vec<&str> = org.store.all(&at).map(|(id, _)| id).collect();
    let (ids, limit, next) = PAGE.cut(call, &found, |id| (*id).to_owned())?;
    let roles = ids.iter().map(|id| {
        let path = format!("{at}/{id}");
        let links = json!({ "self": links::plain(&path), "members": links::plain(format!("{path}/members")) });
        json!({ "id": id, "_links": linked(call, links) })
    });
    let set = at.strip_suffix("/bindings").unwrap_or("");
    let mut links = json!({ "resource-set": links::plain(set), "self": links::plain(&at) });
    if let Some(next) = next {
        links["next"] = links::plain(call.link(Some(&next), limit));
    }
    Ok(Response::ok(&json!({ "roles": roles.collect::<Vec<_>>(), "_links": linked(call, links) })))
}

/// Binds a role; one that is bound already gets the members.
fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = BINDINGS.at(org, call)?;
    let body = call.judged(BINDINGS.object)?;
    let role = text(&body, "role")?.unwrap_or_default();
    let role = (ROLES.lookup)(org, ROLES.path, &role).ok_or_else(|| ROLES.unknown(&role))?;
    let who = principals(org, body.get("members"))?;
    org.store.put(&at, &role, Document::new(json!({ "id": role })));
    let path = format!("{at}/{role}");
    add(org, &path, &who, call.now);
    org.record(call, "iam.resourceset.bindings.add", Vec::new());
    Ok(shown(call, &path))
}

fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = BINDINGS.item(org, call)?;
    release(org, &path);
    org.store.remove_at(&path);
    org.record(call, "iam.resourceset.bindings.delete", Vec::new());
    Ok(Response::no_content())
}

fn members(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = MEMBERS.at(org, call)?;
    let found: Vec<_> = org.store.all(&at).collect();
    let (items, limit, next) = PAGE.cut(call, &found, |(id, _)| (*id).to_owned())?;
    let show = |(id, member): &(&str, &Document)| MEMBERS.show(org, call, &format!("{at}/{id}"), member);
    let items: Vec<Value> = items.iter().map(show).collect();
    let binding = at.strip_suffix("/members").unwrap_or("");
    let mut links = json!({ "binding": links::plain(binding), "self": links::plain(&at) });
    if let Some(next) = next {
        links["next"] = links::plain(call.link(Some(&next), limit));
    }
    Ok(Response::ok(&json!({ "members": items, "_links": linked(call, links) })))
}

fn add_members(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = BINDINGS.item(org, call)?;
    let body = call.judged(MEMBERS.object)?;
    let who = principals(org, body.get("additions"))?;
    add(org, &path, &who, call.now);
    Ok(shown(call, &path))
}

fn remove_member(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, member) = MEMBERS.load(org, call)?;
    drop_assignment(org, last(&path), &member);
    org.store.remove_at(&path);
    Ok(Response::no_content())
}

fn principals(org: &Org, references: Option<&Value>) -> Result<Vec<String>, ApiError> {
    let all = references.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    all.map(|reference| principal(org, reference)).collect()
}

/// Makes principals members of a binding, unless they are.
fn add(org: &mut Org, binding: &str, who: &[String], now: Time) {
    let set = binding.split('/').nth(5).unwrap_or("").to_owned();
    for who in who {
        let mut members = org.store.all(&format!("{binding}/members")).map(|(_, own)| own.hidden.get("who"));
        let known = members.any(|own| own.and_then(Value::as_str) == Some(who));
        drop(members);
        if !known {
            bind(org, &set, last(binding), who, now);
        }
    }
}

/// Stores a member of a binding and its role assignment, and returns their id.
fn bind(org: &mut Org, set: &str, role: &str, who: &str, now: Time) -> String {
    let binding = format!("{}/{set}/bindings", SETS.path);
    org.store.put(&binding, role, Document::new(json!({ "id": role })));
    let id = org.ids.mint("irb");
    let time = now.to_string();
    let member = json!({ "id": id, "created": time, "lastUpdated": time });
    let hidden = Map::from_iter([("who".to_owned(), who.into())]);
    org.store.put(&format!("{binding}/{role}/members"), &id, Document { hidden, ..Document::new(member) });
    let label = org.store.find(ROLES.path, role).map(|role| role.text("label").to_owned());
    let at = format!("{who}/roles");
    let assignment = json!({
        "id": id,
        "role": role,
        "label": label,
        "type": "CUSTOM",
        "status": "ACTIVE",
        "created": time,
        "lastUpdated": time,
        "assignmentType": assignee_kind(&at),
        "resource-set": set,
    });
    org.store.put(&at, &id, Document::new(assignment));
    id
}

/// Takes the role of a binding from all its members.
fn release(org: &mut Org, binding: &str) {
    let members: Vec<_> =
        org.store.all(&format!("{binding}/members")).map(|(id, member)| (id.to_owned(), member.clone())).collect();
    for (id, member) in members {
        drop_assignment(org, &id, &member);
    }
}

fn drop_assignment(org: &mut Org, id: &str, member: &Document) {
    if let Some(who) = member.hidden.get("who").and_then(Value::as_str) {
        org.store.remove(&format!("{who}/roles"), id);
    }
}

fn shown(call: &Call<'_>, path: &str) -> Response {
    let (at, role) = path.rsplit_once('/').unwrap_or(("", ""));
    let set = at.strip_suffix("/bindings").unwrap_or("");
    let links = json!({ "self": links::plain(path), "bindings": links::plain(at), "resource-set": links::plain(set) });
    Response::ok(&json!({ "id": role, "_links": linked(call, links) }))
}
