//! Software keys: neither they nor what they sign crosses the FFI boundary.

use oktant_core::io::{Failure, FailureKind, SignRequest, SigningKey};
use oktant_core::step::Input;
use oktant_core::{Config, Error, Phase, PublicKey};
use oktant_keys::SoftwareKey;

/// A key of the host, which signs in `Step.Sign`.
#[derive(Debug, Clone, uniffi::Record)]
pub struct HostKey {
    /// The public JWK.
    pub jwk: String,
    /// The key ID, if the JWK has none.
    pub kid: Option<String>,
}

/// The software keys of a session.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    app: Option<SoftwareKey>,
    proof: Option<SoftwareKey>,
}

impl HostKey {
    pub(crate) fn public(self) -> Result<PublicKey, Error> {
        let key = PublicKey::from_jwk(&self.jwk)?;
        Ok(match self.kid {
            Some(kid) => key.with_id(kid),
            None => key,
        })
    }
}

impl Keys {
    /// The keys that a configuration names; without the DPoP key if the host has one.
    pub(crate) fn new(config: &Config, host_proves: bool) -> Result<Keys, Error> {
        let proof = if host_proves { None } else { SoftwareKey::of_proofs(config)? };
        Ok(Keys { app: SoftwareKey::of_app(config)?, proof })
    }

    pub(crate) fn proof(&self) -> Option<PublicKey> {
        self.proof.as_ref().map(|key| key.public().clone())
    }

    /// The signature, or none if the host has the key.
    pub(crate) fn sign(&self, request: &SignRequest) -> Option<Input> {
        let key = match request.key {
            SigningKey::Client => &self.app,
            SigningKey::Proof => &self.proof,
        };
        Some(match key.as_ref()?.sign(&request.bytes) {
            Ok(signature) => Input::Signed(signature),
            Err(error) => Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, error.to_string())),
        })
    }
}
