//! Identity providers.

mod keys;
mod users;

use super::apps::entity_id;
use super::keys::new_key;
use super::mappings;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::search::any_starts_with;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    rows![IDPS "/api/v1/idps" list create get replace delete activate deactivate;][0],
    keys::TRUST_ROWS,
    keys::SIGNING_ROWS,
    users::ROWS,
];

/// How long a signing key is valid.
const YEARS: i64 = 10;

pub(crate) static IDPS: Resource = Resource {
    path: "/api/v1/idps",
    schema: "IdentityProvider",
    id: Id::Minted("0oa"),
    noun: "IdpTrust",
    object: "identityProvider",
    status: Some("ACTIVE"),
    page: Some(Page(20, 200)),
    events: "system.idp.lifecycle.*",
    complete,
    born: |org, call, path| {
        let Some(mut idp) = org.store.at(path).cloned() else { return };
        if let Some(Value::Object(key)) = idp.hidden.shift_remove("key") {
            keys::plant(org, path, key, call.now);
        }
        mappings::bear(org, (idp.text("id"), idp.text("name"), "identityprovider"), false);
        org.store.put_at(path, idp);
    },
    gone: |org, _, idp, _| mappings::forget(org, idp.text("id")),
    links,
    view: |_, call, _, shown| {
        // A quirk of real orgs.
        if call.request.method == "PUT" {
            shown["created"] = Value::Null;
        }
    },
    wanted: |_, call| {
        let (q, kind) = (call.query.text("q"), call.query.text("type"));
        Ok(Box::new(move |idp| {
            q.is_none_or(|q| any_starts_with([idp.text("name").into()], q))
                && kind.is_none_or(|kind| idp.text("type") == kind)
        }))
    },
    ..Resource::NEW
};

/// What a request leaves out. A real org wants a type, a name and a protocol; the document wants nothing.
fn complete(org: &mut Org, call: &Call<'_>, idp: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let before = |name: &str| old.and_then(|old| old.at(name)).cloned();
    idp.fill("type", before("type").unwrap_or_else(|| "OIDC".into()));
    let kind = idp.text("type").to_owned();
    idp.fill("name", before("name").unwrap_or_else(|| kind.clone().into()));
    idp.fill("issuerMode", before("issuerMode").unwrap_or_else(|| "DYNAMIC".into()));
    let protocol = match &*kind {
        "SAML2" => "SAML2",
        "X509" => "MTLS",
        "OIDC" => "OIDC",
        _ => "OAUTH2",
    };
    if idp.at("protocol").is_none_or(Value::is_null) {
        idp.set("protocol", json!({}));
    }
    idp.fill_all(json!({
        "protocol": { "type": protocol },
        "policy": {
            "provisioning": {
                "action": "AUTO",
                "profileMaster": false,
                "groups": { "action": "NONE" },
                "conditions": { "deprovisioned": { "action": "NONE" }, "suspended": { "action": "NONE" } },
            },
            "accountLink": { "filter": null, "action": "AUTO" },
            "subject": {
                "userNameTemplate": { "template": "idpuser.email" },
                "filter": null,
                "matchType": "USERNAME",
                "matchAttribute": null,
            },
            "maxClockSkew": 0,
        },
    }));
    if kind == "SAML2" {
        let audience =
            format!("https://www.okta.com/saml2/service-provider/{}", idp.text("id").replacen("0oa", "sp0", 1));
        let kid = before("protocol").and_then(|own| own.pointer("/credentials/signing/kid").cloned());
        let kid = kid.unwrap_or_else(|| {
            let key = new_key(org, call.now, YEARS).unwrap_or_default();
            let kid = key.get("kid").cloned().unwrap_or_default();
            idp.hidden.insert("key".into(), key.into());
            kid
        });
        idp.fill_all(json!({ "protocol": { "credentials": {
            "trust": { "audience": audience, "revocation": null, "revocationCacheLifetime": 0 },
            "signing": { "kid": kid },
        } } }));
    }
    Ok(())
}

fn links(_: &Org, idp: &Document, path: &str) -> Value {
    let id = idp.text("id");
    if idp.text("type") == "SAML2" {
        let turn = if idp.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
        let file = |href: String, allowed: &str| {
            let mut link = hinted(href, &[allowed]);
            link["type"] = "application/xml".into();
            link
        };
        return json!({
            "metadata": file(format!("{path}/metadata.xml"), "GET"),
            "acs": file(format!("/sso/saml2/{}", entity_id(id)), "POST"),
            "users": hinted(format!("{path}/users"), &["GET"]),
            turn: hinted(format!("{path}/lifecycle/{turn}"), &["POST"]),
        });
    }
    let query = "client_id={clientId}&response_type={responseType}&response_mode={responseMode}&scope={scopes}\
                 &redirect_uri={redirectUri}&state={state}&nonce={nonce}";
    let mut authorize = hinted(format!("/oauth2/v1/authorize?idp={id}&{query}"), &["GET"]);
    authorize["templated"] = true.into();
    json!({
        "authorize": authorize,
        "clientRedirectUri": hinted("/oauth2/v1/authorize/callback", &["POST"]),
    })
}
