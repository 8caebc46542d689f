//! The credentials of apps: signing keys, and the secrets and keys of OAuth clients.

use super::{APPS, member};
use crate::area::keys::{self, Keys, key_rows};
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::oauth::ServiceApp;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(super) const KEY_ROWS: &[Row] = key_rows!(APP_KEYS "/api/v1/apps/{}/credentials");

pub(super) const CLIENT_ROWS: &[Row] = rows![
    SECRETS "/api/v1/apps/{}/credentials/secrets" list create get delete activate deactivate;
][0];
pub(super) const JWK_ROWS: &[Row] = rows![
    JWKS "/api/v1/apps/{}/credentials/jwks" list create get delete activate deactivate;
][0];

/// How long the certificate of an app is valid.
const YEARS: i64 = 10;
const MOST_SECRETS: usize = 2;
const MOST_KEYS: usize = 50;
/// A modulus of 2,048 bits in base64url.
const LEAST_MODULUS: usize = 340;

static APP_KEYS: Keys = Keys { owner: &APPS, keys: &KEYS, requests: &REQUESTS, target: "targetAid" };

static KEYS: Resource = Resource {
    path: "/api/v1/apps/{}/credentials/keys",
    parent: Some(&APPS),
    schema: "JsonWebKey",
    noun: "JsonWebKey",
    ..keys::KEYS
};

static REQUESTS: Resource =
    Resource { path: "/api/v1/apps/{}/credentials/csrs", parent: Some(&APPS), schema: "Csr", ..keys::REQUESTS };

static SECRETS: Resource = Resource {
    path: "/api/v1/apps/{}/credentials/secrets",
    parent: Some(&APPS),
    schema: "OAuth2ClientSecret",
    id: Id::Minted("ocs"),
    noun: "OAuth2ClientSecret",
    object: "OAuth2ClientSecretMediated",
    created: 201,
    status: Some("ACTIVE"),
    complete: |org, call, secret, _| {
        let count = org.store.all(&SECRETS.at(org, call)?).count();
        ensure!(count < MOST_SECRETS, refused("You've reached the maximum number of client secrets per client."));
        new_secret(org, secret);
        Ok(())
    },
    removable: |_, secret, _| inactive(secret, "You can't delete an active client secret."),
    turnable: |org, secret, status| {
        let others = others(org, SECRETS.path, secret);
        ensure!(status == "ACTIVE" || others > 0, refused("You can't deactivate the only active client secret."));
        Ok(())
    },
    links: lifecycle,
    events: "app.oauth2.credentials.lifecycle.*",
    ..Resource::NEW
};

static JWKS: Resource = Resource {
    path: "/api/v1/apps/{}/credentials/jwks",
    parent: Some(&APPS),
    schema: "OAuth2ClientJsonWebKey",
    id: Id::Minted("pks"),
    noun: "JsonWebKey",
    object: "JsonWebKey",
    created: 201,
    status: Some("ACTIVE"),
    complete: |org, call, key, _| {
        let wrong = |why: &str| error::invalid("JsonWebKey").because(why);
        let at = JWKS.at(org, call)?;
        let short = key.text("n").len() < LEAST_MODULUS;
        let why = "RSA key length in the 'jwks' is less than '2,048' bits for the given key.";
        ensure!(key.text("kty") != "RSA" || !short, wrong(why));
        ensure!(org.store.all(&at).count() < MOST_KEYS, wrong("You can't have more than 50 keys."));
        let kid = key.text("kid").to_owned();
        let kid = if kid.is_empty() { org.ids.text(43) } else { kid };
        let taken = org.store.all(&at).any(|(_, other)| other.text("kid") == kid);
        ensure!(!taken, wrong("Each 'kid' in the 'jwks' must be unique."));
        key.set("kid", kid);
        Ok(())
    },
    removable: |_, key, _| inactive(key, "You can't delete an active key."),
    turnable: |org, key, status| {
        let others = others(org, JWKS.path, key);
        let why = "You can't deactivate the only active key.";
        ensure!(status == "ACTIVE" || others > 0, error::invalid("JsonWebKey").because(why));
        Ok(())
    },
    links: lifecycle,
    events: "app.oauth2.credentials.lifecycle.*",
    ..Resource::NEW
};

/// What else may be done with a secret or key.
pub(crate) fn lifecycle(_: &Org, document: &Document, path: &str) -> Value {
    if document.text("status") == "ACTIVE" {
        return json!({ "deactivate": hinted(format!("{path}/lifecycle/deactivate"), &["POST"]) });
    }
    json!({
        "activate": hinted(format!("{path}/lifecycle/activate"), &["POST"]),
        "delete": hinted(path, &["DELETE"]),
    })
}

fn refused(why: &str) -> ApiError {
    error::invalid("OAuth2ClientSecretMediated").because(why)
}

fn inactive(document: &Document, why: &str) -> Result<(), ApiError> {
    ensure!(document.text("status") == "INACTIVE", refused(why));
    Ok(())
}

/// How many others of the same client are active.
fn others(org: &Org, template: &str, own: &Document) -> usize {
    let (start, end) = template.split_once("{}").unwrap_or((template, ""));
    let id = own.text("id");
    let found = org.store.collections(start, end).find(|(_, all)| all.contains_key(id));
    let active = |other: &&Document| other.text("status") == "ACTIVE" && other.text("id") != id;
    found.map_or(0, |(_, all)| all.values().filter(active).count())
}

fn new_secret(org: &mut Org, secret: &mut Document) {
    let text = org.ids.text(64);
    secret.fill("client_secret", text);
    secret.set("secret_hash", org.ids.text(22));
}

