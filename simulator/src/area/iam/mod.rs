//! Custom roles, the resources that they administer, and who has them.

mod bindings;
mod resource_sets;
mod unbinding;

pub(crate) use bindings::{ROWS as BINDING_ROWS, assign, unassign};
pub(crate) use resource_sets::ROWS as RESOURCE_SET_ROWS;

use super::user_documents::USERS;
use crate::call::Call;
use crate::document;
use crate::error::{self, ApiError, TAKEN, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Order, Page};
use crate::resource::{Id, Resource, last, rows};
use crate::store::absolute;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    ROLES "/api/v1/iam/roles" list create get replace delete;
    PERMISSIONS "/api/v1/iam/roles/{}/permissions" list get delete;
    ("POST", "/api/v1/iam/roles/{}/permissions/{}", add_permission),
    ("PUT", "/api/v1/iam/roles/{}/permissions/{}", change_permission),
    ("GET", "/api/v1/iam/assignees/users", assignees),
];

/// The page size of the wrapped lists is unknown.
pub(crate) const PAGE: Page = Page(100, 200);

static ROLES: Resource = Resource {
    path: "/api/v1/iam/roles",
    schema: "IamRole",
    id: Id::Minted("cr0"),
    noun: "CustomRole",
    object: "label",
    unique: &["label"],
    page: Some(PAGE),
    wrap: "roles",
    events: "iam.role.*",
    lookup: by_id_or_label,
    complete: |_, _, role, _| {
        role.fill("isCloneable", false);
        role.hide("permissions");
        Ok(())
    },
    born: |org, call, path| {
        let wanted = org.store.at(path).and_then(|role| role.hidden.get("permissions").cloned());
        for label in wanted.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str) {
            PERMISSIONS.plant(
                org,
                &format!("{path}/permissions"),
                json!({ "label": label, "conditions": null }),
                call.now,
            );
        }
    },
    gone: |org, _, _, path| unbinding::forget(org, |_, role| role == last(path)),
    links: |_, _, path| json!({ "permissions": links::plain(format!("{path}/permissions")), "self": links::plain(path) }),
    ..Resource::NEW
};

static PERMISSIONS: Resource = Resource {
    path: "/api/v1/iam/roles/{}/permissions",
    parent: Some(&ROLES),
    schema: "Permission",
    id: Id::Member("label"),
    noun: "Permission",
    object: "permissionType",
    order: Order::Member("label"),
    wrap: "permissions",
    links: |_, _, path| {
        let role = path.rsplitn(3, '/').nth(2).unwrap_or("");
        json!({ "role": links::plain(role), "self": links::plain(path) })
    },
    ..Resource::NEW
};

/// Documents of IAM are known by their labels, too.
fn by_id_or_label(org: &Org, path: &str, key: &str) -> Option<String> {
    let mut all = org.store.all(path);
    all.find(|(id, document)| *id == key || document.text("label") == key).map(|(id, _)| id.to_owned())
}

fn add_permission(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = PERMISSIONS.at(org, call)?;
    let body = call.judged(PERMISSIONS.object)?;
    let label = call.value(1);
    let known = document::schema("RolePermissionType")["enum"].as_array();
    let known = known.is_some_and(|all| all.iter().any(|own| own == label));
    ensure!(known, field(PERMISSIONS.object, "There is no such permission"));
    ensure!(org.store.find(&at, label).is_none(), field(PERMISSIONS.object, TAKEN));
    let conditions = body.get("conditions").cloned().unwrap_or(Value::Null);
    PERMISSIONS.plant(org, &at, json!({ "label": label, "conditions": conditions }), call.now);
    org.record(call, "iam.role.permissions.add", Vec::new());
    Ok(Response::no_content())
}

fn change_permission(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut permission) = PERMISSIONS.load(org, call)?;
    let body = call.judged(PERMISSIONS.object)?;
    permission.set("conditions", body.get("conditions").cloned().unwrap_or(Value::Null));
    permission.touch(call.now);
    org.store.put_at(&path, permission);
    PERMISSIONS.shown(org, call, &path)
}

/// Lists the users who have a role.
fn assignees(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let with_roles = org.store.collections("/api/v1/users/", "/roles").filter(|(_, roles)| !roles.is_empty());
    let ids = with_roles.filter_map(|(path, _)| path.split('/').nth(4).map(ToOwned::to_owned));
    let found: Vec<String> = ids.collect();
    let (ids, limit, next) = Page(100, 200).cut(call, &found, Clone::clone)?;
    let item = |id: &String| {
        let path = format!("{}/{id}", USERS.path);
        let mut item = json!({
            "id": id,
            "orn": format!("orn:okta:directory:{}:users:{id}", org.id),
            "_links": { "self": links::plain(&path), "roles": links::plain(format!("{path}/roles")) },
        });
        absolute(&mut item, &call.base);
        item
    };
    Ok(paging::page(call, "value", ids.iter().map(item).collect(), limit, next.as_deref()))
}

/// The path of what a URL or a resource name (ORN) means, such as `/api/v1/users/00u1` or `/api/v1/groups`.
fn path_of(reference: &str) -> Option<String> {
    if let Some(name) = reference.strip_prefix("orn:") {
        // okta, service, org, kind, and the rest, of which the id is the last.
        let parts: Vec<&str> = name.split(':').collect();
        let kind = parts.get(3)?;
        return Some(match parts.get(4..).and_then(<[&str]>::last) {
            Some(id) => format!("/api/v1/{kind}/{id}"),
            None => format!("/api/v1/{kind}"),
        });
    }
    let start = reference.find("/api/v1/").or_else(|| reference.find("/oauth2/"))?;
    reference.get(start..).map(|path| path.trim_end_matches('/').to_owned())
}

/// The path of the user, group or client that a URL or a resource name means.
fn principal(org: &Org, reference: &str) -> Result<String, ApiError> {
    let path = path_of(reference).ok_or_else(|| field("members", "The member is neither a URL nor a resource name"))?;
    let (at, id) = path.rsplit_once('/').unwrap_or(("", ""));
    match at.rsplit('/').next() {
        Some("users") => {
            let id = org.user_id(id).ok_or_else(|| USERS.unknown(id))?;
            Ok(format!("{}/{id}", USERS.path))
        }
        Some("groups") => org.store.find(at, id).map(|_| path.clone()).ok_or_else(|| error::not_found(id, "UserGroup")),
        Some("clients" | "apps") => {
            let app = org.store.find("/api/v1/apps", id).ok_or_else(|| error::not_found(id, "PublicClientApp"))?;
            Ok(format!("/oauth2/v1/clients/{}", app.text("id")))
        }
        _ => Err(field("members", "The member must be a user, a group or a client")),
    }
}

/// `_links` with hosts.
fn linked(call: &Call<'_>, mut links: Value) -> Value {
    absolute(&mut links, &call.base);
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        for (reference, path) in [
            ("orn:okta:idp:00o1:apps:bookmark:0oa1", Some("/api/v1/apps/0oa1")),
            ("orn:okta:directory:00o1:groups", Some("/api/v1/groups")),
            ("https://x.okta.com/api/v1/users/00u1", Some("/api/v1/users/00u1")),
            ("https://x.okta.com/oauth2/v1/clients/0oa1", Some("/oauth2/v1/clients/0oa1")),
            ("nothing", None),
        ] {
            assert_eq!(path_of(reference).as_deref(), path);
        }
    }
}
