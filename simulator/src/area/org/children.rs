//! Child orgs.

use crate::handler::Row;
use crate::links::hinted;
use crate::resource::{Id, Resource};
use serde_json::json;

pub(crate) const ROWS: &[Row] = &[("POST", CHILDREN.path, |org, call| CHILDREN.create(org, call))];

const CHILDREN: Resource = Resource {
    path: "/api/v1/orgs",
    schema: "ChildOrg",
    id: Id::Minted("00o"),
    noun: "Org",
    object: "subdomain",
    created: 201,
    status: Some("ACTIVE"),
    unique: &["subdomain"],
    complete: |org, _, child, _| {
        child.fill("website", format!("https://{}.example.com", child.text("subdomain")));
        child.set("settings", json!({ "portal": { "errorRedirectUrl": null, "signOutUrl": null } }));
        child.set("token", format!("00{}", org.ids.text(40)));
        child.set("tokenType", "SSWS");
        Ok(())
    },
    links: |_, child, _| {
        let href = format!("https://{}.example.com/api/v1", child.text("subdomain"));
        json!({
            "organization": hinted(format!("{href}/org"), &["GET"]),
            "contacts": hinted(format!("{href}/org/contacts"), &["GET"]),
        })
    },
    ..Resource::NEW
};
