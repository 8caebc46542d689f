//! Signers: keys in memory or the caller's own.

use crate::callback;
use crate::{Config, Error, Failure, FailureKind, Phase, PublicKey, Session};
use oktant_core::io::{SignRequest, SigningKey};
use oktant_core::step::Input;
use oktant_keys::SoftwareKey;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// A signer: a private key that is not in memory, such as one in a KMS, a hardware token or an agent.
///
/// It replaces the private key of a service app ([`Builder::signer`](crate::Builder::signer)), or the key to which tokens are bound
/// with DPoP ([`Builder::proof_signer`](crate::Builder::proof_signer)).
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
    /// The public key. Its ID, if it has one, is the `kid` of JWTs.
    fn public_key(&self) -> PublicKey;

    /// Signs bytes with the key's algorithm, including the digest. For ES algorithms the signature may be in DER, or r and s
    /// concatenated.
    fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_>;
}

/// The future of a signature.
pub type Signature<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>>;

/// The signers of a client.
#[derive(Clone, Default)]
pub struct Keys {
    client: Option<Arc<dyn Signer>>,
    proof: Option<Arc<dyn Signer>>,
}

impl Keys {
    /// Creates the signers that a configuration needs: the caller's, or else keys in memory.
    ///
    /// # Errors
    /// Kind `Config` if a key is damaged.
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

    /// Passes the public key for DPoP proofs to a new session.
    pub fn register(&self, session: &Session) {
        self.proof.iter().for_each(|key| session.set_proof_key(key.public_key()));
    }

    /// Signs for the engine, within the timeout of the request.
    pub async fn sign(&self, request: SignRequest) -> Input {
        let key = match request.key {
            SigningKey::Client => &self.client,
            SigningKey::Proof => &self.proof,
        };
        let Some(key) = key else {
            return Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is none"));
        };
        callback::call(request.timeout, key.sign(request.bytes)).await.map_or_else(Input::Failed, Input::Signed)
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

/// Shows nothing of the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}
