//! The keys of identity providers: uploaded ones that are trusted, and those with which the org signs.

use super::IDPS;
use crate::area::keys::{self, Keys, key_rows};
use crate::certificates::Certificate;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value};

pub(super) const TRUST_ROWS: &[Row] = rows![TRUSTED "/api/v1/idps/credentials/keys" list create get replace delete;][0];
pub(super) const SIGNING_ROWS: &[Row] = key_rows!(SIGNING "/api/v1/idps/{}/credentials");

static TRUSTED: Resource = Resource {
    path: "/api/v1/idps/credentials/keys",
    schema: "IdPKeyCredential",
    id: Id::Member("kid"),
    noun: "IdpTrust",
    object: "x5c",
    page: Some(Page(20, 200)),
    links: links::none,
    complete: trust,
    events: "system.idp.key.*",
    ..Resource::NEW
};

static SIGNING: Keys = Keys { owner: &IDPS, keys: &KEYS, requests: &REQUESTS, target: "targetIdpId" };

static KEYS: Resource = Resource {
    path: "/api/v1/idps/{}/credentials/keys",
    parent: Some(&IDPS),
    schema: "IdPKeyCredential",
    noun: "IdpTrust",
    ..keys::KEYS
};

static REQUESTS: Resource =
    Resource { path: "/api/v1/idps/{}/credentials/csrs", parent: Some(&IDPS), schema: "IdPCsr", ..keys::REQUESTS };

/// Reads an uploaded certificate, which is returned as it came.
fn trust(org: &mut Org, _: &crate::call::Call<'_>, key: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let kid = old.map_or_else(|| org.ids.uuid(), |old| old.text("kid").to_owned());
    if let Some(old) = old.filter(|_| key.at("x5c").is_none()) {
        key.shown = old.shown.clone();
        return Ok(());
    }
    let sent = key.at("x5c").cloned().unwrap_or_default();
    let certificate = sent[0].as_str().and_then(|text| Certificate::read(text.as_bytes()));
    let why = "The certificate could not be parsed.";
    let certificate = certificate.ok_or_else(|| error::invalid("x5c").because(why))?;
    let jwk = certificate.jwk();
    let print = jwk.get("x5t#S256");
    let known = org.store.all(TRUSTED.path).find(|(id, own)| own.shown.get("x5t#S256") == print && *id != kid);
    ensure!(known.is_none(), error::known_certificate(known.map_or("", |(id, _)| id)));
    key.shown.extend(jwk);
    key.set("x5c", sent);
    key.set("alg", "RSA");
    key.set("kid", kid);
    Ok(())
}

/// Gives an identity provider a signing key.
pub(super) fn plant(org: &mut Org, path: &str, key: Map<String, Value>, now: Time) {
    KEYS.plant(org, &format!("{path}/credentials/keys"), key.into(), now);
}
