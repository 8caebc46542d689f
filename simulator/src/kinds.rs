//! The kinds of documents that the store holds, and a new document of each.

use crate::schema;
use crate::store::{Document, Kind};
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const APP: Kind = Kind { prefix: "0oa", noun: "AppInstance", page: Some((20, 200)) };
pub(crate) const USER_TYPE: Kind = Kind { prefix: "oty", noun: "CVDType", page: None };
pub(crate) const GROUP: Kind = Kind { prefix: "00g", noun: "UserGroup", page: Some((10_000, 10_000)) };

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

pub(crate) fn app(id: &str, org_id: &str, name: &str, label: &str, born: Time) -> Document {
    let path = format!("/api/v1/apps/{id}");
    let links: Value = json!({
        "uploadLogo": { "href": format!("{path}/logo"), "hints": { "allow": ["POST"] } },
        "appLinks": [],
        "groups": { "href": format!("{path}/groups") },
        "users": { "href": format!("{path}/users") },
        "deactivate": { "href": format!("{path}/lifecycle/deactivate") },
    });
    Document::new(json!({
        "id": id,
        "orn": format!("orn:okta:idp:{org_id}:apps:{name}:{id}"),
        "name": name,
        "label": label,
        "status": "ACTIVE",
        "lastUpdated": born.to_string(),
        "created": born.to_string(),
        "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
        "visibility": {
            "autoLaunch": false,
            "autoSubmitToolbar": false,
            "hide": { "iOS": false, "web": false },
            "appLinks": {},
        },
        "features": [],
        "signOnMode": "OPENID_CONNECT",
        "credentials": {
            "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" },
            "signing": {},
        },
        "universalLogout": null,
        "settings": {
            "app": {},
            "notifications": {
                "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null },
            },
            "manualProvisioning": false,
            "implicitAssignment": false,
        },
        "_links": links,
    }))
}
