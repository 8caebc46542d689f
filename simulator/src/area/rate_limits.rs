//! What an org sets about rate limits: shares of principals, warnings, and the mode for clients. The limits themselves are in `rate`.

use super::filter;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::schema::Type;
use crate::single::Single;
use crate::store::Document;
use crate::time::Time;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    SHARES "/api/v1/principal-rate-limits" list create get replace;
    ("GET", NOTIFICATIONS.path, |org, call| NOTIFICATIONS.get(org, call)),
    ("PUT", NOTIFICATIONS.path, |org, call| NOTIFICATIONS.replace(org, call)),
    ("GET", PER_CLIENT.path, |org, call| PER_CLIENT.get(org, call)),
    ("PUT", PER_CLIENT.path, |org, call| PER_CLIENT.replace(org, call)),
    ("GET", WARNING.path, |org, call| WARNING.get(org, call)),
    ("PUT", WARNING.path, |org, call| WARNING.replace(org, call)),
];

const FILTERED: &[(&str, Type)] = &[("principalType", Type::Text), ("principalId", Type::Text)];
/// The share of a limit that a principal has, in percent.
const SHARE: u8 = 50;

static SHARES: Resource = Resource {
    path: "/api/v1/principal-rate-limits",
    schema: "PrincipalRateLimitEntity",
    id: Id::Minted("prl"),
    noun: "PrincipalRateLimit",
    object: "principalRateLimitMediated",
    created: 201,
    page: Some(Page(20, 50)),
    events: "system.rate_limit.configuration.update",
    complete,
    wanted: |_, call| {
        let named = call.query.text("filter").is_some_and(|filter| filter.contains("principalType"));
        let why = "The filter must name a principalType.";
        ensure!(named, error::invalid("principalRateLimitMediated").because(why));
        filter::read(call, "filter", FILTERED)
    },
    links: links::none,
    ..Resource::NEW
};

/// Only the token of the admin and apps are principals, each of which has one share from its beginning.
fn complete(org: &mut Org, call: &Call<'_>, share: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if old.is_none() {
        let principal = share.text("principalId");
        let app = org.store.find("/api/v1/apps", principal).is_some() || org.grants.app(principal).is_some();
        let token = org.store.find("/api/v1/api-tokens", principal).is_some();
        let noun = if share.text("principalType") == "SSWS_TOKEN" { "Token" } else { "PublicClientApp" };
        ensure!(app || token, error::not_found(principal, noun));
        let mut others = org.store.all(SHARES.path).map(|(_, other)| other.text("principalId"));
        ensure!(others.all(|other| other != principal), error::invalid("principalRateLimitMediated"));
    }
    share.set("orgId", org.id.clone());
    share.set("defaultPercentage", SHARE);
    share.set("defaultConcurrencyPercentage", SHARE);
    let now = seconds(call.now);
    if old.is_none() {
        share.set("createdDate", now.clone());
    }
    share.set("lastUpdate", now);
    Ok(())
}

/// Dates of this kind of document have no fraction.
fn seconds(time: Time) -> String {
    time.to_string().replace(".000Z", "Z")
}

/// The share of the token that every org has.
pub(crate) fn seed(org: &mut Org, token: &str, born: Time) {
    let born_text = seconds(born);
    let share = json!({
        "orgId": org.id,
        "principalId": token,
        "principalType": "SSWS_TOKEN",
        "defaultPercentage": SHARE,
        "defaultConcurrencyPercentage": SHARE,
        "createdDate": born_text,
        "lastUpdate": born_text,
    });
    SHARES.plant(org, SHARES.path, share, born);
}

const NOTIFICATIONS: Single = Single {
    path: "/api/v1/rate-limit-settings/admin-notifications",
    schema: "RateLimitAdminNotifications",
    object: "rateLimitNotification",
    first: |_, _| json!({ "notificationsEnabled": true }),
    event: "system.rate_limit.configuration.update",
    ..Single::NEW
};

const PER_CLIENT: Single = Single {
    path: "/api/v1/rate-limit-settings/per-client",
    schema: "PerClientRateLimitSettings",
    object: "perClientRateLimit",
    first: |_, _| json!({ "defaultMode": "ENFORCE" }),
    event: "system.rate_limit.configuration.update",
    ..Single::NEW
};

const WARNING: Single = Single {
    path: "/api/v1/rate-limit-settings/warning-threshold",
    schema: "RateLimitWarningThresholdResponse",
    object: "warningThreshold",
    first: |_, _| json!({ "warningThreshold": 90 }),
    event: "system.rate_limit.configuration.update",
    ..Single::NEW
};
