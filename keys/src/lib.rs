//! Shared by native hosts: keys in memory that sign for the engine, and settings from files and the environment.

pub mod files;
#[cfg(feature = "fleet")]
mod seal;
pub mod settings;

#[cfg(feature = "fleet")]
pub use seal::{SealError, SealingKey};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding, RsaKeyPair,
};
use oktant_core::config::RawConfig;
use oktant_core::{Algorithm, Config, Error, PrivateKey, PublicKey};
use std::fmt;
use std::io::ErrorKind;

/// A private key in memory, which signs with aws-lc-rs.
pub struct SoftwareKey {
    public: PublicKey,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
    Ec(EcdsaKeyPair),
}

/// The error of a key that cannot sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key's numbers are inconsistent, or it is larger than 8192 bits.
    #[error("is damaged, or larger than 8192 bits: copy it again, or make a new one")]
    Rejected,
    /// The system provides no randomness, or no memory.
    #[error("no key could be made or used: the system gives no randomness")]
    NoRandomness,
}

/// Reads the private key from its file, if the setting is a path. [`RawConfig::resolve`] reports errors.
pub fn read_key(raw: &mut RawConfig) {
    raw.read_key(|path| {
        let text = files::read_text(&files::from_home(path), RawConfig::FILE_LIMIT);
        text.map_err(|error| match error.kind() {
            ErrorKind::InvalidData => {
                format!("{error}, make PEM of DER with openssl pkey -inform DER -in key.der -out key.pem")
            }
            _ => error.to_string(),
        })
    });
}

impl SoftwareKey {
    /// The service app's private key, if the configuration has one.
    ///
    /// # Errors
    /// Kind `Config` if the key is damaged.
    pub fn of_app(config: &Config) -> Result<Option<SoftwareKey>, Error> {
        let key = config.oauth.private_key.as_ref().map(SoftwareKey::new).transpose();
        key.map_err(|error| config.private_key_error(&error.to_string()))
    }

    /// A new key for DPoP proofs, if the configuration needs one.
    ///
    /// # Errors
    /// Kind `Config` if no key can be generated.
    pub fn of_proofs(config: &Config) -> Result<Option<SoftwareKey>, Error> {
        let key = config.makes_proof_key().then(SoftwareKey::generate).transpose();
        key.map_err(|error| Error::config(error.to_string()))
    }

    /// Creates a key from a parsed private key.
    ///
    /// # Errors
    /// [`KeyError::Rejected`] if its numbers are inconsistent or it is too large.
    pub fn new(key: &PrivateKey) -> Result<SoftwareKey, KeyError> {
        let (algorithm, pkcs8) = (key.public().algorithm(), key.pkcs8());
        let rsa = |encoding| RsaKeyPair::from_pkcs8(&pkcs8).map(|pair| Pair::Rsa(pair, encoding));
        let ec = |curve: &'static EcdsaSigningAlgorithm| EcdsaKeyPair::from_pkcs8(curve, &pkcs8).map(Pair::Ec);
        let pair = match algorithm {
            Algorithm::Rs256 => rsa(&RSA_PKCS1_SHA256),
            Algorithm::Rs384 => rsa(&RSA_PKCS1_SHA384),
            Algorithm::Rs512 => rsa(&RSA_PKCS1_SHA512),
            Algorithm::Es256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::Es512 => ec(&ECDSA_P521_SHA512_FIXED_SIGNING),
        };
        Ok(SoftwareKey { public: key.public().clone(), pair: pair.map_err(|_| KeyError::Rejected)? })
    }

    /// Generates a key for ES256.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`] if the system provides no randomness.
    pub fn generate() -> Result<SoftwareKey, KeyError> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyError::NoRandomness)?;
        let point = pair.public_key().as_ref().to_vec();
        let public = PublicKey::from_point(Algorithm::Es256, &point).ok_or(KeyError::NoRandomness)?;
        Ok(SoftwareKey { public, pair: Pair::Ec(pair) })
    }

    /// The public half, which may be shown.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs bytes with the key's algorithm, including the digest. For ES algorithms the signature is r and s concatenated.
    ///
    /// # Errors
    /// [`KeyError::NoRandomness`] if the system provides no randomness.
    pub fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        let signed = match &self.pair {
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(*encoding, &random, bytes, &mut signature).map(|()| signature)
            }
            Pair::Ec(pair) => pair.sign(&random, bytes).map(|signature| signature.as_ref().to_vec()),
        };
        signed.map_err(|_| KeyError::NoRandomness)
    }
}

/// Shows the public key only.
impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SoftwareKey").field(&self.public).finish()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use oktant_core::config::{Key, Origin};

    const JWK: &str = include_str!("../../tests/keys/p256.jwk.json");

    #[test]
    fn a_key_with_inconsistent_numbers_is_rejected() {
        let members = JWK.split('"').filter(|part| part.len() == 43).collect::<Vec<_>>();
        let swapped = JWK.replace(members[1], "swap").replace(members[2], members[1]).replace("swap", members[2]);
        let key = PrivateKey::parse(&swapped).unwrap();
        assert_eq!(SoftwareKey::new(&key).unwrap_err(), KeyError::Rejected);
    }

    #[test]
    fn key_files_are_read_in_every_format() {
        let folder = files::tests::Folder::new("forms");
        let read = |bytes: &[u8]| {
            let path = folder.file("key", bytes);
            let mut raw = RawConfig::new();
            let settings = [
                (Key::OrgUrl, "https://example.okta.com"),
                (Key::ClientId, "0oa1"),
                (Key::Scopes, "a"),
                (Key::AuthorizationMode, "PrivateKey"),
                (Key::PrivateKey, path.to_str().unwrap()),
            ];
            settings.iter().for_each(|(key, value)| raw.put(*key, *value, Origin::Code));
            read_key(&mut raw);
            raw.resolve().map(|config| config.oauth.private_key.is_some()).map_err(|error| error.to_string())
        };
        assert_eq!(read(JWK.as_bytes()), Ok(true));
        assert_eq!(read(format!("\u{feff}{JWK}").as_bytes()), Ok(true));
        let error = read(b"\x30\x82\xff").unwrap_err();
        assert!(
            error.contains("the path of a file that can be read: it is not UTF-8 text, make PEM of DER with openssl"),
            "{error}"
        );
    }

    #[test]
    fn generated_keys_are_for_es256_and_differ() {
        let (one, other) = (SoftwareKey::generate().unwrap(), SoftwareKey::generate().unwrap());
        assert_eq!((one.public().algorithm(), one.sign(b"x").unwrap().len()), (Algorithm::Es256, 64));
        assert_ne!(one.public(), other.public());
    }

    #[test]
    fn debug_shows_the_public_key_only() {
        let key = SoftwareKey::new(&PrivateKey::parse(JWK).unwrap()).unwrap();
        assert_eq!(format!("{key:?}"), "SoftwareKey(PublicKey { algorithm: Es256, id: Some(\"p256\"), .. })");
    }
}
