//! What a user or a group has by other resources: apps, links to them, identity providers, blocks.

use super::groups::GROUPS;
use super::users::USERS;
use crate::call::Call;
use crate::error::ApiError;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::last;
use crate::route::Row;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users/{}/appLinks", app_links),
    ("GET", "/api/v1/users/{}/blocks", blocks),
    ("GET", "/api/v1/users/{}/idps", idps),
    ("GET", "/api/v1/groups/{}/apps", apps_of_group),
]];
const APPS: &str = "/api/v1/apps";

/// The links to the apps that a user is assigned to, itself or by a group.
fn app_links(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = USERS.item(org, call)?;
    let user = last(&path);
    let assigned = |app: &str| {
        let by_group = || {
            let mut groups = org.store.all(&format!("{APPS}/{app}/groups")).map(|(id, _)| id);
            groups.any(|group| org.memberships.holds(group, user, &org.users))
        };
        org.store.find(&format!("{APPS}/{app}/users"), user).is_some() || by_group()
    };
    let shown = org.store.all(APPS).filter(|(_, app)| app.text("status") == "ACTIVE" && !app.is("visibility.hide.web"));
    let items = shown.filter(|(id, _)| assigned(id)).enumerate().map(|(at, (id, app))| {
        let name = app.text("name");
        json!({
            "id": format!("{user}{id}"),
            "label": app.text("label"),
            "linkUrl": format!("{}/home/{name}/{id}/aln{}", call.base, id.get(3..).unwrap_or("")),
            "logoUrl": format!("{}/img/logos/{name}.png", call.base),
            "appName": name,
            "appInstanceId": id,
            "appAssignmentId": format!("0ua{}", id.get(3..).unwrap_or("")),
            "credentialsSetup": false,
            "hidden": false,
            "sortOrder": at,
        })
    });
    Ok(paging::whole("", items.collect()))
}

/// The blocks of a user. No sign-in fails in the simulator, so there are none.
fn blocks(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    USERS.item(org, call)?;
    Ok(paging::whole("", Vec::new()))
}

fn idps(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = USERS.item(org, call)?;
    let linked = |id: &str| org.store.find(&format!("/api/v1/idps/{id}/users"), last(&path)).is_some();
    let own = org.store.all("/api/v1/idps").filter(|(id, _)| linked(id));
    Ok(paging::whole("", own.map(|(_, idp)| idp.show(&call.base)).collect()))
}

fn apps_of_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = GROUPS.item(org, call)?;
    let assigned = |id: &str| org.store.find(&format!("{APPS}/{id}/groups"), last(&path)).is_some();
    let found: Vec<(&str, &Document)> = org.store.all(APPS).filter(|(id, _)| assigned(id)).collect();
    let (items, limit, next) = Page(20, 200).cut(call, &found, |(id, _)| (*id).to_owned())?;
    let items: Vec<Value> = items.iter().map(|(_, app)| app.show(&call.base)).collect();
    Ok(paging::page(call, "", items, limit, next.as_deref()))
}
