//! Keys that sign: software keys, or the caller's own.

use crate::time::NEVER;
use crate::{Config, Error, Failure, FailureKind, Phase, PublicKey, Session};
use oktant_core::io::{SignRequest, SigningKey};
use oktant_core::step::Input;
use oktant_keys::SoftwareKey;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Signs with a key that never leaves its place: a KMS, a hardware token, an agent. It replaces the private key of a service app
/// ([`crate::Builder::signer`]) or the DPoP key ([`crate::Builder::proof_signer`]).
///
/// ```
/// use oktant::{PublicKey, Signature, Signer};
/// use std::sync::Arc;
///
/// struct Kms { public: PublicKey }
///
/// impl Signer for Kms {
///     fn public_key(&self) -> PublicKey {
///         self.public.clone()
///     }
///
///     fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_> {
///         Box::pin(async move { Err("ask the KMS here".into()) })
///     }
/// }
///
/// let jwk = r#"{"kty":"EC","crv":"P-256","kid":"key1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
///               "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
/// let okta = oktant::Client::builder()
///     .org_url("https://example.okta.com")
///     .client_id("0oa1")
///     .scopes(["okta.users.read"])
///     .signer(Arc::new(Kms { public: PublicKey::from_jwk(jwk)? }))
///     .build()?;
/// # Ok::<(), oktant::Error>(())
/// ```
pub trait Signer: Send + Sync + 'static {
    /// Public half of the key. Its ID, if any, is the `kid` of the JWTs.
    fn public_key(&self) -> PublicKey;

    /// Signs bytes, which are not hashed yet, with the key's algorithm. For ES algorithms as DER, or as r and s concatenated.
    fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_>;
}

/// The future of a signature.
pub type Signature<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// The keys of a client: the service app's and the DPoP key.
#[derive(Clone, Default)]
pub struct Keys {
    client: Option<Arc<dyn Signer>>,
    proof: Option<Arc<dyn Signer>>,
}

impl Keys {
    /// The keys that a configuration needs: the program's signers, else keys in memory.
    ///
    /// # Errors
    /// Config if a key is damaged.
    pub fn new(
        config: &Config,
        client: Option<Arc<dyn Signer>>,
        proof: Option<Arc<dyn Signer>>,
    ) -> Result<Keys, Error> {
        let mut keys = Keys { client, proof };
        if let Some(key) = SoftwareKey::of_app(config)? {
            keys.client = Some(Arc::new(key));
        }
        if keys.proof.is_none() {
            keys.proof = SoftwareKey::of_proofs(config)?.map(|key| Arc::new(key) as Arc<dyn Signer>);
        }
        Ok(keys)
    }

    /// Sets the DPoP key of a new session.
    pub fn introduce(&self, session: &Session) {
        self.proof.iter().for_each(|key| session.set_proof_key(key.public_key()));
    }

    /// Signs one request of the engine.
    pub async fn sign(&self, request: SignRequest) -> Input {
        let key = match request.key {
            SigningKey::Client => &self.client,
            SigningKey::Proof => &self.proof,
        };
        let Some(key) = key else {
            return Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is none"));
        };
        let limit = request.timeout.map_or(NEVER, |limit| limit.min(NEVER));
        match tokio::time::timeout(limit, key.sign(request.bytes)).await {
            Ok(Ok(signature)) => Input::Signed(signature),
            Ok(Err(cause)) => {
                let failure = Failure::new(FailureKind::Broken, Phase::Connect, cause.to_string());
                Input::Failed(failure.with_source(Arc::from(cause)))
            }
            Err(_) => Input::Failed(Failure::new(FailureKind::TimedOut, Phase::Connect, "")),
        }
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        self.public().clone()
    }

    fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_> {
        let signed = SoftwareKey::sign(self, &bytes);
        Box::pin(async { Ok(signed?) })
    }
}

/// Without any part of the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}
