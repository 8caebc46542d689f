//! The `_links` of a user: the operations that its status allows.

use crate::store::Document;
use serde_json::{Map, Value, json};

/// The `_links` of a user.
pub(crate) fn links(user: &Document, base: &str, type_id: &str, credentials: bool) -> Value {
    let own = format!("{base}/api/v1/users/{}", user.text("id"));
    let mut links = Map::new();
    for name in names(user.text("status")) {
        let link = match *name {
            "self" => json!({ "href": own }),
            "schema" => json!({ "href": format!("{base}{}", crate::schema::path(type_id)) }),
            "type" => json!({ "href": format!("{base}/api/v1/meta/types/user/{type_id}") }),
            "delete" => json!({ "href": own, "method": "DELETE" }),
            name => {
                let (group, path) = operation(name);
                if group == "credentials" && !credentials {
                    continue;
                }
                json!({ "href": format!("{own}/{group}/{path}"), "method": "POST" })
            }
        };
        links.insert((*name).into(), link);
    }
    Value::Object(links)
}

fn operation(name: &str) -> (&'static str, &'static str) {
    match name {
        "activate" => ("lifecycle", "activate"),
        "reactivate" => ("lifecycle", "reactivate"),
        "deactivate" => ("lifecycle", "deactivate"),
        "suspend" => ("lifecycle", "suspend"),
        "unsuspend" => ("lifecycle", "unsuspend"),
        "unlock" => ("lifecycle", "unlock"),
        "resetPassword" => ("lifecycle", "reset_password"),
        "expirePassword" => ("lifecycle", "expire_password"),
        "resetFactors" => ("lifecycle", "reset_factors"),
        "forgotPassword" => ("credentials", "forgot_password"),
        "changePassword" => ("credentials", "change_password"),
        _ => ("credentials", "change_recovery_question"),
    }
}

/// Names in the order of a real org. For LOCKED_OUT and RECOVERY the exact set is unknown: the way back comes first, then
/// the links of active users.
fn names(status: &str) -> impl Iterator<Item = &'static &'static str> {
    let (first, rest): (Option<&'static &'static str>, &'static [&'static str]) = match status {
        "STAGED" => (None, &["schema", "activate", "self", "resetFactors", "type"]),
        "PROVISIONED" => (None, &PROVISIONED),
        "SUSPENDED" => (None, &["unsuspend", "schema", "self", "resetFactors", "type", "deactivate"]),
        "DEPROVISIONED" => (None, &["schema", "activate", "self", "resetFactors", "type", "delete"]),
        "LOCKED_OUT" => (Some(&"unlock"), &ACTIVE),
        "RECOVERY" => (Some(&"reactivate"), &ACTIVE),
        _ => (None, &ACTIVE),
    };
    first.into_iter().chain(rest)
}

const PROVISIONED: [&str; 8] =
    ["suspend", "schema", "resetPassword", "reactivate", "self", "resetFactors", "type", "deactivate"];

const ACTIVE: [&str; 11] = [
    "suspend", "schema", "resetPassword", "forgotPassword", "expirePassword", "changeRecoveryQuestion", "self",
    "resetFactors", "type", "changePassword", "deactivate",
];
