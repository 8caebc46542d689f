//! Which apps have a policy.

use super::{POLICIES, is_of_apps};
use crate::area::apps::APPS;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::last;
use crate::store::{Document, absolute};
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/policies/{}/app", apps),
    ("GET", "/api/v1/policies/{}/mappings", list),
    ("POST", "/api/v1/policies/{}/mappings", create),
    ("GET", "/api/v1/policies/{}/mappings/{}", get),
    ("DELETE", "/api/v1/policies/{}/mappings/{}", delete),
];

/// The link that names the policy of an app, which is also where the app keeps it.
fn link(kind: &str) -> &'static str {
    if kind == "ACCESS_POLICY" { "accessPolicy" } else { "profileEnrollment" }
}

/// Whether an app has that policy: it was assigned to it, or it is the default one and no other was.
pub(super) fn uses(org: &Org, app: &Document, policy: &Document) -> bool {
    let kind = policy.text("type");
    let assigned = app.hidden.get(link(kind)).and_then(Value::as_str);
    let assigned = assigned.filter(|id| org.store.find(POLICIES.path, id).is_some());
    is_of_apps(kind) && assigned.map_or(policy.is("system"), |id| id == policy.text("id"))
}

fn mapped<'a>(org: &'a Org, policy: &'a Document) -> impl Iterator<Item = (&'a str, &'a Document)> {
    org.store.all(APPS.path).filter(|(_, app)| uses(org, app, policy))
}

fn apps(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (_, policy) = POLICIES.load(org, call)?;
    let apps = mapped(org, &policy).map(|(id, app)| APPS.show(org, call, &format!("{}/{id}", APPS.path), app));
    Ok(Response::ok(&apps.collect()))
}

/// The mapping of an app has the id of the app. What ids a real org gives mappings is unknown.
fn show(call: &Call<'_>, policy: &str, app: &str) -> Value {
    let mut mapping = json!({
        "id": app,
        "_links": {
            "self": hinted(format!("{policy}/mappings/{app}"), &["GET", "DELETE"]),
            "application": hinted(format!("{}/{app}", APPS.path), &["GET"]),
            "policy": hinted(policy, &["GET"]),
        },
    });
    absolute(&mut mapping, &call.base);
    mapping
}

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, policy) = POLICIES.load(org, call)?;
    Ok(Response::ok(&mapped(org, &policy).map(|(app, _)| show(call, &path, app)).collect()))
}

/// Gives an app another policy. Newer orgs want that said to the app.
fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, policy) = POLICIES.load(org, call)?;
    let gone = || error::invalid("Policy mappings are no longer supported on this endpoint.");
    let sent = call.object()?;
    ensure!(sent.get("resourceType").is_none_or(|kind| kind == "APP"), gone());
    let sent = call.judged("policyMapping")?;
    let id = sent.get("resourceId").and_then(Value::as_str).ok_or_else(|| error::field("resourceId", error::BLANK))?;
    ensure!(is_of_apps(policy.text("type")), gone());
    let app = org.store.find_mut(APPS.path, id).ok_or_else(|| error::not_found(id, "AppInstance"))?;
    app.hidden.insert(link(policy.text("type")).into(), last(&path).into());
    Ok(Response::ok(&show(call, &path, id)))
}

fn mapping(org: &Org, call: &Call<'_>) -> Result<(String, Document, String), ApiError> {
    let (path, policy) = POLICIES.load(org, call)?;
    let id = call.value(1);
    let app = org.store.find(APPS.path, id).filter(|app| uses(org, app, &policy));
    ensure!(app.is_some(), error::not_found(id, "PolicyMapping"));
    Ok((path, policy, id.to_owned()))
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, _, app) = mapping(org, call)?;
    Ok(Response::ok(&show(call, &path, &app)))
}

/// The app has the default policy again.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (_, policy, app) = mapping(org, call)?;
    if let Some(app) = org.store.find_mut(APPS.path, &app) {
        app.hidden.shift_remove(link(policy.text("type")));
    }
    Ok(Response::no_content())
}
