//! API tokens. They cannot be made over the API; the org begins with the one that callers use.

use super::rate_limits;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Order;
use crate::resource::{Id, Resource, last, rows};
use crate::time::Time;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    TOKENS "/api/v1/api-tokens" list get replace;
    ("DELETE", "/api/v1/api-tokens/current", |org, call| {
        let own = own(org);
        revoke(org, call, &own)
    }),
    ("DELETE", "/api/v1/api-tokens/{}", |org, call| {
        let path = TOKENS.item(org, call)?;
        revoke(org, call, last(&path))
    }),
];
/// A token that is not used for this many seconds expires.
const WINDOW: i64 = 30 * 86_400;

static TOKENS: Resource = Resource {
    path: "/api/v1/api-tokens",
    schema: "ApiToken",
    id: Id::Minted("00T"),
    noun: "Token",
    object: "apiToken",
    order: Order::Member("name"),
    events: "system.api_token.*",
    links: |_, token, path| {
        json!({
            "self": links::hinted(path, &["GET", "DELETE"]),
            "user": links::hinted(format!("/api/v1/users/{}", token.text("userId")), &["GET"]),
        })
    },
    complete: |_, _, token, old| {
        for name in ["name", "userId", "tokenWindow", "expiresAt"] {
            if let Some(value) = old.and_then(|old| old.at(name)) {
                token.fill(name, value.clone());
            }
        }
        token.fill("network", json!({ "connection": "ANYWHERE" }));
        Ok(())
    },
    // Only the token alone shows its window.
    view: |_, call, _, token| {
        if call.value(0).is_empty() {
            token["tokenWindow"] = json!(null);
        }
    },
    ..Resource::NEW
};

pub(crate) fn seed(org: &mut Org, born: Time) {
    // An org that is not new has a second one.
    let names: &[&str] = if org.users.is_seeded() { &["Simulator", "Import"] } else { &["Simulator"] };
    for name in names {
        let token = json!({
            "name": name,
            "userId": org.me(),
            "clientName": "Okta API",
            "tokenWindow": "P30D",
            "network": { "connection": "ANYWHERE" },
            "expiresAt": Time::from_seconds(born.seconds() + WINDOW).to_string(),
        });
        let path = TOKENS.plant(org, TOKENS.path, token, born);
        rate_limits::seed(org, last(&path), born);
    }
}

/// The id of the token that callers use.
fn own(org: &Org) -> String {
    org.store.all(TOKENS.path).next().map(|(id, _)| id.to_owned()).unwrap_or_default()
}

/// Revokes a token. Callers can go on: the token that the org was started with is not a document, or nobody could ask it anything.
fn revoke(org: &mut Org, call: &Call<'_>, id: &str) -> Result<Response, ApiError> {
    let path = format!("{}/{id}", TOKENS.path);
    if org.store.find(TOKENS.path, id).is_none() {
        return Err(TOKENS.unknown(id));
    }
    TOKENS.record(org, call, "revoke", &path);
    org.store.remove_at(&path);
    Ok(Response::no_content())
}
