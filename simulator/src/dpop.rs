//! DPoP proofs (RFC 9449): their checks, nonces and replay detection.

use crate::error::{ApiError, bad_proof, ensure};
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
            [] => return Err(bad_proof("The DPoP proof JWT header is missing.")),
            [one] => Token::parse(one).ok_or_else(|| bad_proof("Parsing of the DPoP proof JWT failed."))?,
            _ => return Err(bad_proof("Multiple DPoP proof JWT headers are not allowed.")),
        };
        let text = |name| Token::text(&proof.claims, name);
        let bad = |what: &str| bad_proof(&format!("{what} in the DPoP proof JWT is invalid."));
        ensure!(Token::text(&proof.header, "typ") == Some("dpop+jwt"), bad("'typ' header"));
        ensure!(proof.algorithm().is_some(), bad("'alg' header"));
        let key = proof.header.get("jwk").and_then(Key::read).ok_or_else(|| bad("'jwk' header"))?;
        ensure!(proof.is_by(&key), bad_proof("The DPoP proof JWT signature is invalid."));
        ensure!(text("htm") == Some(target.method), bad("'htm' claim"));
        ensure!(text("htu") == Some(target.url), bad("'htu' claim"));
        ensure!(target.token.is_none_or(|token| text("ath") == Some(&hash(token))), bad("'ath' claim"));
        fresh(&proof, now.seconds())?;
        let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| bad("'jti' claim"))?;
        let thumbprint = key.thumbprint();
        let first = self.used.put(&format!("{thumbprint} {jti}"), (), later(now, OLDEST + 1), now);
        ensure!(first, bad_proof("The DPoP proof JWT has already been used."));
        Ok((thumbprint, text("nonce").map(str::to_owned)))
    }
}

fn fresh(proof: &Token<'_>, now: i64) -> Result<(), ApiError> {
    let bad = |why: &str| bad_proof(&format!("The DPoP proof JWT {why}."));
    let missing = || bad_proof("'iat' claim in the DPoP proof JWT is missing.");
    let issued = proof.seconds("iat").ok_or_else(missing)?;
    ensure!(issued <= now, bad("was issued in the future"));
    ensure!(issued >= now - OLDEST, bad("is older than five minutes"));
    ensure!(proof.seconds("exp").is_none_or(|end| end > now), bad("is expired"));
    Ok(())
}

fn later(now: Time, seconds: i64) -> Time {
    Time::from_seconds(now.seconds() + seconds)
}
