//! The roles of users, groups and clients, and what they administer.

mod standard;
mod targets;

pub(crate) use standard::is_standard;
pub(crate) use targets::{all_apps, app_targets, group_targets, set_app_target, set_group_target, set_instance_target};

use self::standard::{STANDARD, Scope};
use super::{group_documents::GROUPS, iam, user_documents::USERS};
use crate::call::{Call, text};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Order};
use crate::resource::{Id, Resource, last};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    role_rows!(USER_ROLES "/api/v1/users"),
    role_rows!(GROUP_ROLES "/api/v1/groups"),
    &[("PUT", "/api/v1/users/{}/roles/{}/targets/catalog/apps", |org, call| all_apps(&USER_ROLES, org, call))],
];

/// The rows of the roles of a kind of assignee.
macro_rules! role_rows {
    ($roles:ident $path:literal) => {
        &[
            ("GET", concat!($path, "/{}/roles"), |org, call| $crate::area::roles::list(&$roles, org, call)),
            ("POST", concat!($path, "/{}/roles"), |org, call| $crate::area::roles::assign(&$roles, org, call)),
            ("GET", concat!($path, "/{}/roles/{}"), |org, call| $roles.get(org, call)),
            ("DELETE", concat!($path, "/{}/roles/{}"), |org, call| $crate::area::roles::unassign(&$roles, org, call)),
            ("GET", concat!($path, "/{}/roles/{}/targets/groups"), |org, call| {
                $crate::area::roles::group_targets(&$roles, org, call)
            }),
            ("PUT", concat!($path, "/{}/roles/{}/targets/groups/{}"), |org, call| {
                $crate::area::roles::set_group_target(&$roles, org, call, true)
            }),
            ("DELETE", concat!($path, "/{}/roles/{}/targets/groups/{}"), |org, call| {
                $crate::area::roles::set_group_target(&$roles, org, call, false)
            }),
            ("GET", concat!($path, "/{}/roles/{}/targets/catalog/apps"), |org, call| {
                $crate::area::roles::app_targets(&$roles, org, call)
            }),
            ("PUT", concat!($path, "/{}/roles/{}/targets/catalog/apps/{}"), |org, call| {
                $crate::area::roles::set_app_target(&$roles, org, call, true)
            }),
            ("DELETE", concat!($path, "/{}/roles/{}/targets/catalog/apps/{}"), |org, call| {
                $crate::area::roles::set_app_target(&$roles, org, call, false)
            }),
            ("PUT", concat!($path, "/{}/roles/{}/targets/catalog/apps/{}/{}"), |org, call| {
                $crate::area::roles::set_instance_target(&$roles, org, call, true)
            }),
            ("DELETE", concat!($path, "/{}/roles/{}/targets/catalog/apps/{}/{}"), |org, call| {
                $crate::area::roles::set_instance_target(&$roles, org, call, false)
            }),
        ]
    };
}
pub(crate) use role_rows;

pub(crate) static USER_ROLES: Resource = assigned(&USERS, "/api/v1/users/{}/roles", "ra1");
pub(crate) static GROUP_ROLES: Resource = assigned(&GROUPS, "/api/v1/groups/{}/roles", "gra");

/// The roles of a kind of assignee; `prefix` is that of the ids of roles that have no targets.
pub(crate) const fn assigned(parent: &'static Resource, path: &'static str, prefix: &'static str) -> Resource {
    Resource {
        path,
        parent: Some(parent),
        schema: "StandardRole",
        id: Id::Minted(prefix),
        noun: "RoleAssignment",
        object: "role",
        created: 201,
        status: Some("ACTIVE"),
        order: Order::Member("label"),
        links: |_, role, path| role_links(role, path),
        view: targets::embed,
        ..Resource::NEW
    }
}

/// Makes the admin who owns the token a super administrator.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let at = format!("{}/{}/roles", USERS.path, org.me());
    give(&USER_ROLES, org, &at, "SUPER_ADMIN", "Super Administrator", Scope::Org, born);
}

/// Lists the roles of an assignee: those of a user also by its groups.
pub(crate) fn list(roles: &'static Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = roles.at(org, call)?;
    let mut found: Vec<(String, &Document)> =
        org.store.all(&at).map(|(id, role)| (format!("{at}/{id}"), role)).collect();
    if let Some(user) = at.strip_prefix("/api/v1/users/").and_then(|rest| rest.strip_suffix("/roles")) {
        for (path, own) in org.store.collections("/api/v1/groups/", "/roles") {
            let group = path.strip_prefix("/api/v1/groups/").and_then(|rest| rest.strip_suffix("/roles"));
            if group.is_some_and(|group| org.memberships.holds(group, user, &org.users)) {
                found.extend(own.iter().map(|(id, role)| (format!("{path}/{id}"), role)));
            }
        }
    }
    found.sort_by_cached_key(|(path, role)| roles.order.key(last(path), role));
    let items = found.iter().map(|(path, role)| roles.show(org, call, path, role));
    Ok(paging::whole("", items.collect()))
}

