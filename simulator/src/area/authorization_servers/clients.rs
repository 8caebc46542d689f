//! Clients that have refresh tokens of an authorization server.

use super::SERVERS;
use crate::area::refresh_tokens;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource};
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/authorizationServers/{}/clients", list),
    ("GET", "/api/v1/authorizationServers/{}/clients/{}/tokens", |org, call| TOKENS.list(org, call)),
    ("DELETE", "/api/v1/authorizationServers/{}/clients/{}/tokens", revoke_all),
    ("GET", "/api/v1/authorizationServers/{}/clients/{}/tokens/{}", |org, call| TOKENS.get(org, call)),
    ("DELETE", "/api/v1/authorizationServers/{}/clients/{}/tokens/{}", |org, call| TOKENS.delete(org, call)),
];

const APPS: &str = "/api/v1/apps";

/// Every app may be a client.
static CLIENTS: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/clients",
    parent: Some(&SERVERS),
    noun: "PublicClientApp",
    lookup: |org, _, key| org.store.find(APPS, key).map(|_| key.to_owned()),
    ..Resource::NEW
};

static TOKENS: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/clients/{}/tokens",
    parent: Some(&CLIENTS),
    schema: "OAuth2RefreshToken",
    id: Id::Minted("oar"),
    noun: "OAuth2RefreshToken",
    page: Some(Page(200, 200)),
    gone: |org, _, token, _| refresh_tokens::forget(org, token.text("id")),
    links: refresh_tokens::links,
    view: refresh_tokens::view,
    events: "app.oauth2.token.revoke",
    ..Resource::NEW
};

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let server = SERVERS.item(org, call)?;
    let with_tokens =
        org.store.all(APPS).filter(|(id, _)| org.store.all(&format!("{server}/clients/{id}/tokens")).next().is_some());
    let shown = with_tokens.map(|(id, app)| {
        json!({
            "client_id": id,
            "client_name": app.text("label"),
            "client_uri": app.at("settings.oauthClient.client_uri"),
            "logo_uri": app.at("settings.oauthClient.logo_uri"),
            "_links": { "tokens": hinted(format!("{}{server}/clients/{id}/tokens", call.base), &["GET", "DELETE"]) },
        })
    });
    Ok(Response::ok(&shown.collect()))
}

fn revoke_all(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = TOKENS.at(org, call)?;
    Ok(refresh_tokens::revoke_all(org, call, &at))
}
