//! Keys that sign: what they are, read from text. No cryptography; hosts sign.

mod algorithm;
mod der;
mod jwk;
mod pem;
mod signature;

pub use algorithm::Algorithm;
pub(crate) use signature::joined;

use crate::{Error, base64, text};
use std::fmt;

/// What is known of a key that signs: enough to name it, not to sign with it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    id: Option<String>,
    /// The members of a public JWK in the order of [`Algorithm::public_names`].
    numbers: Vec<Vec<u8>>,
}

/// A private key. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey {
    public: PublicKey,
    /// The members that a private JWK has besides, in the order of [`Algorithm::private_names`].
    numbers: Vec<Vec<u8>>,
}

/// What is asked of a key that is no good, and where to get a good one.
pub(crate) const MAKE_ONE: &str = "give RSA of 2048 bits or more, or EC P-256, P-384 or P-521, such as openssl genpkey -algorithm EC -pkeyopt \
     ec_paramgen_curve:P-256 makes";

impl PublicKey {
    /// Reads a JWK; what is private in it is left out. Its `alg` says which algorithm, else the curve, or RS256.
    ///
    /// # Errors
    /// Of kind Config, where it is no key that Okta takes.
    pub fn from_jwk(text: &str) -> Result<PublicKey, Error> {
        jwk::public(text).map_err(|what| Error::config(format!("the public JWK {what}")))
    }

    /// A point of the curve of an ES algorithm, as SEC1 and X9.63 write it: 4, x, y. Nothing where it is none.
    pub fn from_point(algorithm: Algorithm, point: &[u8]) -> Option<PublicKey> {
        let numbers = algorithm.curve()?.numbers(point)?;
        Some(PublicKey { algorithm, id: None, numbers })
    }

    /// Sets its name, which JWTs carry as `kid`.
    pub fn with_id(mut self, id: impl Into<String>) -> PublicKey {
        self.id = Some(id.into());
        self
    }

    /// What it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its name, where it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The JWK that the DPoP proof shows: the members of RFC 7638 and no others.
    pub fn jwk(&self) -> String {
        let mut text = self.algorithm.jwk_head();
        members(&mut text, self.algorithm.public_names(), &self.numbers);
        text.push('}');
        text
    }
}

impl PrivateKey {
    /// Reads PEM (PKCS#1, PKCS#8, SEC1) or a JWK.
    ///
    /// # Errors
    /// A text that says what is wrong with it and what to do, and shows nothing of it.
    pub fn parse(text: &str) -> Result<PrivateKey, String> {
        let text = text.trim_ascii();
        if text.is_empty() {
            Err("is empty: give a private key as PEM or JWK, or the path of one".to_owned())
        } else if text.starts_with('{') {
            jwk::private(text)
        } else if text::cut(text, "-----BEGIN").is_some() {
            pem::private(text)
        } else {
            Err("is no key: give PEM text from -----BEGIN to the end, a JWK, or the path of one of them".to_owned())
        }
    }

    /// What may be shown of it.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The same key under another name.
    pub(crate) fn with_id(mut self, id: Option<String>) -> PrivateKey {
        self.public.id = id.or(self.public.id);
        self
    }

    /// PKCS#8 in DER, for those who sign.
    pub fn pkcs8(&self) -> Vec<u8> {
        der::pkcs8(self)
    }

    /// The private JWK, for those who sign.
    pub fn jwk(&self) -> String {
        let mut text = self.public.algorithm.jwk_head();
        members(&mut text, self.public.algorithm.public_names(), &self.public.numbers);
        members(&mut text, self.public.algorithm.private_names(), &self.numbers);
        text.push('}');
        text
    }
}

fn members(text: &mut String, names: &[&str], numbers: &[Vec<u8>]) {
    for (name, number) in names.iter().zip(numbers) {
        for part in [",\"", name, "\":\"", &base64::url(number), "\""] {
            text.push_str(part);
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm).field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(***)")
    }
}
