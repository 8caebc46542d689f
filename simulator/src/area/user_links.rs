//! The links of a user say what can be done with it now.

use crate::store::Document;
use serde_json::{Map, Value, json};

/// The links of one user, by its status.
pub(crate) fn links(user: &Document, base: &str, type_id: &str, credentials: bool) -> Value {
    let own = format!("{base}/api/v1/users/{}", user.text("id"));
    let mut links = Map::new();
    for name in names(user.text("status")) {
        let link = match *name {
            "self" => json!({ "href": own }),
            "schema" => json!({ "href": format!("{base}{}", super::schemas::path(type_id)) }),
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

/// Names in the order of a real org. The exact sets of the last two statuses are not known.
fn names(status: &str) -> &'static [&'static str] {
    match status {
        "STAGED" => &["schema", "activate", "self", "resetFactors", "type"],
        "PROVISIONED" => {
            &["suspend", "schema", "resetPassword", "reactivate", "self", "resetFactors", "type", "deactivate"]
        }
        "SUSPENDED" => &["unsuspend", "schema", "self", "resetFactors", "type", "deactivate"],
        "DEPROVISIONED" => &["schema", "activate", "self", "resetFactors", "type", "delete"],
        "LOCKED_OUT" => &["unlock", "schema", "resetPassword", "self", "resetFactors", "type", "deactivate"],
        "RECOVERY" => {
            &["reactivate", "schema", "resetPassword", "self", "resetFactors", "type", "changePassword", "deactivate"]
        }
        _ => &[
            "suspend",
            "schema",
            "resetPassword",
            "forgotPassword",
            "expirePassword",
            "changeRecoveryQuestion",
            "self",
            "resetFactors",
            "type",
            "changePassword",
            "deactivate",
        ],
    }
}
