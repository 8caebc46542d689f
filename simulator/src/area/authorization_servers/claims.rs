//! The claims of an authorization server.

use super::scopes::{WITH_RESOURCES, refuse_system};
use super::{SERVERS, public};
use crate::error::{TAKEN, ensure, field};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(super) const ROWS: &[&[Row]] =
    rows![CLAIMS "/api/v1/authorizationServers/{}/claims" list create get replace delete;];

static CLAIMS: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/claims",
    parent: Some(&SERVERS),
    schema: "OAuth2Claim",
    id: Id::Minted("ocl"),
    noun: "OAuth2Claim",
    object: "claim",
    created: 201,
    events: "oauth2.claim.*d",
    complete: |org, call, claim, old| {
        claim.set("system", old.is_some_and(|old| old.is("system")));
        claim.fill_all(json!({
            "status": "ACTIVE",
            "claimType": "RESOURCE",
            "valueType": "EXPRESSION",
            "alwaysIncludeInToken": true,
        }));
        let same = |(id, other): (&str, &Document)| {
            id != claim.text("id") && ["name", "claimType"].iter().all(|name| other.text(name) == claim.text(name))
        };
        ensure!(!org.store.all(&CLAIMS.at(org, call)?).any(same), field("name", TAKEN));
        if org.year >= WITH_RESOURCES {
            claim.fill("apiResourceId", Value::Null);
        }
        if claim.at("conditions.scopes").is_none_or(Value::is_null) {
            claim.set("conditions", json!({ "scopes": [] }));
        }
        Ok(())
    },
    removable: |_, claim, _| refuse_system(claim),
    links: |org, _, path| json!({ "self": hinted(public(org, path), &["GET", "PUT", "DELETE"]) }),
    ..Resource::NEW
};

/// The claims of ID tokens that every server has: name, scope, whether they are always in the token.
const SYSTEM: &[(&str, &str, bool)] = &[
    ("address", "address", false),
    ("birthdate", "profile", false),
    ("email", "email", true),
    ("email_verified", "email", false),
    ("family_name", "profile", false),
    ("gender", "profile", false),
    ("given_name", "profile", false),
    ("locale", "profile", false),
    ("middle_name", "profile", false),
    ("name", "profile", true),
    ("nickname", "profile", false),
    ("phone_number", "phone", false),
    ("picture", "profile", false),
    ("preferred_username", "profile", true),
    ("profile", "profile", false),
    ("updated_at", "profile", false),
    ("website", "profile", false),
    ("zoneinfo", "profile", false),
];

/// The claims that every server has.
pub(super) fn seed(org: &mut Org, server: &str, now: Time) {
    let at = format!("{server}/claims");
    let mut claims = vec![json!({
        "name": "sub",
        "status": "ACTIVE",
        "claimType": "RESOURCE",
        "valueType": "EXPRESSION",
        "value": "(appuser != null) ? appuser.userName : app.clientId",
        "conditions": { "scopes": [] },
        "system": true,
        "alwaysIncludeInToken": true,
    })];
    claims.extend(SYSTEM.iter().map(|(name, scope, always)| {
        json!({
            "name": name,
            "status": "ACTIVE",
            "claimType": "IDENTITY",
            "valueType": "SYSTEM",
            "conditions": { "scopes": [scope] },
            "system": true,
            "alwaysIncludeInToken": always,
        })
    }));
    for mut claim in claims {
        if org.year >= WITH_RESOURCES {
            claim["apiResourceId"] = Value::Null;
        }
        CLAIMS.plant(org, &at, claim, now);
    }
}
