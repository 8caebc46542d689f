//! The signing keys of an authorization server.

use super::{SERVERS, public};
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::keys;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::store::Document;
use crate::time::Time;
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/authorizationServers/{}/credentials/keys", |org, call| KEYS.list(org, call)),
    ("GET", "/api/v1/authorizationServers/{}/credentials/keys/{}", |org, call| KEYS.get(org, call)),
    ("POST", "/api/v1/authorizationServers/{}/credentials/lifecycle/keyRotate", rotate),
];

static KEYS: Resource = Resource {
    path: "/api/v1/authorizationServers/{}/credentials/keys",
    parent: Some(&SERVERS),
    schema: "AuthorizationServerJsonWebKey",
    id: Id::Hash,
    noun: "JsonWebKey",
    links: |org, _, path| json!({ "self": hinted(public(org, path), &["GET"]) }),
    ..Resource::NEW
};

fn put(org: &mut Org, server: &str, kid: &str) {
    let mut key = keys::rsa(&mut org.ids);
    for (name, value) in [("status", "ACTIVE"), ("alg", "RS256"), ("kid", kid), ("use", "sig")] {
        key[name] = value.into();
    }
    org.store.put(&format!("{server}/credentials/keys"), kid, Document::new(key));
}

/// The key that a new server names.
pub(super) fn seed(org: &mut Org, server: &str) {
    let kid = org.store.at(server).map(|server| server.text("credentials.signing.kid").to_owned());
    put(org, server, &kid.unwrap_or_default());
}

/// A new key signs from now on; the one before is only for what it has signed.
fn rotate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (server, mut document) = SERVERS.load(org, call)?;
    call.judged("jwkUse")?;
    let at = format!("{server}/credentials/keys");
    let expired: Vec<_> =
        org.store.all(&at).filter(|(_, key)| key.text("status") == "EXPIRED").map(|(kid, _)| kid.to_owned()).collect();
    for kid in expired {
        org.store.remove(&at, &kid);
    }
    org.store.all_mut(&at).for_each(|(_, key)| key.set("status", "EXPIRED"));
    let kid = keys::key_id(&mut org.ids);
    put(org, &server, &kid);
    if let Some(credentials) = document.shown.get_mut("credentials") {
        credentials["signing"]["kid"] = kid.into();
        credentials["signing"]["lastRotated"] = call.now.to_string().into();
        credentials["signing"]["nextRotation"] =
            Time::from_seconds(call.now.seconds() + 90 * 86_400).to_string().into();
    }
    org.store.put_at(&server, document);
    org.record(call, "app.oauth2.as.key.rollover", Vec::new());
    KEYS.list(org, call)
}
