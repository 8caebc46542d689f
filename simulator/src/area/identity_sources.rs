//! The import sessions of identity sources.

use super::{lifecycle, users};
use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::status::set_status;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/identity-sources/{}/sessions", |org, call| SESSIONS.list(org, call)),
    ("POST", "/api/v1/identity-sources/{}/sessions", create),
    ("GET", "/api/v1/identity-sources/{}/sessions/{}", |org, call| SESSIONS.get(org, call)),
    ("DELETE", "/api/v1/identity-sources/{}/sessions/{}", delete),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/bulk-upsert", |org, call| upload(org, call, UPSERT)),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/bulk-delete", |org, call| upload(org, call, DELETE)),
    ("POST", "/api/v1/identity-sources/{}/sessions/{}/start-import", start),
]];

const UPSERT: &str = "bulk_upsert";
const DELETE: &str = "bulk_delete";
/// The most profiles of an upload, and uploads of a session. The error beyond them is unknown.
const MOST_PROFILES: usize = 200;
const MOST_UPLOADS: usize = 50;

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

/// Takes profiles for the import.
fn upload(org: &mut Org, call: &Call<'_>, kind: &str) -> Result<Response, ApiError> {
    let (path, mut session) = SESSIONS.load(org, call)?;
    let body = call.object()?;
    ensure!(
        body.get("entityType").is_none_or(|kind| kind == "USERS"),
        field("entityType", "The field entityType is not valid.")
    );
    call.judged("profiles")?;
    let profiles = body.get("profiles").and_then(Value::as_array).filter(|profiles| !profiles.is_empty());
    let profiles = profiles.ok_or_else(|| field("profiles", error::BLANK))?;
    ensure!(profiles.len() <= MOST_PROFILES, field("profiles", "An upload has at most 200 profiles"));
    let uploads = session.hidden.entry("uploads").or_insert_with(|| json!([]));
    let full = uploads.as_array().is_some_and(|uploads| uploads.len() == MOST_UPLOADS);
    if let Value::Array(uploads) = uploads {
        uploads.push(json!({ "kind": kind, "profiles": profiles }));
    }
    let open = session.text("status") == "CREATED" && !full;
    ensure!(open, error::invalid(SESSIONS.object).because("The session does not take data any more"));
    org.store.put_at(&path, session);
    org.record(call, &format!("system.identity_sources.{kind}"), Vec::new());
    Ok(Response { status: 202, ..Response::ok_text(String::new()) })
}

/// Imports what was uploaded. The session shows that it began; the next look at it, that it has ended.
fn start(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut session) = SESSIONS.load(org, call)?;
    let created = session.text("status") == "CREATED";
    ensure!(created, error::invalid(SESSIONS.object).because("The session is not in the status CREATED"));
    let response = SESSIONS.turn(org, call, "triggered", "TRIGGERED")?;
    for upload in session.hidden.shift_remove("uploads").iter().filter_map(Value::as_array).flatten() {
        for row in upload["profiles"].as_array().into_iter().flatten() {
            let external = row["externalId"].as_str().unwrap_or("");
            match upload["kind"] == UPSERT {
                // A profile that does not fit is left out.
                true => drop(upsert(org, call, external, &row["profile"])),
                false => deactivate(org, call, external),
            }
        }
    }
    session.set("status", "COMPLETED");
    session.touch(call.now);
    org.store.put_at(&path, session);
    Ok(response)
}

/// The collection of the users of an identity source, by their external ids.
fn users_of(call: &Call<'_>) -> String {
    format!("{}/{}/users", SOURCES.path, call.value(0))
}

/// Creates or changes a user. Attributes are mapped to those of the same name.
fn upsert(org: &mut Org, call: &Call<'_>, external: &str, profile: &Value) -> Result<(), ApiError> {
    let sent = profile.as_object().cloned().unwrap_or_default().into_iter();
    let named = sent.map(|(name, value)| (if name == "userName" { "login".into() } else { name }, value));
    let sent = named.filter(|(name, _)| org.user_schema.kind(name).is_some()).collect();
    let known = org.store.find(&users_of(call), external).map(|user| user.text("id").to_owned());
    let id = users::import(org, call, known.as_deref(), &sent)?;
    org.store.put(&users_of(call), external, Document::new(json!({ "id": id })));
    Ok(())
}

/// Deactivates a user of the source, if there is one.
fn deactivate(org: &mut Org, call: &Call<'_>, external: &str) {
    let known = org.store.find(&users_of(call), external).and_then(|user| org.users.get(user.text("id")));
    let active = known.filter(|person| person.status() != "DEPROVISIONED");
    if let Some(mut user) = active.map(|person| person.document(&org.user_view(call))) {
        set_status(&mut user, "DEPROVISIONED", call.now);
        lifecycle::deprovision(org, call, user);
    }
}
