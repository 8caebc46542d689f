//! The operations of user and group schemas.

use super::stored;
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::kinds::{GROUP, USER_TYPE};
use crate::message::Response;
use crate::org::Org;
use crate::route::Row;
use crate::schema::{path, schema_id};
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/meta/types/user", |org, call| stored::list(org, &USER_TYPE, call)),
    ("GET", "/api/v1/meta/types/user/{}", |org, call| stored::get(org, &USER_TYPE, call)),
    ("GET", "/api/v1/meta/schemas/user/{}", get_user),
    ("POST", "/api/v1/meta/schemas/user/{}", update_user),
    ("GET", "/api/v1/meta/schemas/group/default", get_group),
    ("POST", "/api/v1/meta/schemas/group/default", update_group),
]];

pub(crate) fn get_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    known(org, call)?;
    let links = user_links(org);
    Ok(Response::ok(&org.user_schema.show(&call.base, links)))
}

pub(crate) fn update_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    known(org, call)?;
    let removed = org.user_schema.merge(&call.object()?, call.now)?;
    removed.iter().for_each(|name| org.users.strip(name));
    get_user(org, call)
}

pub(crate) fn get_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = "/api/v1/meta/schemas/group/default";
    let links = json!({ "self": { "rel": "self", "href": path, "method": "GET" } });
    Ok(Response::ok(&org.group_schema.show(&call.base, links)))
}

pub(crate) fn update_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let removed = org.group_schema.merge(&call.object()?, call.now)?;
    removed.iter().for_each(|name| org.store.strip(&GROUP, name));
    get_group(org, call)
}

fn known(org: &Org, call: &Call<'_>) -> Result<(), ApiError> {
    let id = call.value(0);
    let known = id == "default" || id == schema_id(&org.type_id);
    known.then_some(()).ok_or_else(|| error::not_found(id, "Schema"))
}

fn user_links(org: &Org) -> Value {
    json!({
        "self": { "rel": "self", "href": path(&org.type_id), "method": "GET" },
        "type": { "rel": "type", "href": format!("/api/v1/meta/types/user/{}", org.type_id), "method": "GET" },
    })
}
