//! DPoP proofs (RFC 9449): their checks, nonces and replay detection.

use crate::error::{self, ApiError};
use crate::expiring::Expiring;
use crate::jwt::{Key, Token, hash};
use crate::time::Time;

const NONCE_LIFE: i64 = 24 * 3600;
const OLDEST: i64 = 300;

/// The request that a proof must match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProofTarget<'a> {
    pub(crate) method: &'a str,
    /// The URL without its query.
    pub(crate) url: &'a str,
    /// The access token that the request carries.
    pub(crate) token: Option<&'a str>,
}

/// Issued nonces and used proofs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proofs {
    nonces: Expiring<()>,
    used: Expiring<()>,
}

impl Proofs {
    /// Issues a nonce.
    pub(crate) fn issue(&mut self, nonce: &str, now: Time) {
        self.nonces.put(nonce, (), later(now, NONCE_LIFE), now);
    }

    /// Whether a nonce was issued by this org and has not expired.
    pub(crate) fn knows(&self, nonce: Option<&str>, now: Time) -> bool {
        nonce.is_some_and(|nonce| self.nonces.get(nonce, now).is_some())
    }

    /// Checks the only `DPoP` header of a request and returns the thumbprint of its key and its nonce.
    pub(crate) fn check(
        &mut self,
        proofs: &[&str],
        target: ProofTarget<'_>,
        now: Time,
    ) -> Result<(String, Option<String>), ApiError> {
        let proof = match proofs {
            [] => return Err(error::bad_proof("The DPoP proof JWT header is missing.")),
            [one] => Token::parse(one).ok_or_else(|| error::bad_proof("Parsing of the DPoP proof JWT failed."))?,
            _ => return Err(error::bad_proof("Multiple DPoP proof JWT headers are not allowed.")),
        };
        let text = |name| Token::text(&proof.claims, name);
        let bad = |what: &str| Err(error::bad_proof(&format!("{what} in the DPoP proof JWT is invalid.")));
        if Token::text(&proof.header, "typ") != Some("dpop+jwt") {
            return bad("'typ' header");
        }
        if proof.algorithm().is_none() {
            return bad("'alg' header");
        }
        let Some(key) = proof.header.get("jwk").and_then(Key::read) else { return bad("'jwk' header") };
        if !proof.is_by(&key) {
            return Err(error::bad_proof("The DPoP proof JWT signature is invalid."));
        }
        if text("htm") != Some(target.method) {
            return bad("'htm' claim");
        }
        if text("htu") != Some(target.url) {
            return bad("'htu' claim");
        }
        if target.token.is_some_and(|token| text("ath") != Some(&hash(token))) {
            return bad("'ath' claim");
        }
        fresh(&proof, now)?;
        let Some(jti) = text("jti").filter(|jti| !jti.is_empty()) else { return bad("'jti' claim") };
        let thumbprint = key.thumbprint();
        if !self.used.put(&format!("{thumbprint} {jti}"), (), later(now, OLDEST + 1), now) {
            return Err(error::bad_proof("The DPoP proof JWT has already been used."));
        }
        Ok((thumbprint, text("nonce").map(str::to_owned)))
    }
}

fn fresh(proof: &Token<'_>, now: Time) -> Result<(), ApiError> {
    let Some(issued) = proof.seconds("iat") else {
        return Err(error::bad_proof("'iat' claim in the DPoP proof JWT is missing."));
    };
    if issued > now.seconds() {
        return Err(error::bad_proof("The DPoP proof JWT was issued in the future."));
    }
    if issued < now.seconds() - OLDEST {
        return Err(error::bad_proof("The DPoP proof JWT is older than five minutes."));
    }
    if proof.seconds("exp").is_some_and(|end| end <= now.seconds()) {
        return Err(error::bad_proof("The DPoP proof JWT is expired."));
    }
    Ok(())
}

fn later(now: Time, seconds: i64) -> Time {
    Time::from_seconds(now.seconds() + seconds)
}
