//! The simulation of policies: which of them, and which of their rules, would hold for a user.

use super::{POLICIES, mappings};
use crate::area::apps::APPS;
use crate::call::Call;
use crate::document::schema;
use crate::error::{self, ApiError};
use crate::judge::judged;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Order;
use crate::store::Document;
use serde_json::{Map, Value, json};

/// What the conditions of policies are held against.
struct Context<'a> {
    app: &'a str,
    user: &'a str,
    groups: Vec<&'a str>,
    zones: Vec<&'a str>,
}

pub(super) fn simulate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let Ok(Value::Array(bodies)) = serde_json::from_slice(&call.request.body) else { return Err(error::malformed()) };
    let mut evaluations = Vec::new();
    for body in bodies {
        let Value::Object(body) = body else { return Err(error::malformed()) };
        // A real org calls a body that lacks something malformed.
        let body = judged(schema("SimulatePolicyBody"), body, "").map_err(|_| error::malformed())?;
        evaluations.extend(evaluate(org, &body));
    }
    Ok(Response::ok(&Value::Array(evaluations)))
}

fn evaluate(org: &Org, body: &Map<String, Value>) -> Vec<Value> {
    let texts = |value: &'_ Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
    };
    let context = body.get("policyContext").cloned().unwrap_or_default();
    let (mut groups, zones) = (texts(&context["groups"]["ids"]), texts(&context["zones"]["ids"]));
    groups.push(org.everyone.clone());
    let context = Context {
        app: body.get("appInstance").and_then(Value::as_str).unwrap_or(""),
        user: context["user"]["id"].as_str().unwrap_or(""),
        groups: groups.iter().map(String::as_str).collect(),
        zones: zones.iter().map(String::as_str).collect(),
    };
    const TYPES: [&str; 4] = ["OKTA_SIGN_ON", "MFA_ENROLL", "ACCESS_POLICY", "PROFILE_ENROLLMENT"];
    let wished = body.get("policyTypes").map(texts).filter(|wished| !wished.is_empty());
    let wished = wished.unwrap_or_else(|| TYPES.map(ToOwned::to_owned).to_vec());
    wished.iter().map(|kind| of_type(org, kind, &context)).collect()
}

/// All policies of a type in their order, and the first of them that holds.
fn of_type(org: &Org, kind: &str, context: &Context<'_>) -> Value {
    let mut policies: Vec<_> = org.store.all(POLICIES.path).filter(|(_, policy)| policy.text("type") == kind).collect();
    policies.sort_by_cached_key(|(id, policy)| Order::Priority.key(id, policy));
    let evaluated: Vec<Value> = policies.iter().map(|(id, policy)| of_policy(org, id, policy, context)).collect();
    let with = |status: &str| evaluated.iter().filter(|one| one["status"] == status).cloned().collect::<Vec<_>>();
    let result: Vec<_> = with("MATCH").into_iter().take(1).collect();
    let status = if result.is_empty() { "NOT_MATCH" } else { "MATCH" };
    json!({
        "policyType": [kind],
        "status": status,
        "result": { "policies": result },
        "undefined": { "policies": with("UNDEFINED") },
        "evaluated": { "policies": evaluated },
    })
}

fn of_policy(org: &Org, id: &str, policy: &Document, context: &Context<'_>) -> Value {
    let app = org.store.find(APPS.path, context.app);
    let of_app = matches!(policy.text("type"), "ACCESS_POLICY" | "PROFILE_ENROLLMENT");
    let own = if of_app {
        let has = app.map_or(policy.is("system"), |app| mappings::uses(org, app, policy));
        vec![json!({ "type": "app", "status": if has { "MATCH" } else { "NOT_MATCH" } })]
    } else {
        conditions(policy, context)
    };
    let at = format!("{}/{id}/rules", POLICIES.path);
    let mut rules: Vec<_> = org.store.all(&at).collect();
    rules.sort_by_cached_key(|(id, rule)| Order::Priority.key(id, rule));
    let rules: Vec<_> = rules.iter().map(|(id, rule)| shown(id, rule, conditions(rule, context))).collect();
    let mut policy = shown(id, policy, own);
    policy["rules"] = rules.into();
    policy
}

fn shown(id: &str, document: &Document, conditions: Vec<Value>) -> Value {
    let any = |status: &str| conditions.iter().any(|one| one["status"] == status);
    let status = match document.text("status") {
        "ACTIVE" if any("NOT_MATCH") => "NOT_MATCH",
        "ACTIVE" if any("UNDEFINED") => "UNDEFINED",
        "ACTIVE" => "MATCH",
        _ => "NOT_MATCH",
    };
    json!({ "id": id, "name": document.text("name"), "status": status, "conditions": conditions })
}

/// The conditions that the context can answer; the others are undefined.
fn conditions(document: &Document, context: &Context<'_>) -> Vec<Value> {
    let mut found = Vec::new();
    for (name, condition) in document.at("conditions").and_then(Value::as_object).into_iter().flatten() {
        let has = |list: &Value, own: &dyn Fn(&str) -> bool| {
            list.as_array().is_some_and(|list| list.iter().filter_map(Value::as_str).any(own))
        };
        let status = match name.as_str() {
            "people" => {
                let (groups, users) = (&condition["groups"], &condition["users"]);
                let in_group = |id: &str| context.groups.contains(&id);
                let is_user = |id: &str| id == context.user;
                let everyone = groups["include"].is_null() && users["include"].is_null();
                let included = has(&groups["include"], &in_group) || has(&users["include"], &is_user);
                let excluded = has(&groups["exclude"], &in_group) || has(&users["exclude"], &is_user);
                Some((everyone || included) && !excluded)
            }
            "network" if condition["connection"] == "ANYWHERE" => Some(true),
            "network" if !context.zones.is_empty() => {
                let within = |id: &str| context.zones.contains(&id);
                Some(
                    (condition["include"].is_null() || has(&condition["include"], &within))
                        && !has(&condition["exclude"], &within),
                )
            }
            "riskScore" if condition["level"] == "ANY" => Some(true),
            "authContext" if condition["authType"] == "ANY" => Some(true),
            "authProvider" => Some(true),
            "userType" if condition["include"] == json!([]) && condition["exclude"] == json!([]) => Some(true),
            _ => None,
        };
        let status = status.map_or("UNDEFINED", |fits| if fits { "MATCH" } else { "NOT_MATCH" });
        found.push(json!({ "type": name, "status": status }));
    }
    found
}
