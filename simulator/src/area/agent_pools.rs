//! Agent pools and updates of their agents. Agents register themselves, so a new org has no pool; updates are kept for any pool.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    POOLS "/api/v1/agentPools" list;
    UPDATES "/api/v1/agentPools/{}/updates" list create get update delete;
    ("GET", "/api/v1/agentPools/{}/updates/settings", settings),
    ("POST", "/api/v1/agentPools/{}/updates/settings", update_settings),
    ("POST", "/api/v1/agentPools/{}/updates/{}/activate", |org, call| turn(org, call, "Scheduled")),
    ("POST", "/api/v1/agentPools/{}/updates/{}/deactivate", |org, call| turn(org, call, "Cancelled")),
    ("POST", "/api/v1/agentPools/{}/updates/{}/pause", |org, call| turn(org, call, "Paused")),
    ("POST", "/api/v1/agentPools/{}/updates/{}/resume", |org, call| turn(org, call, "InProgress")),
    ("POST", "/api/v1/agentPools/{}/updates/{}/retry", |org, call| turn(org, call, "InProgress")),
    ("POST", "/api/v1/agentPools/{}/updates/{}/stop", |org, call| turn(org, call, "Cancelled")),
];

const POOLS: Resource =
    Resource { path: "/api/v1/agentPools", schema: "AgentPool", noun: "AppInstance", ..Resource::NEW };

static ANY_POOL: Resource = Resource { lookup: |_, _, key| Some(key.to_owned()), ..POOLS };

static UPDATES: Resource = Resource {
    path: "/api/v1/agentPools/{}/updates",
    parent: Some(&ANY_POOL),
    schema: "AgentPoolUpdate",
    id: Id::Minted("ajd"),
    noun: "AppInstance",
    object: "name",
    status: Some("Scheduled"),
    wanted: |_, call| {
        let scheduled = call.query.text("scheduled").map(|text| text.eq_ignore_ascii_case("true"));
        Ok(Box::new(move |update| scheduled.is_none_or(|wanted| wanted == update.at("schedule").is_some())))
    },
    complete: |_, _, update, _| {
        let needed = [("name", "name"), ("agentType", "agentType"), ("agents", "agentList")];
        let missing = needed.into_iter().filter(|(member, _)| update.at(member).is_none());
        let causes: Vec<_> = missing.map(|(_, name)| format!("errors in the field: {name}")).collect();
        ensure!(causes.is_empty(), causes.into_iter().fold(error::invalid("name"), ApiError::because));
        update.fill("enabled", true);
        update.fill("notifyAdmin", false);
        Ok(())
    },
    removable: |_, update, _| {
        ensure!(matches!(update.text("status"), "Scheduled" | "Cancelled"), error::invalid("status"));
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET", "POST", "DELETE"]) }),
    ..Resource::NEW
};

/// An update changes its status at once: no agent takes time.
fn turn(org: &mut Org, call: &Call<'_>, status: &str) -> Result<Response, ApiError> {
    Ok(Response { status: 201, ..UPDATES.turn(org, call, "update", status)? })
}

fn settings(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = UPDATES.at(org, call)? + "/settings";
    let settings = org.store.at(&path).ok_or_else(|| error::not_found(call.value(0), UPDATES.noun))?;
    Ok(Response::ok(&settings.show(&call.base)))
}

fn update_settings(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = UPDATES.at(org, call)? + "/settings";
    let mut settings = org.store.at(&path).cloned().unwrap_or_default();
    settings.shown.extend(call.judged("agentPoolUpdateSetting")?);
    settings.set("poolId", call.value(0));
    let shown = Response::ok(&settings.show(&call.base));
    org.store.put_at(&path, settings);
    Ok(Response { status: 201, ..shown })
}
