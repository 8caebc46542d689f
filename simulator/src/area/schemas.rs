//! The operations of user and group schemas.

use crate::call::Call;
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::kinds::{GROUP, USER_TYPE};
use crate::message::Response;
use crate::org::Org;
use crate::schema::{path, schema_id};
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/meta/schemas/user/{}", get_user),
    ("POST", "/api/v1/meta/schemas/user/{}", update_user),
    ("GET", "/api/v1/meta/schemas/group/default", get_group),
    ("POST", "/api/v1/meta/schemas/group/default", update_group),
]];

pub(crate) fn get_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let kind = kind(org, call)?;
    let links = user_links(&kind);
    Ok(Response::ok(&org.schema_of(&kind).show(&call.base, links)))
}

pub(crate) fn update_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let kind = kind(org, call)?;
    let body = sent(call)?;
    let schema = org.type_schemas.get_mut(&kind).unwrap_or(&mut org.user_schema);
    let removed = schema.merge(&body, call.now)?;
    removed.iter().for_each(|name| org.users.strip(&kind, name));
    org.record(call, "directory.user_profile.update", Vec::new());
    get_user(org, call)
}

pub(crate) fn get_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = "/api/v1/meta/schemas/group/default";
    let links = json!({ "self": { "rel": "self", "href": path, "method": "GET" } });
    Ok(Response::ok(&org.group_schema.show(&call.base, links)))
}

pub(crate) fn update_group(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let removed = org.group_schema.merge(&sent(call)?, call.now)?;
    removed.iter().for_each(|name| org.store.strip(&GROUP, name));
    get_group(org, call)
}

/// The body, which may be missing.
fn sent(call: &Call<'_>) -> Result<Map<String, Value>, ApiError> {
    if call.request.body.is_empty() { Ok(Map::new()) } else { call.object() }
}

/// The user type whose schema a request means.
fn kind(org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
    let id = call.value(0);
    if id == "default" {
        return Ok(org.type_id.clone());
    }
    let mut types = org.store.all(USER_TYPE.path).map(|(kind, _)| kind);
    let found = types.find(|kind| schema_id(kind) == id).map(ToOwned::to_owned);
    found.ok_or_else(|| error::not_found(id, "Schema"))
}

fn user_links(kind: &str) -> Value {
    json!({
        "self": { "rel": "self", "href": path(kind), "method": "GET" },
        "type": { "rel": "type", "href": format!("/api/v1/meta/types/user/{kind}"), "method": "GET" },
    })
}
