//! The scopes of an authorization server.

use super::{SERVERS, public};
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::search::any_starts_with;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(super) const ROWS: &[&[Row]] =
    rows![SCOPES "/api/v1/authorizationServers/{}/scopes" list create get replace delete;];

static SCOPES: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/scopes",
    parent: Some(&SERVERS),
    schema: "OAuth2Scope",
    id: Id::Minted("scp"),
    noun: "OAuth2Scope",
    object: "scope",
    created: 201,
    unique: &["name"],
    page: Some(Page(200, 200)),
    events: "oauth2.scope.*d",
    complete: |org, _, scope, old| {
        scope.set("system", old.is_some_and(|old| old.is("system")));
        scope.fill("description", Value::Null);
        scope.fill("metadataPublish", "NO_CLIENTS");
        scope.fill("default", false);
        if org.year >= WITH_RESOURCES {
            scope.fill_all(json!({ "consent": "IMPLICIT", "optional": false, "apiResourceId": null }));
        }
        Ok(())
    },
    removable: |_, scope, _| refuse_system(scope),
    links: |org, _, path| json!({ "self": hinted(public(org, path), &["GET", "PUT", "DELETE"]) }),
    wanted: |_, call| {
        Ok(Box::new(move |scope| call.query.text("q").is_none_or(|q| any_starts_with([scope.at("name").into()], q))))
    },
    ..Resource::NEW
};

/// The first year whose scopes and claims may be those of an API resource, and whose scopes may need consent.
pub(super) const WITH_RESOURCES: u16 = 2023;

/// What every server has cannot be deleted. The code of a real org is unknown.
pub(super) fn refuse_system(document: &Document) -> Result<(), ApiError> {
    ensure!(!document.is("system"), error::forbidden());
    Ok(())
}

/// The scopes that every server has.
pub(super) fn seed(org: &mut Org, server: &str, now: Time) {
    const NAMES: [&str; 7] = ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"];
    for name in NAMES {
        let mut scope = Document::new(json!({
            "name": name,
            "description": format!("The scope {name} of OpenID Connect."),
            "system": true,
            "metadataPublish": "ALL_CLIENTS",
            "default": false,
        }));
        if org.year >= WITH_RESOURCES {
            scope.fill_all(json!({ "consent": "IMPLICIT", "optional": false, "apiResourceId": null }));
        }
        SCOPES.plant(org, &format!("{server}/scopes"), Value::Object(scope.shown), now);
    }
}
