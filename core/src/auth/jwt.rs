//! The JWTs of a service app: client assertions and DPoP proofs.

use crate::rng::SplitMix64;
use crate::value::Json;
use crate::{Algorithm, Error, ErrorKind, PublicKey, Secret, base64, key};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Header and claims of a JWT, not signed.
pub(crate) struct UnsignedJwt(String);

/// The claims of a client assertion (`private_key_jwt`, RFC 7523).
pub(crate) struct Assertion<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) id: String,
}

/// The claims of a DPoP proof (RFC 9449): which request it is for, and with which token.
pub(crate) struct DpopProof<'a> {
    pub(crate) method: &'a str,
    /// The URL of the request; its query is left out.
    pub(crate) url: &'a str,
    pub(crate) token: Option<&'a str>,
    pub(crate) id: String,
}

/// Lifetime of an assertion, in seconds.
const ASSERTION_S: u64 = 300;

/// A unique ID, for `jti`.
pub(crate) fn id(rng: &mut SplitMix64) -> String {
    let mut bytes = rng.next().to_be_bytes().to_vec();
    bytes.extend_from_slice(&rng.next().to_be_bytes());
    base64::url(&bytes)
}

impl Assertion<'_> {
    pub(crate) fn unsigned(&self, key: &PublicKey, unix_s: u64) -> UnsignedJwt {
        let mut header = Members::new();
        header.text("alg", key.algorithm().name()).text("typ", "JWT");
        if let Some(id) = key.id() {
            header.text("kid", id);
        }
        let mut claims = Members::new();
        claims.text("iss", self.client_id).text("sub", self.client_id).text("aud", self.audience);
        claims.number("iat", unix_s).number("exp", unix_s + ASSERTION_S).text("jti", &self.id);
        UnsignedJwt::new(header, claims)
    }
}

impl DpopProof<'_> {
    pub(crate) fn unsigned(&self, key: &PublicKey, nonce: Option<&str>, unix_s: u64) -> UnsignedJwt {
        let mut header = Members::new();
        header.text("typ", "dpop+jwt").text("alg", key.algorithm().name()).raw("jwk", &key.jwk());
        let mut claims = Members::new();
        let url = self.url.split('?').next().unwrap_or_default();
        claims.text("htm", self.method).text("htu", url).number("iat", unix_s).text("jti", &self.id);
        if let Some(nonce) = nonce {
            claims.text("nonce", nonce);
        }
        if let Some(token) = self.token {
            claims.text("ath", &base64::url(&Sha256::digest(token.as_bytes())));
        }
        UnsignedJwt::new(header, claims)
    }
}

impl UnsignedJwt {
    fn new(header: Members, claims: Members) -> UnsignedJwt {
        UnsignedJwt(format!("{}.{}", base64::url(header.done().as_bytes()), base64::url(claims.done().as_bytes())))
    }

    /// The bytes to sign.
    pub(crate) fn bytes(&self) -> Arc<[u8]> {
        self.0.as_bytes().into()
    }

    pub(crate) fn signed(&self, algorithm: Algorithm, signature: &[u8]) -> Result<Secret<String>, Error> {
        let Some(signature) = key::joined(algorithm, signature) else {
            let (length, name) = (signature.len(), algorithm.name());
            let what =
                format!("the signer gave {length} bytes that are not a signature of {name}: check what it signs with");
            return Err(Error::new(ErrorKind::Auth, what));
        };
        Ok(Secret::new(format!("{}.{}", self.0, base64::url(&signature))))
    }
}

/// Shows nothing: with a signature it is as good as a password.
impl std::fmt::Debug for UnsignedJwt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnsignedJwt")
    }
}

/// A JSON object under construction.
struct Members(String);

impl Members {
    fn new() -> Members {
        Members("{".to_owned())
    }

    fn text(&mut self, name: &str, value: &str) -> &mut Members {
        self.raw(name, &Json::String(value.to_owned()).to_string())
    }

    fn number(&mut self, name: &str, value: u64) -> &mut Members {
        self.raw(name, &value.to_string())
    }

    fn raw(&mut self, name: &str, value: &str) -> &mut Members {
        let comma = if self.0.len() > 1 { ",\"" } else { "\"" };
        [comma, name, "\":", value].into_iter().for_each(|part| self.0.push_str(part));
        self
    }

    fn done(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