pub(crate) fn assign(roles: &'static Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = roles.at(org, call)?;
    let body = call.judged(roles.object)?;
    call.query.flag("disableNotifications", false)?;
    let kind = text(&body, "type")?.unwrap_or_default();
    ensure!(!kind.is_empty(), field("type", BLANK));
    check_group(org, &at)?;
    let path = if kind == "CUSTOM" {
        iam::assign(org, call, &at, &body)?
    } else {
        let standard = STANDARD.iter().find(|(own, ..)| *own == kind);
        let (kind, label, scope) = standard.ok_or_else(|| field("type", "There is no such role"))?;
        let taken = org.store.all(&at).any(|(_, role)| role.text("type") == *kind);
        ensure!(!taken, error::role_assigned());
        give(roles, org, &at, kind, label, *scope, call.now)
    };
    record(org, call, &at, "grant");
    Ok(Response { status: roles.created, ..roles.shown(org, call, &path)? })
}

pub(crate) fn unassign(roles: &'static Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, role) = roles.load(org, call)?;
    if role.text("type") == "CUSTOM" {
        iam::unassign(org, &role);
    }
    org.store.remove_at(&path);
    record(org, call, &roles.at(org, call)?, "revoke");
    Ok(Response::no_content())
}

/// Takes the members of bindings away that the roles at a path belong to, when their assignee is deleted.
pub(crate) fn forget(org: &mut Org, at: &str) {
    let custom = org.store.all(at).filter(|(_, role)| role.text("type") == "CUSTOM");
    let custom: Vec<Document> = custom.map(|(_, role)| role.clone()).collect();
    custom.iter().for_each(|role| iam::unassign(org, role));
}

/// The value of `assignmentType` for the roles at a path.
pub(crate) fn assignee_kind(at: &str) -> &'static str {
    match at.split('/').nth(3) {
        Some("users") => "USER",
        Some("groups") => "GROUP",
        _ => "CLIENT",
    }
}

fn give(roles: &'static Resource, org: &mut Org, at: &str, kind: &str, label: &str, scope: Scope, now: Time) -> String {
    let mut role = json!({
        "id": null,
        "label": label,
        "type": kind,
        "status": "ACTIVE",
        "created": now.to_string(),
        "lastUpdated": now.to_string(),
        "assignmentType": assignee_kind(at),
    });
    let Id::Minted(prefix) = roles.id else { return String::new() };
    role["id"] = if scope == Scope::Org { org.ids.mint(prefix).into() } else { base32(kind).into() };
    roles.plant(org, at, role, now)
}

/// A group that rules fill, and one that every org has, cannot get a role.
fn check_group(org: &Org, at: &str) -> Result<(), ApiError> {
    let Some(group) = at.strip_prefix("/api/v1/groups/").and_then(|rest| rest.strip_suffix("/roles")) else {
        return Ok(());
    };
    let built_in = org.store.find(GROUPS.path, group).is_some_and(|group| group.text("type") == "BUILT_IN");
    ensure!(!built_in, error::role_for_built_in());
    let ruled = super::group_rules::fill(org, group);
    ensure!(!ruled, error::role_for_ruled());
    Ok(())
}

fn record(org: &mut Org, call: &Call<'_>, at: &str, verb: &str) {
    let (event, noun) = match assignee_kind(at) {
        "USER" => ("user.account.privilege", "User"),
        "GROUP" => ("group.privilege", "UserGroup"),
        _ => ("app.oauth2.client.privilege", "PublicClientApp"),
    };
    let id = at.split('/').rev().nth(1).unwrap_or("").to_owned();
    let document = match noun {
        "User" => org.user(&id, &org.user_view(call)).ok(),
        _ => org.store.find(GROUPS.path, &id).cloned(),
    };
    let target = Target::of(noun, &id, &document.unwrap_or_default());
    org.record(call, &format!("{event}.{verb}"), vec![target]);
}

fn role_links(role: &Document, path: &str) -> Value {
    let assignee = path.rsplitn(3, '/').nth(2).unwrap_or("");
    if role.text("type") != "CUSTOM" {
        return json!({ "assignee": links::plain(assignee) });
    }
    let set = format!("/api/v1/iam/resource-sets/{}", role.text("resource-set"));
    let custom = format!("/api/v1/iam/roles/{}", role.text("role"));
    json!({
        "role": links::plain(&custom),
        "resource-set": links::plain(&set),
        "permissions": links::plain(format!("{custom}/permissions")),
        "member": links::plain(format!("{set}/bindings/{}/members/{}", role.text("role"), last(path))),
        "assignee": links::plain(assignee),
    })
}

/// Base 32 without padding: the id of a role that has targets is its type in this form.
fn base32(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) << (8 * (5 - chunk.len()));
        let count = (chunk.len() * 8).div_ceil(5);
        (0..count).map(|at| char::from(LETTERS[(bits >> (35 - 5 * at) & 31) as usize])).collect::<String>()
    };
    text.as_bytes().chunks(5).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_roles_with_targets() {
        for (kind, id) in [
            ("APP_ADMIN", "IFIFAX2BIRGUSTQ"),
            ("USER_ADMIN", "KVJUKUS7IFCE2SKO"),
            ("HELP_DESK_ADMIN", "JBCUYUC7IRCVGS27IFCE2SKO"),
            ("GROUP_MEMBERSHIP_ADMIN", "I5JE6VKQL5GUKTKCIVJFGSCJKBPUCRCNJFHA"),
        ] {
            assert_eq!(base32(kind), id);
        }
    }
}
