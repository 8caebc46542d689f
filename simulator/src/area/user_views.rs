//! What a user or a group has by other resources: apps, links to them, identity providers, blocks.

use super::apps::{self, APPS, HOME};
use super::group_documents::GROUPS;
use super::idps::IDPS;
use super::user_documents::USERS;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::last;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users/{}/appLinks", app_links),
    ("GET", "/api/v1/users/{}/blocks", blocks),
    ("GET", "/api/v1/users/{}/idps", idps),
    ("GET", "/api/v1/groups/{}/apps", apps_of_group),
]];

/// The links to the apps that a user is assigned to, itself or by a group.
fn app_links(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = USERS.item(org, call)?;
    let user = last(&path);
    let shown =
        org.store.all(APPS.path).filter(|(_, app)| app.text("status") == "ACTIVE" && !app.is("visibility.hide.web"));
    let items = shown.filter(|(id, _)| apps::is_assigned(org, &format!("{}/{id}", APPS.path), user)).enumerate().map(
        |(at, (id, app))| {
            let name = app.text("name");
            json!({
                "id": format!("{user}{id}"),
                "label": app.text("label"),
                "linkUrl": format!("{}/{HOME}/{name}/{id}/aln{}", call.base, id.get(3..).unwrap_or("")),
                "logoUrl": format!("{}/img/logos/{name}.png", call.base),
                "appName": name,
                "appInstanceId": id,
                "appAssignmentId": format!("0ua{}", id.get(3..).unwrap_or("")),
                "credentialsSetup": false,
                "hidden": false,
                "sortOrder": at,
            })
        },
    );
    Ok(paging::whole("", items.collect()))
}

/// The blocks of a user. No sign-in fails in the simulator, so there are none.
fn blocks(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    USERS.item(org, call)?;
    Ok(paging::whole("", Vec::new()))
}

fn idps(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = USERS.item(org, call)?;
    let linked = |id: &str| org.store.find(&format!("{}/{id}/users", IDPS.path), last(&path)).is_some();
    let own = org.store.all(IDPS.path).filter(|(id, _)| linked(id));
    Ok(paging::whole("", own.map(|(id, idp)| IDPS.show(org, call, &format!("{}/{id}", IDPS.path), idp)).collect()))
}

fn apps_of_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = GROUPS.item(org, call)?;
    let assigned = |id: &str| org.store.find(&format!("{}/{id}/groups", APPS.path), last(&path)).is_some();
    let found: Vec<(&str, &Document)> = org.store.all(APPS.path).filter(|(id, _)| assigned(id)).collect();
    let (items, limit, next) = Page(20, 200).cut(call, &found, |(id, _)| (*id).to_owned())?;
    let items: Vec<Value> =
        items.iter().map(|(id, app)| APPS.show(org, call, &format!("{}/{id}", APPS.path), app)).collect();
    Ok(paging::page(call, "", items, limit, next.as_deref()))
}
