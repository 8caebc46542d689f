//! The kinds of documents that the store holds, and a new document of each.

use crate::schema;
use crate::store::{Document, Kind};
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const USER_TYPE: Kind = Kind { path: "/api/v1/meta/types/user", prefix: "oty", noun: "CVDType" };
pub(crate) const BRAND: Kind = Kind { path: "/api/v1/brands", prefix: "bnd", noun: "Brand" };
pub(crate) const GROUP: Kind = Kind { path: "/api/v1/groups", prefix: "00g", noun: "UserGroup" };

pub(crate) fn new_group(id: &str, kind: &str, profile: &Value, now: Time) -> Document {
    let now = now.to_string();
    let logo =
        |size: &str| json!({ "name": size, "href": format!("/img/logos/groups/{size}.png"), "type": "image/png" });
    Document::new(json!({
        "id": id,
        "created": now,
        "lastUpdated": now,
        "lastMembershipUpdated": now,
        "objectClass": ["okta:user_group"],
        "type": kind,
        "profile": profile,
        "_links": {
            "logo": [logo("medium"), logo("large")],
            "users": { "href": format!("/api/v1/groups/{id}/users") },
            "apps": { "href": format!("/api/v1/groups/{id}/apps") },
        },
    }))
}

pub(crate) fn user_type(id: &str, made_by: &str, born: Time) -> Document {
    let link = |rel: &str, href: String| json!({ "rel": rel, "href": href, "method": "GET" });
    Document::new(json!({
        "id": id,
        "displayName": "User",
        "name": "user",
        "description": "The user type that every org has",
        "createdBy": made_by,
        "lastUpdatedBy": made_by,
        "created": born.to_string(),
        "lastUpdated": born.to_string(),
        "default": true,
        "_links": {
            "schema": link("schema", schema::path(id)),
            "self": link("self", format!("/api/v1/meta/types/user/{id}")),
        },
    }))
}
