//! What users granted to apps, and the refresh tokens that apps hold for them. Both come from browsers, so that a new org has
//! none; the first users of one that is not new have them.

use super::refresh_tokens;
use super::user_documents::USERS;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::{Id, Resource, last};
use crate::store::{Document, absolute};
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users/{}/clients", clients),
    ("GET", "/api/v1/users/{}/clients/{}/grants", client_grants),
    ("DELETE", "/api/v1/users/{}/clients/{}/grants", |org, call| {
        let client = CLIENTS.item(org, call)?;
        let client = last(&client).to_owned();
        revoke(org, call, &|grant| grant.text("clientId") == client)
    }),
    ("GET", "/api/v1/users/{}/clients/{}/tokens", |org, call| TOKENS.list(org, call)),
    ("DELETE", "/api/v1/users/{}/clients/{}/tokens", |org, call| {
        let at = TOKENS.at(org, call)?;
        Ok(refresh_tokens::revoke_all(org, call, &at))
    }),
    ("GET", "/api/v1/users/{}/clients/{}/tokens/{}", |org, call| TOKENS.get(org, call)),
    ("DELETE", "/api/v1/users/{}/clients/{}/tokens/{}", |org, call| TOKENS.delete(org, call)),
    ("GET", "/api/v1/users/{}/grants", |org, call| GRANTS.list(org, call)),
    ("DELETE", "/api/v1/users/{}/grants", |org, call| revoke(org, call, &|_| true)),
    ("GET", "/api/v1/users/{}/grants/{}", |org, call| GRANTS.get(org, call)),
    ("DELETE", "/api/v1/users/{}/grants/{}", |org, call| GRANTS.delete(org, call)),
]];

static GRANTS: Resource = Resource {
    path: "/api/v1/users/{}/grants",
    parent: Some(&USERS),
    schema: "OAuth2ScopeConsentGrant",
    id: Id::Minted("oag"),
    noun: "OAuth2ScopeConsentGrant",
    object: "grant",
    page: Some(Page(20, 200)),
    wanted: |_, call| {
        Ok(Box::new(move |grant| call.query.text("scopeId").is_none_or(|scope| grant.text("scopeId") == scope)))
    },
    ..Resource::NEW
};

/// The apps, as clients of a user.
static CLIENTS: Resource = Resource {
    path: "/api/v1/users/{}/clients",
    parent: Some(&USERS),
    noun: "PublicClientApp",
    lookup: |org, _, key| org.store.find("/api/v1/apps", key).map(|_| key.to_owned()),
    ..Resource::NEW
};

static TOKENS: Resource = Resource {
    path: "/api/v1/users/{}/clients/{}/tokens",
    parent: Some(&CLIENTS),
    schema: "OAuth2RefreshToken",
    id: Id::Minted("oar"),
    noun: "OAuth2RefreshTokenTx",
    object: "token",
    page: Some(Page(20, 200)),
    gone: |org, _, token, _| refresh_tokens::forget(org, token.text("id")),
    links: refresh_tokens::links,
    view: refresh_tokens::view,
    ..Resource::NEW
};

/// Long enough to be in force whenever the org is used.
const TOKEN_LIFE: i64 = 100 * 365 * 86_400;
/// How many users have a grant and a refresh token.
const GRANTERS: usize = 8;

/// The grants and tokens of an org that is not new.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let Some(client) = org.store.all("/api/v1/apps").next().map(|(id, _)| id.to_owned()) else { return };
    let people = org.users.after(None).filter(|_| org.users.is_seeded()).take(GRANTERS);
    let ids: Vec<String> = people.map(|person| person.id()).collect();
    for user in ids {
        let path = format!("{}/{user}", USERS.path);
        let issuer = "/oauth2/default";
        let grant = json!({
            "status": "ACTIVE",
            "issuer": issuer,
            "clientId": client,
            "userId": user,
            "scopeId": "openid",
            "source": "END_USER",
            "createdBy": { "id": user, "type": "User" },
        });
        GRANTS.plant(org, &format!("{path}/grants"), grant, born);
        let token = json!({
            "status": "ACTIVE",
            "expiresAt": Time::from_seconds(born.seconds() + TOKEN_LIFE).to_string(),
            "issuer": issuer,
            "clientId": client,
            "userId": user,
            "scopes": ["offline_access"],
        });
        TOKENS.plant(org, &format!("{path}/clients/{client}/tokens"), token, born);
    }
}

/// The clients that have a grant of the user.
fn clients(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = GRANTS.at(org, call)?;
    let mut ids: Vec<&str> = org.store.all(&at).map(|(_, grant)| grant.text("clientId")).collect();
    ids.sort_unstable();
    ids.dedup();
    let user = at.strip_suffix("/grants").unwrap_or("");
    let show = |id: &str| {
        let app = org.store.find("/api/v1/apps", id);
        let path = format!("{user}/clients/{id}");
        let mut shown = json!({
            "client_id": id,
            "client_name": app.map_or("", |app| app.text("label")),
            "client_uri": null,
            "logo_uri": null,
            "_links": {
                "grants": links::plain(format!("{path}/grants")),
                "tokens": links::plain(format!("{path}/tokens")),
            },
        });
        absolute(&mut shown, &call.base);
        shown
    };
    Ok(paging::whole("", ids.into_iter().map(show).collect()))
}

fn client_grants(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    CLIENTS.item(org, call)?;
    let at = GRANTS.at(org, call)?;
    let own = org.store.all(&at).filter(|(_, grant)| grant.text("clientId") == call.value(1));
    let found: Vec<(&str, &Document)> = own.collect();
    let (items, limit, next) = Page(20, 200).cut(call, &found, |(id, _)| (*id).to_owned())?;
    let items: Vec<Value> =
        items.iter().map(|(id, grant)| GRANTS.show(org, call, &format!("{at}/{id}"), grant)).collect();
    Ok(paging::page(call, "", items, limit, next.as_deref()))
}

fn revoke(org: &mut Org, call: &Call<'_>, wanted: &dyn Fn(&Document) -> bool) -> Result<Response, ApiError> {
    let at = GRANTS.at(org, call)?;
    let own = org.store.all(&at).filter(|(_, grant)| wanted(grant));
    let ids: Vec<String> = own.map(|(id, _)| id.to_owned()).collect();
    ids.iter().for_each(|id| drop(org.store.remove(&at, id)));
    Ok(Response::no_content())
}
