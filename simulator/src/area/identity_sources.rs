//! The import sessions of identity sources.

use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/identity-sources/{}/sessions", |org, call| SESSIONS.list(org, call)),
    ("POST", "/api/v1/identity-sources/{}/sessions", create),
    ("GET", "/api/v1/identity-sources/{}/sessions/{}", |org, call| SESSIONS.get(org, call)),
    ("DELETE", "/api/v1/identity-sources/{}/sessions/{}", delete),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/bulk-upsert", |org, call| upload(org, call, "bulk_upsert")),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/bulk-delete", |org, call| upload(org, call, "bulk_delete")),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/start-import", start),
]];

/// Any id of an app can be that of an identity source, which is made in the console only.
static SOURCES: Resource = Resource {
    path: "/api/v1/identity-sources",
    noun: "AppInstance",
    lookup: |_, _, key| key.starts_with("0oa").then(|| key.to_owned()),
    ..Resource::NEW
};

static SESSIONS: Resource = Resource {
    path: "/api/v1/identity-sources/{}/sessions",
    parent: Some(&SOURCES),
    schema: "IdentitySourceSession",
    id: Id::Minted("aps"),
    noun: "IdentitySourceSession",
    object: "importSessionId",
    created: 201,
    status: Some("CREATED"),
    events: "system.import.session.*",
    links: links::none,
    ..Resource::NEW
};

fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = SESSIONS.at(org, call)?;
    let open = org.store.all(&at).any(|(_, session)| session.text("status") == "CREATED");
    ensure!(!open, error::invalid(SESSIONS.object).because("There is an open session already"));
    let session = json!({ "identitySourceId": call.value(0), "importType": "INCREMENTAL" });
    let path = SESSIONS.plant(org, &at, session, call.now);
    SESSIONS.record(org, call, "created", &path);
    Ok(Response { status: SESSIONS.created, ..SESSIONS.shown(org, call, &path)? })
}

fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, session) = SESSIONS.load(org, call)?;
    let why = "Only a session that is CREATED or IN_PROGRESS can be cancelled";
    let open = matches!(session.text("status"), "CREATED" | "IN_PROGRESS");
    ensure!(open, error::invalid(SESSIONS.object).because(why));
    SESSIONS.record(org, call, "cancelled", &path);
    org.store.remove_at(&path);
    Ok(Response::no_content())
}

/// Takes profiles for the import. What becomes of them is unknown to callers, so nothing is done with them.
fn upload(org: &mut Org, call: &Call<'_>, kind: &str) -> Result<Response, ApiError> {
    let (_, session) = SESSIONS.load(org, call)?;
    let body = call.object()?;
    ensure!(
        body.get("entityType").is_none_or(|kind| kind == "USERS"),
        field("entityType", "The field entityType is not valid.")
    );
    call.judged("profiles")?;
    let profiles = body.get("profiles").and_then(Value::as_array);
    ensure!(profiles.is_some_and(|profiles| !profiles.is_empty()), field("profiles", error::BLANK));
    let created = session.text("status") == "CREATED";
    ensure!(created, error::invalid(SESSIONS.object).because("The session does not take data any more"));
    org.record(call, &format!("system.identity_sources.{kind}"), Vec::new());
    Ok(Response { status: 202, ..Response::ok_text(String::new()) })
}

fn start(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (_, session) = SESSIONS.load(org, call)?;
    let created = session.text("status") == "CREATED";
    ensure!(created, error::invalid(SESSIONS.object).because("The session is not in the status CREATED"));
    SESSIONS.turn(org, call, "triggered", "TRIGGERED")
}
