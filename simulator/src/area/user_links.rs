//! The `_links` of a user: the operations that its status allows.

use crate::schema::words;
use crate::store::Document;
use serde_json::{Map, Value, json};

const ACTIVE: &str = "suspend schema resetPassword forgotPassword expirePassword changeRecoveryQuestion self \
                      resetFactors type changePassword deactivate";

/// The `_links` of a user. In a Classic org only those of users with a recovery question lead to a forgotten password.
pub(crate) fn links(user: &Document, base: &str, classic: bool, credentials: bool) -> Value {
    let type_id = user.text("type.id");
    let own = format!("{base}/api/v1/users/{}", user.text("id"));
    let mut links = Map::new();
    for name in names(user.text("status")) {
        let link = match name {
            "resetFactors" if classic => continue,
            "forgotPassword" if classic && !user.hidden.contains_key("question") => continue,
            "self" => json!({ "href": own }),
            "schema" => json!({ "href": format!("{base}{}", crate::schema::path(type_id)) }),
            "type" => json!({ "href": format!("{base}/api/v1/meta/types/user/{type_id}") }),
            "delete" => json!({ "href": own, "method": "DELETE" }),
            "forgotPassword" | "changePassword" | "changeRecoveryQuestion" if !credentials => continue,
            "forgotPassword" | "changePassword" | "changeRecoveryQuestion" => operation(&own, "credentials", name),
            _ => operation(&own, "lifecycle", name),
        };
        links.insert(name.into(), link);
    }
    Value::Object(links)
}

/// The link `resetPassword` leads to the operation `reset_password`.
fn operation(user: &str, group: &str, name: &str) -> Value {
    json!({ "href": format!("{user}/{group}/{}", words(name, '_')), "method": "POST" })
}

/// Names in the order of a real org. For LOCKED_OUT and RECOVERY the exact set is unknown: the way back comes first, then
/// the links of active users.
fn names(status: &str) -> impl Iterator<Item = &'static str> {
    let (first, rest) = match status {
        "STAGED" => (None, "schema activate self resetFactors type"),
        "PROVISIONED" => (None, "suspend schema resetPassword reactivate self resetFactors type deactivate"),
        "SUSPENDED" => (None, "unsuspend schema self resetFactors type deactivate"),
        "DEPROVISIONED" => (None, "schema activate self resetFactors type delete"),
        "LOCKED_OUT" => (Some("unlock"), ACTIVE),
        "RECOVERY" => (Some("reactivate"), ACTIVE),
        _ => (None, ACTIVE),
    };
    first.into_iter().chain(rest.split(' '))
}
