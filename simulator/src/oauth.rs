//! OAuth: service apps, their assertions, access tokens and the scopes that operations need.

use crate::document::{self, Operation, operations};
use crate::dpop::{ProofTarget, Proofs};
use crate::error::{ApiError, bad_client, bad_proof, ensure, oauth};
use crate::expiring::Expiring;
use crate::jwt::{Key, Token};
use crate::message::Request;
use crate::time::Time;
use serde_json::{Value, json};
use std::fmt;

/// The path of the token endpoint.
pub(crate) const TOKEN_PATH: &str = "/oauth2/v1/token";
/// The lifetime of an access token, in seconds.
pub(crate) const LIFE: i64 = 3600;
/// The longest lifetime of an assertion, in seconds.
const LONGEST: i64 = 3600;

/// A service app: a program that gets tokens with its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceApp {
    /// Its `client_id`, which assertions name as issuer and subject.
    pub client_id: String,
    /// Whether its tokens are bound to a key (DPoP).
    pub dpop: bool,
    /// Granted scopes; `None`: all.
    scopes: Option<Vec<String>>,
    /// Key ids and public keys.
    keys: Vec<(Option<String>, Key)>,
    /// The file that it was read from.
    pub(crate) jwks: Value,
}

impl ServiceApp {
    /// Reads a JWKS, which may also have two members of Okta's apps, `dpop_bound_access_tokens` and `scopes`.
    ///
    /// # Errors
    /// Fails if a key is invalid or private.
    pub fn read(client_id: &str, jwks: &str) -> Result<Self, String> {
        Self::of(client_id, serde_json::from_str(jwks).map_err(|error| format!("no JSON: {error}"))?)
    }

    fn of(client_id: &str, jwks: Value) -> Result<Self, String> {
        let own = jwks.get("keys").and_then(Value::as_array).ok_or("no JWKS: an object with keys")?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let key = |(at, jwk): (usize, &Value)| {
            let key = Key::read(jwk)
                .ok_or_else(|| format!("key {at} is no public key that signs {}", crate::jwt::ALGORITHMS))?;
            Ok((jwk.get("kid").and_then(text), key))
        };
        Ok(Self {
            client_id: client_id.into(),
            dpop: jwks.get("dpop_bound_access_tokens") == Some(&Value::Bool(true)),
            scopes: jwks.get("scopes").and_then(Value::as_array).map(|own| own.iter().filter_map(text).collect()),
            keys: own.iter().enumerate().map(key).collect::<Result<_, String>>()?,
            jwks,
        })
    }

    /// Reads CLIENT_ID=FILE.
    pub(crate) fn from_flag(text: &str) -> Result<Self, String> {
        let (client_id, file) = text.split_once('=').filter(|(id, _)| !id.is_empty()).ok_or("CLIENT_ID=FILE")?;
        let own = std::fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| {
            let is_pem = text.starts_with("-----BEGIN");
            if is_pem { Self::of(client_id, jwks_of_pem(&text)?) } else { Self::read(client_id, &text) }
        });
        own.map_err(|error| format!("{file}: {error}"))
    }

    fn key(&self, kid: Option<&str>) -> Result<&Key, ApiError> {
        let found = match (kid, &*self.keys) {
            (_, []) => return Err(bad_client("The client has no JWKSet configured.")),
            (None, [(_, only)]) => Some(only),
            (None, _) => None,
            (Some(kid), keys) => keys.iter().find(|(own, _)| own.as_deref() == Some(kid)).map(|(_, key)| key),
        };
        found.ok_or_else(|| bad_client("The client_assertion kid is invalid."))
    }

    /// The requested scopes, all of which must be granted.
    pub(crate) fn grant(&self, wanted: &str) -> Result<Vec<String>, ApiError> {
        const OPENID: [&str; 7] = ["openid", "profile", "email", "address", "phone", "offline_access", "groups"];
        let bad = |text| oauth(400, "invalid_scope", text);
        let wanted: Vec<&str> = wanted.split(' ').filter(|scope| !scope.is_empty()).collect();
        ensure!(!wanted.is_empty(), bad("No scopes were requested."));
        for scope in &wanted {
            ensure!(!OPENID.contains(scope), bad("OpenID scopes are not allowed with client credentials."));
            if scope.starts_with("okta.") && scope.ends_with(".self") {
                let text = "Self scopes are not allowed with client credentials.";
                return Err(oauth(400, "client_credentials_self_scope_requested", text));
            }
            let known = operations().iter().any(|operation| operation.scopes().any(|own| own == *scope));
            ensure!(known, bad("One or more scopes are not configured for the authorization server resource."));
            let granted = self.scopes.as_ref().is_none_or(|own| own.iter().any(|own| own == scope));
            ensure!(granted, bad("One or more scopes are not allowed for this request."));
        }
        Ok(wanted.into_iter().map(str::to_owned).collect())
    }
}

