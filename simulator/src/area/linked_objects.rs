//! Linked objects: definitions of a relation between users, and who is linked to whom.

use super::user_documents::USERS;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging;
use crate::resource::{Id, Resource, last, rows};
use crate::store::{Document, absolute};
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    DEFINITIONS "/api/v1/meta/schemas/user/linkedObjects" list create get delete;
    ("GET", "/api/v1/users/{}/linkedObjects/{}", values),
    ("DELETE", "/api/v1/users/{}/linkedObjects/{}", unlink),
    ("PUT", "/api/v1/users/{}/linkedObjects/{}/{}", link),
];

static DEFINITIONS: Resource = Resource {
    path: "/api/v1/meta/schemas/user/linkedObjects",
    schema: "LinkedObject",
    id: Id::Member("primary.name"),
    noun: "LinkedObjectProperty",
    object: "linkedObject",
    created: 201,
    events: "directory.linked_object.*",
    // Both names lead to a definition.
    lookup: |org, path, key| {
        let mut all = org.store.all(path);
        all.find(|(id, own)| *id == key || own.text("associated.name") == key).map(|(id, _)| id.to_owned())
    },
    complete: |org, _, own, _| {
        for part in ["primary", "associated"] {
            let name = own.text(&format!("{part}.name"));
            ensure!(!name.is_empty(), error::field(&format!("{part}.name"), error::BLANK));
            let free = (DEFINITIONS.lookup)(org, DEFINITIONS.path, name).is_none();
            ensure!(free, error::linked_object_taken().because(format!("{name} is taken")));
        }
        ensure!(own.text("primary.name") != own.text("associated.name"), error::linked_object_taken());
        Ok(())
    },
    gone: |org, _, _, path| org.store.clear(&values_at(last(path))),
    links: |_, _, path| json!({ "self": links::plain(path) }),
    ..Resource::NEW
};

/// The links of a relation: a document per associated user.
fn values_at(primary: &str) -> String {
    format!("/linked-objects/{primary}")
}

/// Removes the links to and from a deleted user.
pub(crate) fn forget_user(org: &mut Org, user: &str) {
    let names: Vec<String> = org.store.all(DEFINITIONS.path).map(|(name, _)| name.to_owned()).collect();
    for at in names.iter().map(|name| values_at(name)) {
        let own = org.store.all(&at).filter(|(id, link)| *id == user || link.text("primary") == user);
        let ids: Vec<String> = own.map(|(id, _)| id.to_owned()).collect();
        ids.iter().for_each(|id| drop(org.store.remove(&at, id)));
    }
}

/// Whom a user is linked to: its primary user by the name of that, else all that are associated with it.
fn values(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = USERS.item(org, call)?;
    let (user, name) = (last(&user), call.value(1));
    let id = (DEFINITIONS.lookup)(org, DEFINITIONS.path, name).ok_or_else(|| DEFINITIONS.unknown(name))?;
    let at = values_at(&id);
    let ids: Vec<&str> = if id == name {
        org.store.find(&at, user).map(|link| link.text("primary")).into_iter().collect()
    } else {
        org.store.all(&at).filter(|(_, link)| link.text("primary") == user).map(|(id, _)| id).collect()
    };
    let show = |id: &str| {
        let mut item = json!({ "_links": { "self": links::plain(format!("{}/{id}", USERS.path)) } });
        absolute(&mut item, &call.base);
        item
    };
    Ok(paging::page(call, "", ids.into_iter().map(show).collect(), 1000, None))
}

/// Links a user to its primary user, in place of the one before.
fn link(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let associated = USERS.item(org, call)?;
    let (name, primary) = (call.value(1), call.value(2));
    let definition = org.store.find(DEFINITIONS.path, name).is_some();
    ensure!(definition, DEFINITIONS.unknown(name));
    let primary = org.user_id(primary).ok_or_else(|| USERS.unknown(primary))?;
    let why = "A user cannot be linked to itself";
    ensure!(primary != last(&associated), error::invalid(DEFINITIONS.object).because(why));
    org.store.put(&values_at(name), last(&associated), Document::new(json!({ "primary": primary })));
    Ok(Response::no_content())
}

fn unlink(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = USERS.item(org, call)?;
    let name = call.value(1);
    let id = (DEFINITIONS.lookup)(org, DEFINITIONS.path, name).ok_or_else(|| DEFINITIONS.unknown(name))?;
    org.store.remove(&values_at(&id), last(&user));
    Ok(Response::no_content())
}
