//! Policies: their types, and what differs between them.

pub(crate) mod defaults;
mod mappings;
pub(crate) mod priority;
mod rules;
mod simulate;

use crate::area::apps::APPS;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{Order, Page};
use crate::resource::{Id, Resource, Turned, Wanted, rows};
use crate::search::any_starts_with;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[("POST", "/api/v1/policies/simulate", simulate::simulate), ("POST", "/api/v1/policies/{}/clone", clone)],
    rules::ROWS[0],
    mappings::ROWS,
];

const OWN: &[&[Row]] = rows![POLICIES "/api/v1/policies" list create get replace delete activate deactivate;];

pub(super) static POLICIES: Resource = Resource {
    path: "/api/v1/policies",
    schema: "Policy",
    id: Id::Minted("00p"),
    noun: "Policy",
    object: "policy",
    status: Some("ACTIVE"),
    turned: Turned::NoContent,
    order: Order::Priority,
    page: Some(Page(200, 200)),
    events: "policy.lifecycle.*",
    complete,
    born: |org, call, path| {
        let rule = org.store.at(path).and_then(|policy| defaults::catch_all(org, policy.text("type")));
        if let Some(rule) = rule {
            rules::RULES.plant(org, &format!("{path}/rules"), rule, call.now);
        }
    },
    gone: |org, call, policy, _| {
        let kind = policy.text("type").to_owned();
        if is_ranked(&kind) {
            priority::close(org, POLICIES.path, call.now, |other| other.text("type") == kind);
        }
    },
    removable: |_, policy, _| own(policy),
    turnable: |_, policy, _| own(policy),
    links: |_, policy, path| links(policy, path, policy.is("system")),
    view: |org, call, policy, shown| {
        if call.query.text("expand") == Some("rules") {
            let path = format!("{}/{}", POLICIES.path, policy.text("id"));
            shown["_embedded"] = json!({ "rules": rules::all(org, call, &path) });
        }
    },
    wanted: |org, call| Ok(wanted(org, call)),
    ..Resource::NEW
};

/// Refuses policies and rules that every org has. The code of a real org is unknown.
fn own(document: &Document) -> Result<(), ApiError> {
    ensure!(!document.is("system"), error::forbidden());
    Ok(())
}

/// Whether policies of this type have an order; the others all have priority 1.
fn is_ranked(kind: &str) -> bool {
    matches!(kind, "OKTA_SIGN_ON" | "PASSWORD" | "MFA_ENROLL" | "IDP_DISCOVERY")
}

/// Whether apps have one policy of this type each.
fn is_of_apps(kind: &str) -> bool {
    matches!(kind, "ACCESS_POLICY" | "PROFILE_ENROLLMENT")
}

fn complete(org: &mut Org, call: &Call<'_>, policy: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    match old {
        Some(old) => {
            ensure!(
                old.text("type") == policy.text("type"),
                error::field("type", "The type of a policy cannot change")
            );
            policy.set("system", old.is("system"));
            if let Some(priority) = old.number("priority") {
                policy.fill("priority", priority);
            }
        }
        None => {
            policy.set("system", false);
            if !is_ranked(policy.text("type")) {
                policy.set("id", org.ids.mint("rst"));
            }
            start(call, policy)?;
        }
    }
    policy.fill("conditions", Value::Null);
    defaults::fill_policy(org, policy);
    let kind = policy.text("type").to_owned();
    if is_ranked(&kind) {
        priority::rank(org, POLICIES.path, policy, call.now, |other| other.text("type") == kind);
    } else {
        policy.set("priority", 1);
    }
    Ok(())
}

/// The status that the query of a creation wishes.
pub(super) fn start(call: &Call<'_>, document: &mut Document) -> Result<(), ApiError> {
    if !call.query.flag("activate", true)? {
        document.set("status", "INACTIVE");
    }
    Ok(())
}

/// The links of a policy; those that `fixed` is for cannot be changed but by PUT.
pub(super) fn links(policy: &Document, path: &str, fixed: bool) -> Value {
    let mut links = Map::new();
    if is_of_apps(policy.text("type")) && !fixed {
        links.insert("mappings".into(), hinted(format!("{path}/mappings"), &["GET", "POST"]));
    }
    links.insert("rules".into(), hinted(format!("{path}/rules"), &["GET", "POST"]));
    links.extend(lifecycle_links(policy, path, fixed));
    Value::Object(links)
}

/// `self`, and `activate` or `deactivate` unless the document is one that every org has.
pub(super) fn lifecycle_links(document: &Document, path: &str, fixed: bool) -> Map<String, Value> {
    let allowed: &[&str] = if fixed { &["GET", "PUT"] } else { &["GET", "PUT", "DELETE"] };
    let mut links = Map::from_iter([("self".to_owned(), hinted(path, allowed))]);
    if !fixed {
        let turn = if document.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
        links.insert(turn.into(), hinted(format!("{path}/lifecycle/{turn}"), &["POST"]));
    }
    links
}

fn wanted<'a>(org: &'a Org, call: &'a Call<'_>) -> Wanted<'a> {
    Box::new(move |policy| {
        let fits = |name| call.query.text(name).is_none_or(|wish| policy.text(name) == wish);
        let mapped = |app: &str| org.store.find(APPS.path, app).is_some_and(|app| mappings::uses(org, app, policy));
        fits("type")
            && fits("status")
            && call.query.text("q").is_none_or(|q| any_starts_with([policy.at("name").into()], q))
            && call.query.text("resourceId").is_none_or(mapped)
    })
}

/// A copy of a policy that apps have, with its rules. Its response has no times yet.
fn clone(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut policy) = POLICIES.load(org, call)?;
    ensure!(
        is_of_apps(policy.text("type")),
        error::invalid("policy").because("Policies of this type cannot be cloned")
    );
    let (id, now) = (org.ids.mint("rst"), call.now.to_string());
    policy.set("name", format!("[cloned] {}", policy.text("name")));
    for (name, value) in [("id", id.as_str()), ("created", &now), ("lastUpdated", &now), ("status", "ACTIVE")] {
        policy.set(name, value);
    }
    policy.set("system", false);
    org.store.put(POLICIES.path, &id, policy);
    let new = format!("{}/{id}", POLICIES.path);
    rules::copy(org, &path, &new, call.now);
    POLICIES.record(org, call, "create", &new);
    let mut shown = POLICIES.shown(org, call, &new)?.json();
    (shown["created"], shown["lastUpdated"]) = (Value::Null, Value::Null);
    Ok(Response::ok(&shown))
}

/// The policies of a new org, each with a rule.
pub(crate) fn seed(org: &mut Org, born: Time) {
    for (kind, name, description, system) in defaults::POLICIES {
        let mut policy = Document::new(json!({
            "id": org.ids.mint(if is_ranked(kind) { "00p" } else { "rst" }),
            "status": "ACTIVE",
            "name": name,
            "description": description,
            "priority": 1,
            "system": system,
            "conditions": null,
            "type": kind,
        }));
        if description.is_empty() {
            policy.shown.shift_remove("description");
        }
        if matches!(*kind, "OKTA_SIGN_ON" | "PASSWORD" | "MFA_ENROLL") {
            policy.set("conditions", json!({ "people": { "groups": { "include": [org.everyone] } } }));
        }
        defaults::fill_policy(org, &mut policy);
        let path = POLICIES.plant(org, POLICIES.path, Value::Object(policy.shown), born);
        if let Some(rule) = defaults::first_rule(org, kind) {
            rules::RULES.plant(org, &format!("{path}/rules"), rule, born);
        }
    }
}
