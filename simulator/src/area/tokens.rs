//! The token endpoint and its metadata.

use super::access_tokens::{Subject, mint};
use super::{apps, refresh_tokens};
use crate::call::Call;
use crate::dpop::ProofTarget;
use crate::error::{self, ApiError, bad_client, oauth};
use crate::jwt::{ALGORITHMS, Token};
use crate::message::Response;
use crate::oauth::{Grant, LIFE, ServiceApp, TOKEN_PATH};
use crate::org::Org;
use crate::query::Query;
use serde_json::json;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub(crate) fn metadata(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let algorithms: Vec<&str> = ALGORITHMS.split(' ').collect();
    Ok(Response::ok(&json!({
        "issuer": call.base,
        "token_endpoint": format!("{}{TOKEN_PATH}", call.base),
        "grant_types_supported": ["client_credentials", "password"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "dpop_signing_alg_values_supported": algorithms,
    })))
}

pub(crate) fn token(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let form = form(call)?;
    if form.text("grant_type") == Some("password") {
        return refresh_tokens::token(org, call, &form);
    }
    let url = format!("{}{TOKEN_PATH}", call.base);
    let app = client(org, call, &form, &url)?;
    let bound = proof(org, call, &app, &url)?;
    let scopes = app.grant(form.get("scope").unwrap_or(""))?;
    let subject = Subject { issuer: &call.base, client: &app.client_id, user: &app.client_id };
    let token = mint(org, call, &subject, &scopes, bound.as_deref());
    let response = Response::ok(&json!({
        "token_type": if bound.is_some() { "DPoP" } else { "Bearer" },
        "expires_in": LIFE,
        "access_token": token,
        "scope": scopes.join(" "),
    }));
    org.grants.keep(&token, Grant { client_id: app.client_id, scopes, bound }, call.now);
    Ok(response.with("cache-control", "no-store".into()))
}

/// The form of a token request, whose grant type must be `client_credentials` or `password`.
fn form(call: &Call<'_>) -> Result<Query, ApiError> {
    let bad = |code, text: &str| Err(oauth(400, code, text));
    let media = call.request.get("content-type").unwrap_or("").split(';').next().unwrap_or("").trim();
    if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(error::unsupported_media());
    }
    let form = Query::parse(&call.request.body);
    if ["client_secret", "client_assertion"].iter().any(|name| call.query.get(name).is_some()) {
        return bad("invalid_request", "Client credentials must not be sent in the query.");
    }
    if let Some(name) = form.twice() {
        return bad("invalid_request", &format!("Duplicate parameter '{name}'."));
    }
    match form.text("grant_type") {
        Some("client_credentials" | "password") => Ok(form),
        None => bad("invalid_request", "The token request must specify a 'grant_type'."),
        Some(_) => bad("unsupported_grant_type", "The grant type is not supported by the authorization server."),
    }
}

/// The app that the request authenticates.
fn client(org: &mut Org, call: &Call<'_>, form: &Query, url: &str) -> Result<ServiceApp, ApiError> {
    let (assertion, client_id) = (form.text("client_assertion"), form.text("client_id"));
    let issuer =
        assertion.and_then(Token::parse).and_then(|parsed| Some(Token::text(&parsed.claims, "iss")?.to_owned()));
    if let Some(id) = issuer.as_deref().or(client_id) {
        apps::enrol(org, id);
    }
    let others = [call.request.get("authorization"), form.text("client_secret")];
    let others = others.iter().flatten().count();
    match assertion {
        Some(_) if others > 0 => {}
        None if others > 1 => {}
        None if others == 0 => return Err(bad_client("No client credentials found.")),
        None if client_id.is_some_and(|id| org.grants.app(id).is_none()) => {
            return Err(bad_client("Invalid value for 'client_id' parameter."));
        }
        None => return Err(bad_client("The client must authenticate with private_key_jwt.")),
        Some(_) if form.get("client_assertion_type") != Some(ASSERTION_TYPE) => {
            return Err(oauth(400, "invalid_request", "The client_assertion_type is invalid."));
        }
        Some(assertion) => {
            let audiences = [url, &*call.base];
            let audiences = if org.issuer_audience { &audiences[..] } else { &audiences[..1] };
            return org.grants.assert(assertion, client_id, audiences, call.now);
        }
    }
    Err(oauth(401, "invalid_request", "Several client credentials were sent; only one is allowed."))
}

/// The thumbprint of the key to bind the token to.
fn proof(org: &mut Org, call: &Call<'_>, app: &ServiceApp, url: &str) -> Result<Option<String>, ApiError> {
    let proofs = call.request.all("dpop");
    if proofs.is_empty() && !app.dpop {
        return Ok(None);
    }
    let target = ProofTarget { method: "POST", url, token: None };
    let (thumbprint, nonce) = org.grants.proofs.check(&proofs, target, call.now)?;
    if org.grants.proofs.knows(nonce.as_deref(), call.now) {
        return Ok(Some(thumbprint));
    }
    let nonce = org.ids.text(32);
    org.grants.proofs.issue(&nonce, call.now);
    let error = oauth(400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.");
    Err(error.with("dpop-nonce", nonce))
}
