//! The groups and apps that a role is limited to.

use super::standard::{STANDARD, Scope};
use crate::area::group_documents::{self, GROUPS};
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::Resource;
use crate::store::{Document, absolute};
use serde_json::{Value, json};

const PAGE: Page = Page(20, 200);
const APPS: &str = "/api/v1/apps";

pub(crate) fn group_targets(roles: &Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Groups)?;
    list(org, call, &groups_of(org, call, &at))
}

pub(crate) fn app_targets(roles: &Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Apps)?;
    list(org, call, &apps_of(org, call, &at))
}

pub(crate) fn set_group_target(
    roles: &Resource,
    org: &mut Org,
    call: &Call<'_>,
    wanted: bool,
) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Groups)?;
    let id = call.value(2);
    ensure!(org.store.find(GROUPS.path, id).is_some(), GROUPS.unknown(id));
    set(org, &at, id, wanted, json!({ "id": id }), || GROUPS.unknown(id))
}

/// Any name can be one of the catalog, which only the org knows whole.
pub(crate) fn set_app_target(
    roles: &Resource,
    org: &mut Org,
    call: &Call<'_>,
    wanted: bool,
) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Apps)?;
    let name = call.value(2);
    set(org, &at, name, wanted, json!({ "name": name }), || error::not_found(name, "AppInstance"))
}

pub(crate) fn set_instance_target(
    roles: &Resource,
    org: &mut Org,
    call: &Call<'_>,
    wanted: bool,
) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Apps)?;
    let (name, id) = (call.value(2), call.value(3));
    let unknown = || error::not_found(id, "AppInstance");
    let app = org.store.find(APPS, id).ok_or_else(unknown)?;
    ensure!(app.text("name") == name, unknown());
    set(org, &at, id, wanted, json!({ "name": name, "id": id }), unknown)
}

/// Makes all apps the targets of a role, as at its beginning.
pub(crate) fn all_apps(roles: &Resource, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(roles, org, call, Scope::Apps)?;
    org.store.clear(&at);
    Ok(Response::ok_text(String::new()))
}

/// Adds the targets to what a response shows of a role, as `expand` wishes.
pub(super) fn embed(org: &Org, call: &Call<'_>, role: &Document, shown: &mut Value) {
    let wish = call.query.text("expand").unwrap_or("");
    let Some(assignee) = shown["_links"]["assignee"]["href"].as_str() else { return };
    let path = format!("{}/roles/{}", assignee.strip_prefix(&call.base).unwrap_or(assignee), role.text("id"));
    let values = |items: Vec<(String, Value)>| items.into_iter().map(|(_, item)| item).collect::<Vec<_>>();
    let targets = match wish {
        "targets/groups" => json!({ "groups": values(groups_of(org, call, &format!("{path}/{wish}"))) }),
        "targets/catalog/apps" => {
            json!({ "catalog": { "apps": values(apps_of(org, call, &format!("{path}/{wish}"))) } })
        }
        _ => return,
    };
    shown["_embedded"] = json!({ "targets": targets });
}

/// The path of the targets of a role, which must be of a type that has such targets.
fn at(roles: &Resource, org: &Org, call: &Call<'_>, scope: Scope) -> Result<String, ApiError> {
    let (path, role) = roles.load(org, call)?;
    let kind = role.text("type");
    let fits = STANDARD.iter().any(|(own, _, targets)| *own == kind && *targets == scope);
    ensure!(fits, error::role_without_targets());
    Ok(path + if scope == Scope::Groups { "/targets/groups" } else { "/targets/catalog/apps" })
}

/// Adds or removes a target. The last one stays, because a role without targets administers all; the code of that error is
/// unknown.
fn set(
    org: &mut Org,
    at: &str,
    id: &str,
    wanted: bool,
    target: Value,
    unknown: impl Fn() -> ApiError,
) -> Result<Response, ApiError> {
    if wanted {
        org.store.put(at, id, Document::new(target));
        return Ok(Response::no_content());
    }
    ensure!(org.store.find(at, id).is_some(), unknown());
    ensure!(
        org.store.all(at).count() > 1,
        error::invalid("role").because("The last target of a role cannot be removed")
    );
    org.store.remove(at, id);
    Ok(Response::no_content())
}

fn list(_: &Org, call: &Call<'_>, found: &[(String, Value)]) -> Result<Response, ApiError> {
    let (items, limit, next) = PAGE.cut(call, found, |(id, _)| id.clone())?;
    let items = items.iter().map(|(_, item)| item.clone()).collect();
    Ok(paging::page(call, "", items, limit, next.as_deref()))
}

fn groups_of(org: &Org, call: &Call<'_>, at: &str) -> Vec<(String, Value)> {
    let known = org.store.all(at).filter_map(|(id, _)| Some((id, org.store.find(GROUPS.path, id)?)));
    known.map(|(id, group)| (id.to_owned(), group_documents::show(org, call, group))).collect()
}

/// The target that is an app shows its label, one that is of the catalog what the catalog says of it.
fn apps_of(org: &Org, call: &Call<'_>, at: &str) -> Vec<(String, Value)> {
    let show = |(key, target): (&str, &Document)| {
        let name = target.text("name");
        let mut shown = match target.at("id").and_then(Value::as_str) {
            Some(id) => {
                let app = org.store.find(APPS, id)?;
                json!({
                    "name": app.text("label"),
                    "status": app.text("status"),
                    "id": id,
                    "_links": { "self": links::plain(format!("{APPS}/{id}")) },
                })
            }
            None => json!({
                "name": name,
                "displayName": name,
                "description": "",
                "status": "ACTIVE",
                "lastUpdated": call.now.to_string(),
                "category": "",
                "verificationStatus": "OKTA_VERIFIED",
                "website": "",
                "signOnModes": ["BROWSER_PLUGIN"],
                "_links": {
                    "logo": [{ "name": "medium", "href": format!("/img/logos/{name}.png"), "type": "image/png" }],
                    "self": links::plain(format!("/api/v1/catalog/apps/{name}")),
                },
            }),
        };
        absolute(&mut shown, &call.base);
        Some((key.to_owned(), shown))
    };
    org.store.all(at).filter_map(show).collect()
}
