//! The response of the token endpoint: a token, or an error.

use crate::auth::token_lease::Token;
use crate::config::redact::Redactor;
use crate::config::token;
use crate::error::ErrorKind;
use crate::io::{ReceivedBody, ReceivedResponse};
use crate::response::{document, media, problem};
use crate::value::Json;
use crate::{Config, Error, Secret, text};
use std::sync::Arc;

/// A token and its lifetime in milliseconds.
#[derive(Debug)]
pub(crate) struct GrantedToken {
    pub(crate) token: Token,
    pub(crate) lives_ms: u64,
}

/// Okta's default lifetime, if a response does not say it.
const LIFETIME_S: u64 = 3600;

/// Reads a response of the token endpoint.
pub(crate) fn read(
    config: &Config,
    redactor: &Redactor<'_>,
    url: &str,
    responded: ReceivedResponse,
) -> Result<GrantedToken, Error> {
    let ReceivedResponse { status, headers, body } = responded;
    let text: &[u8] = if let ReceivedBody::Text(text) = &body { text } else { &[] };
    let document = document(text);
    let problem = problem(redactor, &headers, &document);
    let (kind, advice) = match (status, problem.code.as_deref()) {
        (200..300, None) => match granted(config, &document) {
            Some(Ok(granted)) => return Ok(granted),
            Some(Err(what)) => (ErrorKind::Auth, what),
            None => (ErrorKind::Auth, no_token(redactor, media(&headers), text.len())),
        },
        (429, _) => (ErrorKind::RateLimited, "wait until the limit resets".to_owned()),
        (_, Some(code)) => (ErrorKind::Auth, hint(config, code).to_owned()),
        (_, None) => (ErrorKind::Auth, no_token(redactor, media(&headers), text.len())),
    };
    let colon = if advice.is_empty() { "" } else { ": " };
    let mut message = format!("no token from {url}{colon}{advice}");
    if status == 401 && !config.unused().is_empty() {
        text::add(&mut message, "; ", config.unused());
    }
    Err(Error::new(kind, message).with(|details| {
        details.status = Some(status);
        details.problem = problem;
        details.request_id = headers.request_id().map(|id| redactor.text(id));
        details.rate = headers.rate();
    }))
}

/// The token of a document, if it has one.
fn granted(config: &Config, document: &Json) -> Option<Result<GrantedToken, String>> {
    let given = document.get("access_token").and_then(Json::as_str)?;
    let due = if config.oauth.dpop { "DPoP" } else { "Bearer" };
    // A token of another type would be refused by every resource, or sent without the proof that protects it.
    match document.get("token_type").and_then(Json::as_str) {
        Some(kind) if !kind.eq_ignore_ascii_case(due) => {
            let kind = text::quoted(kind);
            return Some(Err(format!(
                "the token is of the type {kind}, not {due}: check OKTA_CLIENT_DPOPENABLED and the app's own setting"
            )));
        }
        _ => {}
    }
    let lives_s = match document.get("expires_in") {
        Some(Json::Number(seconds)) => seconds.as_i64().map(|seconds| u64::try_from(seconds).unwrap_or(0)),
        Some(Json::String(seconds)) => text::digits(seconds),
        _ => None,
    };
    Some(match token(given) {
        Ok(token) => Ok(GrantedToken {
            token: Secret::new(Arc::from(token)),
            lives_ms: lives_s.unwrap_or(LIFETIME_S).saturating_mul(1000),
        }),
        Err(invalid) => Err(format!("the token {}", invalid.what)),
    })
}

fn no_token(redactor: &Redactor<'_>, media: &str, length: usize) -> String {
    let media = redactor.text(media);
    let media = text::one_line(&media, 50);
    let media = if media.is_empty() { String::new() } else { format!("{media}, ") };
    format!("the response has none ({media}{length} bytes): check the org URL, and any proxy in front of the org")
}

/// What to check after an OAuth error.
fn hint(config: &Config, code: &str) -> &'static str {
    match code {
        "invalid_client" => {
            "check OKTA_CLIENT_CLIENTID, that its app has the public key (and OKTA_CLIENT_KEYID), and this machine's clock"
        }
        "invalid_scope" => "check OKTA_CLIENT_SCOPES: each must be granted to the app",
        "unauthorized_client" | "access_denied" | "consent_required" => {
            "check that the app is a service app, its grants, and its policy"
        }
        super::USE_NONCE if config.oauth.dpop => "the nonce that it gave was not accepted, or this page cannot see it",
        "invalid_dpop_proof" if config.oauth.dpop => "check this machine's clock, and the key that signs proofs",
        super::USE_NONCE | "invalid_dpop_proof" => "the app demands DPoP: set OKTA_CLIENT_DPOPENABLED to true",
        _ => "",
    }
}
