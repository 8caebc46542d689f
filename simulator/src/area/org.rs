//! The org itself: its settings, and what a new one has.

use crate::call::Call;
use crate::fault::Fault;
use crate::id::Ids;
use crate::member::{Base, Rolls};
use crate::message::Reply;
use crate::org::{APP, Org, USER_TYPE};
use crate::seed::Seed;
use crate::store::{Document, Store, absolute};
use crate::time::Time;
use serde_json::{Value, json};

use super::groups::{GROUP, new_group};

const COMPANY: &str = "Oktant Simulator";

pub(crate) fn well_known(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    Ok(Reply::json(&json!({
        "id": org.id,
        "cell": "ok0",
        "_links": { "organization": { "href": call.base } },
        "pipeline": "idx",
        "settings": { "analyticsCollectionEnabled": false, "bugReportingEnabled": true, "omEnabled": false },
    })))
}

pub(crate) fn settings(org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
    let mut links = json!({
        "preferences": { "href": "/api/v1/org/preferences" },
        "uploadLogo": { "href": "/api/v1/org/logo", "hints": { "allow": ["POST"] } },
        "oktaCommunication": { "href": "/api/v1/org/privacy/oktaCommunication" },
        "logo": { "href": "/img/logos/org.png" },
        "oktaSupport": { "href": "/api/v1/org/privacy/oktaSupport" },
        "contacts": { "href": "/api/v1/org/contacts" },
    });
    absolute(&mut links, &call.base);
    let everyone = org.store.get(&GROUP, &org.everyone)?;
    Ok(Reply::json(&json!({
        "id": org.id,
        "subdomain": "simulator",
        "companyName": COMPANY,
        "status": "ACTIVE",
        "expiresAt": null,
        "created": everyone.text("created"),
        "lastUpdated": everyone.text("created"),
        "website": null,
        "phoneNumber": null,
        "endUserSupportHelpURL": null,
        "supportPhoneNumber": null,
        "address1": null,
        "address2": null,
        "city": null,
        "state": null,
        "country": null,
        "postalCode": null,
        "_links": links,
    })))
}

/// Fills a new org, and gives the id of its group Everyone.
pub(crate) fn found(
    store: &mut Store,
    rolls: &mut Rolls,
    ids: &mut Ids,
    org_id: &str,
    type_id: &str,
    born: Time,
    departments: bool,
) -> String {
    let text = "All users in your organization";
    let everyone = ids.mint(GROUP.prefix);
    store.put(
        &GROUP,
        &everyone,
        new_group(&everyone, "BUILT_IN", &json!({ "name": "Everyone", "description": text }), born),
    );
    rolls.open(&everyone, Base::Everyone);
    let departments = if departments { Seed::departments().collect() } else { Vec::new() };
    for (number, name) in departments {
        let id = ids.mint(GROUP.prefix);
        let profile = json!({ "name": name, "description": format!("Everybody in {name}") });
        store.put(&GROUP, &id, new_group(&id, "OKTA_GROUP", &profile, born));
        rolls.open(&id, Base::Department(number));
    }
    let made_by = ids.mint("spr");
    store.put(&USER_TYPE, type_id, user_type(type_id, &made_by, born));
    for (name, label) in [
        ("saasure", "Okta Admin Console"),
        ("okta_enduser", "Okta Dashboard"),
        ("okta_browser_plugin", "Okta Browser Plugin"),
    ] {
        let id = ids.mint(APP.prefix);
        store.put(&APP, &id, app(&id, org_id, name, label, born));
    }
    everyone
}

fn user_type(id: &str, made_by: &str, born: Time) -> Document {
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
            "schema": link("schema", super::schemas::path(id)),
            "self": link("self", format!("/api/v1/meta/types/user/{id}")),
        },
    }))
}

fn app(id: &str, org_id: &str, name: &str, label: &str, born: Time) -> Document {
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
