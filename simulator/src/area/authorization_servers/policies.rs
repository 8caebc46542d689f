//! The policies of an authorization server, and their rules.

use super::{SERVERS, public};
use crate::area::policies::{lifecycle_links, priority};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Order;
use crate::resource::{Id, Resource, Turned, rows};
use crate::time::Time;
use serde_json::{Value, json};

pub(super) const ROWS: &[&[Row]] = rows![
    POLICIES "/api/v1/authorizationServers/{}/policies" list create get replace delete activate deactivate;
    RULES "/api/v1/authorizationServers/{}/policies/{}/rules" list create get replace delete activate deactivate;
];

static POLICIES: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/policies",
    parent: Some(&SERVERS),
    schema: "AuthorizationServerPolicy",
    id: Id::Minted("00p"),
    noun: "Policy",
    object: "policy",
    created: 201,
    status: Some("ACTIVE"),
    turned: Turned::NoContent,
    order: Order::Priority,
    events: "policy.lifecycle.*",
    complete: |org, call, policy, old| {
        policy.set("type", "OAUTH_AUTHORIZATION_POLICY");
        policy.set("system", old.is_some_and(|old| old.is("system")));
        if let Some(priority) = old.and_then(|old| old.number("priority")) {
            policy.fill("priority", priority);
        }
        policy.fill("conditions", json!({ "clients": { "include": [] } }));
        let at = POLICIES.at(org, call)?;
        priority::rank(org, &at, policy, call.now, |_| true);
        Ok(())
    },
    gone: |org, call, _, path| priority::close(org, collection(path), call.now, |_| true),
    links: |org, policy, path| {
        let path = public(org, path);
        let mut links = lifecycle_links(policy, &path, policy.is("system"));
        links.insert("rules".into(), hinted(format!("{path}/rules"), &["GET"]));
        Value::Object(links)
    },
    ..Resource::NEW
};

static RULES: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/policies/{}/rules",
    parent: Some(&POLICIES),
    schema: "AuthorizationServerPolicyRule",
    id: Id::Minted("0pr"),
    noun: "PolicyRule",
    object: "policyRule",
    created: 201,
    status: Some("ACTIVE"),
    turned: Turned::NoContent,
    order: Order::Priority,
    events: "policy.rule.*|add",
    complete: |org, call, rule, old| {
        rule.set("type", "RESOURCE_ACCESS");
        rule.set("system", old.is_some_and(|old| old.is("system")));
        if let Some(priority) = old.and_then(|old| old.number("priority")) {
            rule.fill("priority", priority);
        }
        if rule.at("conditions").is_some_and(Value::is_null) {
            rule.shown.shift_remove("conditions");
        }
        rule.fill_all(json!({
            "conditions": {
                "people": { "users": { "exclude": [] } },
                "grantTypes": { "include": ["client_credentials"] },
                "scopes": { "include": ["*"] },
            },
            "actions": { "token": {
                "accessTokenLifetimeMinutes": 60,
                "refreshTokenLifetimeMinutes": 0,
                "refreshTokenWindowMinutes": 10_080,
            } },
        }));
        let at = RULES.at(org, call)?;
        priority::rank(org, &at, rule, call.now, |_| true);
        Ok(())
    },
    gone: |org, call, _, path| priority::close(org, collection(path), call.now, |_| true),
    links: |org, rule, path| Value::Object(lifecycle_links(rule, &public(org, path), rule.is("system"))),
    ..Resource::NEW
};

fn collection(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(at, _)| at)
}

/// The policy of the default server.
pub(super) fn seed(org: &mut Org, server: &str, born: Time) {
    let policy = json!({
        "type": "OAUTH_AUTHORIZATION_POLICY",
        "status": "ACTIVE",
        "name": "Default Policy",
        "description": "For all clients.",
        "priority": 1,
        "system": false,
        "conditions": { "clients": { "include": ["ALL_CLIENTS"] } },
    });
    let path = POLICIES.plant(org, &format!("{server}/policies"), policy, born);
    let rule = json!({
        "status": "ACTIVE",
        "name": "Default Policy Rule",
        "priority": 1,
        "system": false,
        "conditions": {
            "people": { "users": { "include": [], "exclude": [] }, "groups": { "include": ["EVERYONE"], "exclude": [] } },
            "grantTypes": { "include": [
                "implicit",
                "client_credentials",
                "password",
                "authorization_code",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ] },
            "scopes": { "include": ["*"] },
        },
        "actions": { "token": {
            "accessTokenLifetimeMinutes": 60,
            "refreshTokenLifetimeMinutes": 0,
            "refreshTokenWindowMinutes": 10_080,
        } },
        "type": "RESOURCE_ACCESS",
    });
    RULES.plant(org, &format!("{path}/rules"), rule, born);
}
