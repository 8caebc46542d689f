//! The schemas of users and groups.

use crate::call::Call;
use crate::fault::{self, Fault};
use crate::message::Reply;
use crate::org::Org;
use serde_json::{Value, json};

/// The path of the schema of a user type; both ids end alike.
pub(crate) fn path(type_id: &str) -> String {
    format!("/api/v1/meta/schemas/user/{}", schema_id(type_id))
}

pub(crate) fn get_user(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    known(org, call)?;
    let links = user_links(org);
    Ok(Reply::json(&org.user_schema.show(&call.base, links)))
}

pub(crate) fn update_user(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    known(org, call)?;
    let removed = org.user_schema.merge(&call.object()?, call.now)?;
    removed.iter().for_each(|name| org.users.strip(name));
    get_user(org, call)
}

pub(crate) fn get_group(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let path = "/api/v1/meta/schemas/group/default";
    let links = json!({ "self": { "rel": "self", "href": path, "method": "GET" } });
    Ok(Reply::json(&org.group_schema.show(&call.base, links)))
}

pub(crate) fn update_group(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let removed = org.group_schema.merge(&call.object()?, call.now)?;
    super::groups::strip(org, &removed);
    get_group(org, call)
}

fn known(org: &Org, call: &Call<'_>) -> Result<(), Fault> {
    let id = call.value(0);
    let known = id == "default" || id == schema_id(&org.type_id);
    known.then_some(()).ok_or_else(|| fault::not_found(id, "Schema"))
}

fn user_links(org: &Org) -> Value {
    json!({
        "self": { "rel": "self", "href": path(&org.type_id), "method": "GET" },
        "type": { "rel": "type", "href": format!("/api/v1/meta/types/user/{}", org.type_id), "method": "GET" },
    })
}

fn schema_id(type_id: &str) -> String {
    type_id.replacen("oty", "osc", 1)
}
