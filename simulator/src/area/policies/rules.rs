//! The rules of policies.

use super::{POLICIES, defaults, lifecycle_links, own, priority, start};
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::org::Org;
use crate::paging::Order;
use crate::resource::{Id, Resource, Turned, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value};

pub(super) const ROWS: &[&[Row]] =
    rows![RULES "/api/v1/policies/{}/rules" list create get replace delete activate deactivate;];

pub(super) static RULES: Resource = Resource {
    path: "/api/v1/policies/{}/rules",
    parent: Some(&POLICIES),
    schema: "PolicyRule",
    id: Id::Minted("0pr"),
    noun: "PolicyRule",
    object: "policyRule",
    status: Some("ACTIVE"),
    turned: Turned::NoContent,
    order: Order::Priority,
    events: "policy.rule.*|add",
    complete,
    gone: |org, call, rule, path| {
        let at = path.rsplit_once('/').map_or("", |(at, _)| at);
        if is_ranked(rule.text("type")) {
            priority::close(org, at, call.now, |_| true);
        }
    },
    removable: |_, rule, _| own(rule),
    turnable: |_, rule, _| own(rule),
    links: |_, rule, path| Value::Object(lifecycle_links(rule, path, rule.is("system"))),
    ..Resource::NEW
};

/// Whether the priorities of rules of this type are 1, 2, 3; rules for apps keep what was sent.
fn is_ranked(kind: &str) -> bool {
    !matches!(kind, "ACCESS_POLICY" | "PROFILE_ENROLLMENT")
}

fn complete(org: &mut Org, call: &Call<'_>, rule: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let (path, policy) = POLICIES.load(org, call)?;
    let at = format!("{path}/rules");
    let kind = match policy.text("type") {
        "OKTA_SIGN_ON" => "SIGN_ON",
        kind => kind,
    };
    rule.set("type", kind);
    match old {
        Some(old) => {
            rule.set("system", old.is("system"));
            if let Some(priority) = old.number("priority").filter(|_| rule.number("priority").is_none()) {
                rule.set("priority", priority);
            }
        }
        None => {
            rule.set("system", false);
            if policy.text("id").starts_with("rst") {
                rule.set("id", org.ids.mint("rul"));
            }
            start(call, rule)?;
        }
    }
    defaults::fill_rule(rule);
    if is_ranked(kind) {
        priority::rank(org, &at, rule, call.now, |_| true);
    } else if rule.number("priority").is_none() {
        let others = org.store.all(&at).filter(|(_, other)| !other.is("system"));
        let last = others.filter_map(|(_, other)| other.number("priority")).max();
        rule.set("priority", last.map_or(0, |last| last + 1));
    }
    Ok(())
}

/// The rules of a policy as responses show them.
pub(super) fn all(org: &Org, call: &Call<'_>, policy: &str) -> Vec<Value> {
    let at = format!("{policy}/rules");
    let mut found: Vec<_> = org.store.all(&at).collect();
    found.sort_by_cached_key(|(id, rule)| Order::Priority.key(id, rule));
    found.into_iter().map(|(id, rule)| RULES.show(org, call, &format!("{at}/{id}"), rule)).collect()
}

/// Copies the rules of one policy to another.
pub(super) fn copy(org: &mut Org, from: &str, to: &str, now: Time) {
    let found: Vec<Map<String, Value>> =
        org.store.all(&format!("{from}/rules")).map(|(_, rule)| rule.shown.clone()).collect();
    for mut rule in found {
        rule.shift_remove("created");
        rule.insert("id".into(), org.ids.mint("rul").into());
        RULES.plant(org, &format!("{to}/rules"), Value::Object(rule), now);
    }
}
