//! Encryption of the tokens that processes of one service app share over a store.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oktant_core::PrivateKey;
use std::fmt;

/// What this key is for: another label would derive another key.
const LABEL: &[u8] = b"oktant: tokens of a fleet, version 1";

/// A key that encrypts tokens with AES-256-GCM. HKDF-SHA256 derives it from the service app's private key, so all processes that have
/// that key can decrypt them, and nobody else.
pub struct SealingKey(RandomizedNonceKey);

/// The error of a text that cannot be encrypted or decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system provides no randomness.
    #[error("nothing can be encrypted: the system gives no randomness")]
    NoRandomness,
    /// The text is damaged, or was encrypted with another key or for another place.
    #[error("it cannot be decrypted: it is damaged, or was encrypted with another private key")]
    Rejected,
}

impl SealingKey {
    /// Derives the key from a private key, whatever form that was given in.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`] if the cryptography of the system does not work.
    pub fn new(key: &PrivateKey) -> Result<SealingKey, SealError> {
        let derived = || {
            let mut bytes = [0; 32];
            let secret = Salt::new(HKDF_SHA256, LABEL).extract(&key.pkcs8());
            secret.expand(&[LABEL], &AES_256_GCM)?.fill(&mut bytes)?;
            RandomizedNonceKey::new(&AES_256_GCM, &bytes)
        };
        derived().map(SealingKey).map_err(|Unspecified| SealError::NoRandomness)
    }

    /// Encrypts a text for one place, such as a key of a store, as base64url. It can be decrypted for the same place only.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`] if the system provides no randomness.
    pub fn seal(&self, text: &str, place: &str) -> Result<String, SealError> {
        let mut sealed = text.as_bytes().to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(place), &mut sealed);
        let nonce = nonce.map_err(|Unspecified| SealError::NoRandomness)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &sealed].concat()))
    }

    /// Decrypts a text of [`SealingKey::seal`].
    ///
    /// # Errors
    /// [`SealError::Rejected`] if it is damaged, or was encrypted with another key or for another place.
    pub fn open(&self, sealed: &str, place: &str) -> Result<String, SealError> {
        let opened = || {
            let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
            let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
            let mut text = sealed.to_vec();
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let length = self.0.open_in_place(nonce, Aad::from(place), &mut text).ok()?.len();
            text.truncate(length);
            String::from_utf8(text).ok()
        };
        opened().ok_or(SealError::Rejected)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(***)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const PLACE: &str = "oktant:{example.okta.com}:0oa1:token";

    fn key(text: &str) -> SealingKey {
        SealingKey::new(&PrivateKey::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn every_form_of_a_private_key_opens_what_another_sealed() {
        let forms = [
            [include_str!("../../tests/keys/p256.jwk.json"), include_str!("../../tests/keys/p256.sec1.pem")],
            [include_str!("../../tests/keys/p521.pkcs8.pem"), include_str!("../../tests/keys/p521.jwk.json")],
            [include_str!("../../tests/keys/rsa.pkcs1.pem"), include_str!("../../tests/keys/rsa.jwk.json")],
            [include_str!("../../tests/keys/rsa.pkcs8.pem"), include_str!("../../tests/keys/rsa.pkcs1.pem")],
        ];
        for [one, other] in forms {
            for text in ["eyJ0b2tlbg.é", ""] {
                let sealed = key(one).seal(text, PLACE).unwrap();
                assert_eq!(key(other).open(&sealed, PLACE).unwrap(), text);
                assert!(sealed.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{sealed}");
            }
        }
    }

    #[test]
    fn a_sealed_text_opens_with_its_key_for_its_place_only() {
        let (one, other) =
            (key(include_str!("../../tests/keys/p256.jwk.json")), key(include_str!("../../tests/keys/p384.jwk.json")));
        let sealed = one.seal("token", PLACE).unwrap();
        assert_eq!(other.open(&sealed, PLACE), Err(SealError::Rejected));
        assert_eq!(one.open(&sealed, "oktant:{example.okta.com}:0oa2:token"), Err(SealError::Rejected));
        assert_eq!(one.open(&sealed, PLACE).unwrap(), "token");
    }

    #[test]
    fn a_damaged_text_is_an_error() {
        let key = key(include_str!("../../tests/keys/p256.jwk.json"));
        let sealed = key.seal("token", PLACE).unwrap();
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone().into_bytes();
            damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
            let damaged = String::from_utf8(damaged).unwrap();
            assert_eq!(key.open(&damaged, PLACE), Err(SealError::Rejected), "{at}");
            assert_eq!(key.open(&sealed[..at], PLACE), Err(SealError::Rejected), "{at}");
        }
        for text in ["", "A", "é", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA", &format!("{sealed}=")] {
            assert_eq!(key.open(text, PLACE), Err(SealError::Rejected), "{text}");
        }
    }

    #[test]
    fn no_two_sealed_texts_are_alike_and_debug_shows_nothing() {
        let key = key(include_str!("../../tests/keys/p256.jwk.json"));
        assert_ne!(key.seal("token", PLACE).unwrap(), key.seal("token", PLACE).unwrap());
        assert_eq!(format!("{key:?}"), "SealingKey(***)");
    }
}
