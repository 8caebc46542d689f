//! Authorization servers that another one trusts.

use super::SERVERS;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::last;
use crate::search::any_starts_with;
use crate::store::Document;
use serde_json::Value;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/authorizationServers/{}/associatedServers", list),
    ("POST", "/api/v1/authorizationServers/{}/associatedServers", create),
    ("DELETE", "/api/v1/authorizationServers/{}/associatedServers/{}", delete),
];

/// An associated server as responses show it: without links.
fn show(org: &Org, call: &Call<'_>, id: &str) -> Option<Value> {
    let path = format!("{}/{id}", SERVERS.path);
    let mut shown = SERVERS.show(org, call, &path, org.store.at(&path)?);
    shown["_links"] = Value::Null;
    Some(shown)
}

fn at(org: &Org, call: &Call<'_>) -> Result<String, ApiError> {
    Ok(SERVERS.item(org, call)? + "/associatedServers")
}

/// The servers that are trusted, or with `trusted=false` those that are not.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(org, call)?;
    let own = at.strip_suffix("/associatedServers").map_or("", last);
    let trusted = call.query.flag("trusted", true)?;
    let found: Vec<_> = org
        .store
        .all(SERVERS.path)
        .filter(|(id, _)| *id != own && org.store.find(&at, id).is_some() == trusted)
        .filter(|(_, server)| call.query.text("q").is_none_or(|q| any_starts_with([server.at("name").into()], q)))
        .map(|(id, _)| id.to_owned())
        .collect();
    let (items, limit, next) = Page(200, 200).cut(call, &found, Clone::clone)?;
    let items = items.iter().filter_map(|id| show(org, call, id)).collect();
    Ok(paging::page(call, "", items, limit, next.as_deref()))
}

fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(org, call)?;
    let sent = call.judged("associatedServer")?;
    let ids: Vec<_> =
        sent.get("trusted").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if let Some(unknown) = ids.iter().find(|id| org.store.find(SERVERS.path, id).is_none()) {
        return Err(SERVERS.unknown(unknown));
    }
    for id in &ids {
        org.store.put(&at, id, Document::default());
        org.record(call, "app.oauth2.trusted_server.add", Vec::new());
    }
    Ok(Response::ok(&ids.iter().filter_map(|id| show(org, call, id)).collect()))
}

fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = at(org, call)?;
    let id = call.value(1);
    org.store.remove(&at, id).ok_or_else(|| SERVERS.unknown(id))?;
    org.record(call, "app.oauth2.trusted_server.delete", Vec::new());
    Ok(Response::no_content())
}

/// Takes a deleted server out of all trust.
pub(super) fn forget(org: &mut Org, id: &str) {
    let paths: Vec<_> =
        org.store.collections(SERVERS.path, "/associatedServers").map(|(path, _)| path.to_owned()).collect();
    for path in paths {
        org.store.remove(&path, id);
    }
}