/// The id of the key that all apps share that sign with no key of their own.
pub(super) fn org_key_id(org: &Org) -> Value {
    keys::of_org(org).and_then(|key| key.get("kid").cloned()).unwrap_or_default()
}

/// Sets what signs for the app, and what an OAuth client has.
pub(super) fn complete(org: &mut Org, app: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let mode = app.text("signOnMode").to_owned();
    let sent = member(app, "credentials.signing.kid");
    let known = |org: &Org, kid: &Value| {
        let at = format!("{}/{}/credentials/keys", APPS.path, app.text("id"));
        kid.as_str().is_some_and(|kid| org.store.find(&at, kid).is_some())
    };
    let before = old.map(|old| member(old, "credentials.signing.kid")).filter(|kid| !kid.is_null());
    let kid = match (known(org, &sent), before) {
        (true, _) => Some(sent),
        (false, Some(before)) => Some(before),
        (false, None) if mode == "OPENID_CONNECT" => Some(org_key_id(org)),
        (false, None) if mode.starts_with("SAML") || mode == "WS_FEDERATION" => {
            let from = Time::parse(app.text("created")).unwrap_or(Time::from_seconds(0));
            let key = keys::new_key(org, from, YEARS).unwrap_or_default();
            let kid = key.get("kid").cloned().unwrap_or_default();
            app.hidden.insert("key".into(), key.into());
            Some(kid)
        }
        (false, None) => None,
    };
    if let Some(credentials) = app.shown.get_mut("credentials").and_then(Value::as_object_mut) {
        let signing = kid.map_or(json!({}), |kid| json!({ "kid": kid }));
        credentials.insert("signing".into(), signing);
    }
    if mode == "OPENID_CONNECT" {
        client(org, app, old);
    }
    Ok(())
}

fn client(org: &mut Org, app: &mut Document, old: Option<&Document>) {
    let id = old.map_or(app.text("id"), |old| old.text("credentials.oauthClient.client_id")).to_owned();
    let first_party = old.is_some_and(|old| old.at("credentials.oauthClient").is_none());
    let secret = org.ids.text(64);
    let Some(credentials) = app.shown.get_mut("credentials").and_then(Value::as_object_mut) else { return };
    if first_party {
        credentials.shift_remove("oauthClient");
        return;
    }
    let sent = credentials.shift_remove("oauthClient");
    let mut client = Document::new(sent.filter(Value::is_object).unwrap_or_else(|| json!({})));
    client.fill("autoKeyRotation", true);
    match old {
        Some(_) => client.set("client_id", id),
        None => client.fill("client_id", id),
    }
    client.fill("token_endpoint_auth_method", "client_secret_basic");
    client.fill("pkce_required", false);
    if matches!(client.text("token_endpoint_auth_method"), "none" | "private_key_jwt") {
        client.shown.shift_remove("client_secret");
    } else {
        let before = old.map(|old| member(old, "credentials.oauthClient.client_secret")).filter(Value::is_string);
        match before {
            Some(before) => client.set("client_secret", before),
            None => client.fill("client_secret", secret),
        }
    }
    credentials.insert("oauthClient".into(), client.shown.into());
}

/// Stores the keys and the secret that a new app has.
pub(super) fn born(org: &mut Org, call: &Call<'_>, path: &str) {
    let Some(mut app) = org.store.at(path).cloned() else { return };
    let own = app.hidden.shift_remove("key").and_then(|key| key.as_object().cloned());
    for key in keys::of_org(org).into_iter().chain(own) {
        plant_key(org, path, key, call.now);
    }
    let secret = member(&app, "credentials.oauthClient.client_secret");
    if secret.is_string() {
        let mut secret = Document::new(json!({ "client_secret": secret }));
        new_secret(org, &mut secret);
        SECRETS.plant(org, &format!("{path}/credentials/secrets"), secret.shown.into(), call.now);
    }
    let keys = member(&app, "settings.oauthClient.jwks.keys");
    for key in keys.as_array().into_iter().flatten() {
        JWKS.plant(org, &format!("{path}/credentials/jwks"), key.clone(), call.now);
    }
    if app.at("credentials.oauthClient").is_some() {
        org.record(call, "app.oauth2.client.lifecycle.create", Vec::new());
    }
    org.store.put_at(path, app);
}

/// Gives an app a key.
pub(super) fn plant_key(org: &mut Org, path: &str, key: Map<String, Value>, now: Time) {
    KEYS.plant(org, &format!("{path}/credentials/keys"), key.into(), now);
}

/// Tells the token endpoint of a service app, as its keys, its grants and its status are now.
pub(crate) fn enrol(org: &mut Org, client_id: &str) {
    let found = org.store.all(APPS.path).find(|(_, app)| app.text("credentials.oauthClient.client_id") == client_id);
    let Some((id, app)) = found else { return };
    let path = format!("{}/{id}", APPS.path);
    let active = |document: &&Document| document.text("status") == "ACTIVE";
    let with_key = app.text("credentials.oauthClient.token_endpoint_auth_method") == "private_key_jwt";
    let service = app.text("settings.oauthClient.application_type") == "service" && with_key;
    let keys = org.store.all(&format!("{path}/credentials/jwks")).map(|(_, key)| key).filter(active);
    let scopes = org.store.all(&format!("{path}/grants")).map(|(_, grant)| grant.text("scopeId"));
    let jwks = json!({
        "keys": keys.map(|key| key.shown.clone()).collect::<Vec<_>>(),
        "scopes": scopes.collect::<Vec<_>>(),
        "dpop_bound_access_tokens": app.is("settings.oauthClient.dpop_bound_access_tokens"),
    });
    let own = Some(app).filter(active).filter(|_| service);
    let own = own.and_then(|_| ServiceApp::read(client_id, &jwks.to_string()).ok());
    org.grants.enrol(client_id, own);
}
