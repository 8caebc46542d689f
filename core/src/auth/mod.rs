//! Access tokens for a service app: client assertions (`private_key_jwt`, RFC 7523) and DPoP proofs (RFC 9449).

pub(crate) mod jwt;
pub(crate) mod token_lease;
pub(crate) mod token_response;

pub(crate) use jwt::{DpopProof, id};

use crate::http::www_authenticate;
use crate::io::{SignRequest, SigningKey};
use crate::{Error, ErrorKind, Headers, Secret};
use jwt::UnsignedJwt;
use std::time::Duration;

/// Path of the token endpoint.
pub(crate) const PATH: &str = "/oauth2/v1/token";

/// The error code that asks for a proof with a nonce.
pub(crate) const USE_NONCE: &str = "use_dpop_nonce";

/// The error of a response that asks for a nonce again.
pub(crate) fn nonce_refused(error: Error) -> Error {
    error.with(|details| {
        details.kind = ErrorKind::Auth;
        details.problem.code = Some(USE_NONCE.to_owned());
        details.message = "the nonce that it gave was not accepted".to_owned();
    })
}

/// True if a response asks for the nonce that it gives.
pub(crate) fn wants_nonce(headers: &Headers, code: Option<&str>) -> bool {
    let told = code == Some(USE_NONCE) || www_authenticate::parameter(headers, "error").as_deref() == Some(USE_NONCE);
    told && nonce(headers).is_some()
}

/// The nonce of a response, from `DPoP-Nonce`.
pub(crate) fn nonce(headers: &Headers) -> Option<&str> {
    headers.get("dpop-nonce").map(str::trim_ascii).filter(|nonce| !nonce.is_empty())
}

/// A JWT that waits for its signature.
#[derive(Debug)]
pub(crate) struct PendingSignature {
    pub(crate) step: SignRequest,
    unsigned: UnsignedJwt,
}

impl PendingSignature {
    pub(crate) fn new(
        key: SigningKey,
        algorithm: crate::Algorithm,
        unsigned: UnsignedJwt,
        timeout: Option<Duration>,
    ) -> PendingSignature {
        PendingSignature { step: SignRequest { key, algorithm, bytes: unsigned.bytes(), timeout }, unsigned }
    }

    /// The JWT with its signature.
    pub(crate) fn signed(&self, signature: &[u8]) -> Result<Secret<String>, Error> {
        self.unsigned.signed(self.step.algorithm, signature)
    }
}