/// The JWKS of one key in PEM.
fn jwks_of_pem(pem: &str) -> Result<Value, String> {
    if crate::certificates::is_private_key(pem) {
        return Err("a private key: an org has the public one, which `openssl pkey -in key.pem -pubout` writes".into());
    }
    let key = Key::from_pem(pem).ok_or_else(|| format!("no public key that signs {}", crate::jwt::ALGORITHMS))?;
    Ok(json!({ "keys": [key.jwk()] }))
}

impl fmt::Display for ServiceApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dpop = if self.dpop { ", with DPoP" } else { "" };
        let keys = if self.keys.len() == 1 { "key" } else { "keys" };
        write!(f, "{}: {} {keys}{dpop}", self.client_id, self.keys.len())
    }
}

/// An access token: its app, scopes and key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// The thumbprint of the key that it is bound to.
    pub(crate) bound: Option<String>,
}

/// The service apps and the access tokens of an org.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grants {
    apps: Vec<ServiceApp>,
    tokens: Expiring<Grant>,
    used: Expiring<()>,
    pub(crate) proofs: Proofs,
}

impl Grants {
    pub(crate) fn new(apps: Vec<ServiceApp>) -> Self {
        Self { apps, ..Self::default() }
    }

    /// Takes a service app as it is now, or knows that there is none of that id.
    pub(crate) fn enrol(&mut self, client_id: &str, app: Option<ServiceApp>) {
        self.apps.retain(|own| own.client_id != client_id);
        self.apps.extend(app);
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&ServiceApp> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// The app that an assertion for one of these audiences authenticates.
    pub(crate) fn assert(
        &mut self,
        assertion: &str,
        client_id: Option<&str>,
        audiences: &[&str],
        now: Time,
    ) -> Result<ServiceApp, ApiError> {
        let parsed = Token::parse(assertion);
        let parsed = parsed.ok_or_else(|| bad_client("The parsing of the client_assertion failed."))?;
        ensure!(parsed.algorithm().is_some(), bad_client("The client_assertion algorithm is invalid."));
        let text = |name| Token::text(&parsed.claims, name);
        let unknown =
            |claim: &str| bad_client(&format!("The {claim} claim for client_assertion is not a valid client_id."));
        let app = text("iss").and_then(|iss| self.app(iss)).cloned().ok_or_else(|| unknown("issuer"))?;
        ensure!(text("sub") == Some(&app.client_id), unknown("subject"));
        let same = client_id.is_none_or(|own| own == app.client_id);
        ensure!(same, bad_client("Invalid value for 'client_id' parameter."));
        let signed = parsed.is_by(app.key(Token::text(&parsed.header, "kid"))?);
        ensure!(signed, bad_client("The client_assertion signature is invalid."));
        let own = |one: &Value| audiences.iter().any(|own| one == own);
        let audience = match parsed.claims.get("aud") {
            Some(Value::Array(all)) => all.iter().any(own),
            one => one.is_some_and(own),
        };
        let why = "The audience claim for client_assertion must be the endpoint invoked for the request.";
        ensure!(audience, bad_client(why));
        let end = timely(&parsed, now.seconds())?;
        let once = text("jti").map(|jti| format!("{} {jti}", app.client_id));
        let first = once.is_none_or(|once| self.used.put(&once, (), Time::from_seconds(end), now));
        ensure!(first, bad_client("The client_assertion token has already been used."));
        Ok(app)
    }

    pub(crate) fn keep(&mut self, token: &str, grant: Grant, now: Time) {
        self.tokens.put(token, grant, Time::from_seconds(now.seconds() + LIFE), now);
    }

    /// The client id of the app whose token a request has, if the token allows it.
    pub(crate) fn admit(&mut self, request: &Request, base: &str, path: &str, now: Time) -> Result<String, ApiError> {
        let header = request.get("authorization").unwrap_or("");
        let (scheme, token) = header.split_once(' ').map_or(("", ""), |(scheme, token)| (scheme, token.trim()));
        let grant = self.tokens.get(token, now).cloned();
        let dpop = scheme.eq_ignore_ascii_case("DPoP");
        let bound = grant.as_ref().is_some_and(|grant| grant.bound.is_some());
        let url = format!("{base}{}", request.path());
        let target = ProofTarget { method: &request.method, url: &url, token: Some(token) };
        let needed = needed(&request.method, path);
        self.check(grant, dpop, &request.all("dpop"), target, &needed, now).map_err(|error| {
            error.challenge(if dpop || bound { "DPoP" } else { "Bearer" }, base, &needed.join(" "), path)
        })
    }

    /// Checks a token, the scheme and proofs that came with it, and its scopes.
    fn check(
        &mut self,
        grant: Option<Grant>,
        dpop: bool,
        proofs: &[&str],
        target: ProofTarget<'_>,
        needed: &[&str],
        now: Time,
    ) -> Result<String, ApiError> {
        let bad_token = |text| oauth(401, "invalid_token", text);
        let bad_request = |text| oauth(400, "invalid_request", text);
        let grant = grant.ok_or_else(|| bad_token("The access token is invalid or has expired."))?;
        match &grant.bound {
            Some(bound) => {
                let text = "The access token is bound to a key and must be used with the DPoP scheme.";
                ensure!(dpop, bad_request(text));
                ensure!(!proofs.is_empty(), bad_request("A DPoP proof is required with this access token."));
                let (thumbprint, _) = self.proofs.check(proofs, target, now)?;
                let text = "The key of the DPoP proof JWT is not the key of the access token.";
                ensure!(thumbprint == *bound, bad_proof(text));
            }
            None => ensure!(!dpop, bad_token("The access token is not DPoP bound.")),
        }
        let text = "The access token provided does not contain the required scopes.";
        let holds = |scope: &str| grant.scopes.iter().any(|own| own == scope);
        ensure!(needed.is_empty() || needed.iter().any(|own| holds(own)), oauth(403, "insufficient_scope", text));
        Ok(grant.client_id)
    }
}

/// The expiry of an assertion, which must be neither expired nor issued in the future.
fn timely(assertion: &Token<'_>, now: i64) -> Result<i64, ApiError> {
    let bad = |why: &str| bad_client(&format!("The client_assertion token {why}."));
    let end = assertion.seconds("exp").ok_or_else(|| bad("must contain an expiration in seconds"))?;
    ensure!(end > now, bad("is expired"));
    ensure!(end <= now + LONGEST, bad("has an expiration too far into the future"));
    ensure!(assertion.seconds("iat").is_none_or(|issued| issued <= now), bad("must be issued before now"));
    Ok(end)
}

/// The scopes of which a request needs one, if any.
fn needed(method: &str, path: &str) -> Vec<&'static str> {
    document::at(path).filter(|own| own.method == method).flat_map(Operation::scopes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_come_from_the_document() {
        for (method, path, scope) in [
            ("GET", "/api/v1/users", vec!["okta.users.read"]),
            ("POST", "/api/v1/users/00u1/lifecycle/suspend", vec!["okta.users.manage"]),
            ("GET", "/api/v1/groups/rules", vec!["okta.groups.read"]),
            ("POST", "/api/v1/sessions", vec![]),
            ("GET", "/api/v1/nothing", vec![]),
        ] {
            assert_eq!(needed(method, path), scope, "{method} {path}");
        }
    }
}
