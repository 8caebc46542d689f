//! What apps may do: consent to scopes, and refresh tokens.

use super::{APPS, member};
use crate::area::refresh_tokens;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = rows![GRANTS "/api/v1/apps/{}/grants" list create get delete;][0];
pub(super) const TOKEN_ROWS: &[Row] = &[
    ("GET", TOKENS.path, |org, call| TOKENS.list(org, call)),
    ("DELETE", TOKENS.path, |org, call| {
        let at = TOKENS.at(org, call)?;
        Ok(refresh_tokens::revoke_all(org, call, &at))
    }),
    ("GET", "/api/v1/apps/{}/tokens/{}", |org, call| {
        held(org, call)?;
        TOKENS.get(org, call)
    }),
    ("DELETE", "/api/v1/apps/{}/tokens/{}", |org, call| {
        held(org, call)?;
        TOKENS.delete(org, call)
    }),
];

static GRANTS: Resource = Resource {
    path: "/api/v1/apps/{}/grants",
    parent: Some(&APPS),
    schema: "OAuth2ScopeConsentGrant",
    id: Id::Minted("oag"),
    noun: "OAuth2ScopeConsentGrant",
    object: "scopeConsentGrant",
    status: Some("ACTIVE"),
    complete: |org, call, grant, _| {
        let (_, app) = APPS.load(org, call)?;
        grant.set("clientId", client_id(&app));
        grant.set("createdBy", json!({ "id": org.me(), "type": "User" }));
        grant.set("source", "ADMIN");
        Ok(())
    },
    links: |org, grant, path| {
        let app = path.split("/grants/").next().unwrap_or("");
        let label = org.store.at(app).map_or("", |app| app.text("label"));
        json!({
            "app": { "href": app, "title": label },
            "self": hinted(path, &["GET", "DELETE"]),
            "client": { "href": format!("/oauth2/v1/clients/{}", grant.text("clientId")), "title": label },
        })
    },
    view: |_, call, grant, shown| {
        let wished = call.query.text("expand") == Some("scope") || call.request.method == "POST";
        if wished {
            shown["_embedded"] = json!({ "scope": { "id": grant.text("scopeId") } });
        }
    },
    events: "app.oauth2.admin.consent.*",
    ..Resource::NEW
};

static TOKENS: Resource = Resource {
    path: "/api/v1/apps/{}/tokens",
    parent: Some(&APPS),
    schema: "OAuth2RefreshToken",
    noun: "OAuth2RefreshTokenTx",
    page: Some(Page(20, 200)),
    gone: |org, _, token, _| refresh_tokens::forget(org, token.text("id")),
    links: refresh_tokens::links,
    view: refresh_tokens::view,
    ..Resource::NEW
};

/// The client id of an app; one that is no OAuth client has its own id.
fn client_id(app: &Document) -> Value {
    let client = member(app, "credentials.oauthClient.client_id");
    if client.is_null() { app.text("id").into() } else { client }
}

/// A token that the app has; its name in errors has that of the app before it.
fn held(org: &Org, call: &Call<'_>) -> Result<(), ApiError> {
    let path = APPS.item(org, call)?;
    let (app, id) = (call.value(0), call.value(1));
    let known = org.store.find(&format!("{path}/tokens"), id).is_some();
    ensure!(known, error::not_found(format!("{app}.{id}"), TOKENS.noun));
    Ok(())
}
