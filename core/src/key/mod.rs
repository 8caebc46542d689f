//! Signing keys, parsed from PEM or JWK text. There is no cryptography here: hosts sign.
//!
//! Written by hand: this adds 9,773 bytes (gzip) to the wasm bundle, the crates `pkcs8`, `pkcs1` and `sec1` 16,800. It also reads
//! keys that were damaged by copying.

mod algorithm;
mod clean;
mod der;
mod jwk;
mod pasted;
mod pem;
mod signature;

pub use algorithm::Algorithm;
pub(crate) use pasted::is_key;
pub(crate) use signature::joined;

use crate::{Error, base64};
use std::fmt;

/// A public key: what a JWT and a DPoP proof say about the key that signs them.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: Algorithm,
    id: Option<String>,
    /// The numbers of the JWK members [`Algorithm::public_names`].
    numbers: Vec<Vec<u8>>,
}

/// A private key. Its `Debug` prints `PrivateKey(***)`.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey {
    public: PublicKey,
    /// The numbers of the JWK members [`Algorithm::private_names`].
    numbers: Vec<Vec<u8>>,
}

/// The end of an error about an unusable key: which keys are accepted, and how to make one.
pub(crate) const MAKE_ONE: &str = "give RSA of 2048 bits or more, or EC P-256, P-384 or P-521, such as openssl genpkey -algorithm EC -pkeyopt \
     ec_paramgen_curve:P-256 makes";

impl PublicKey {
    /// Parses a JWK (RFC 7517); private members are ignored. Its algorithm is `alg`, or else follows from the curve, or is RS256.
    ///
    /// # Errors
    /// Kind `Config` if it is not a key that Okta accepts.
    pub fn from_jwk(text: &str) -> Result<PublicKey, Error> {
        jwk::public(text).map_err(|what| Error::config(format!("the public JWK {what}")))
    }

    /// The public key of an ES algorithm from an uncompressed point (SEC 1, X9.63): the byte 4, x, y. `None` if it is not one.
    pub fn from_point(algorithm: Algorithm, point: &[u8]) -> Option<PublicKey> {
        let numbers = algorithm.curve()?.numbers(point)?;
        Some(PublicKey { algorithm, id: None, numbers })
    }

    /// Sets the key ID, the `kid` header of JWTs.
    pub fn with_id(mut self, id: impl Into<String>) -> PublicKey {
        self.id = Some(id.into());
        self
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key ID (`kid`), if it has one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The JWK in the header of a DPoP proof, with only the members of the thumbprint (RFC 7638).
    pub fn jwk(&self) -> String {
        let mut text = self.algorithm.jwk_head();
        members(&mut text, self.algorithm.public_names(), &self.numbers);
        text.push('}');
        text
    }
}

impl PrivateKey {
    /// Parses a private key: PEM (PKCS#8, PKCS#1, SEC 1), a JWK, or a JWK set with one private key. Quotes around it, a byte order
    /// mark, escaped or missing line breaks, and base64 of the whole text are accepted.
    ///
    /// # Errors
    /// Kind `Config`, with the reason and what to do, if it is not a private key that Okta accepts. The text of the key is not in
    /// the message.
    pub fn parse(text: &str) -> Result<PrivateKey, Error> {
        PrivateKey::read(text).map_err(|what| Error::config(format!("the private key {what}")))
    }

    /// As [`PrivateKey::parse`]; the error text continues the name of a setting.
    pub(crate) fn read(text: &str) -> Result<PrivateKey, String> {
        pasted::private(text)
    }

    /// The public half, which may be shown.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Replaces the key ID, if there is a new one.
    pub(crate) fn with_id(mut self, id: Option<String>) -> PrivateKey {
        self.public.id = id.or(self.public.id);
        self
    }

    /// The key as PKCS#8 in DER, for a host that signs with it.
    pub fn pkcs8(&self) -> Vec<u8> {
        der::pkcs8(self)
    }

    /// The key as a private JWK, for a host that signs with it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILES: [(&str, Algorithm, bool); 11] = [
        (include_str!("../../../tests/keys/rsa.pkcs1.pem"), Algorithm::Rs256, false),
        (include_str!("../../../tests/keys/rsa.pkcs8.pem"), Algorithm::Rs256, false),
        (include_str!("../../../tests/keys/rsa.jwk.json"), Algorithm::Rs256, true),
        (include_str!("../../../tests/keys/p256.sec1.pem"), Algorithm::Es256, false),
        (include_str!("../../../tests/keys/p256.pkcs8.pem"), Algorithm::Es256, false),
        (include_str!("../../../tests/keys/p256.jwk.json"), Algorithm::Es256, true),
        (include_str!("../../../tests/keys/p384.sec1.pem"), Algorithm::Es384, false),
        (include_str!("../../../tests/keys/p384.pkcs8.pem"), Algorithm::Es384, false),
        (include_str!("../../../tests/keys/p521.sec1.pem"), Algorithm::Es512, false),
        (include_str!("../../../tests/keys/p521.pkcs8.pem"), Algorithm::Es512, false),
        (include_str!("../../../tests/keys/p521.jwk.json"), Algorithm::Es512, true),
    ];

    #[test]
    fn every_format_round_trips() {
        for (text, algorithm, named) in FILES {
            let key = PrivateKey::parse(text).unwrap();
            assert_eq!((key.public().algorithm(), key.public().id().is_some()), (algorithm, named));
            assert_eq!(PrivateKey::parse(&key.jwk()).unwrap().with_id(key.public.id.clone()), key);
            let again = der::read_pkcs8(&key.pkcs8()).unwrap().unwrap();
            assert_eq!(again.with_id(key.public.id.clone()), key);
        }
    }

    /// The files were made by openssl.
    #[test]
    fn pkcs8_is_byte_for_byte_that_of_openssl() {
        for (text, _, _) in FILES.iter().filter(|(text, ..)| text.starts_with("-----BEGIN PRIVATE KEY-----")) {
            let body = text.lines().filter(|line| !line.starts_with('-')).collect::<String>();
            assert_eq!(PrivateKey::parse(text).unwrap().pkcs8(), base64::decode(&body).unwrap());
        }
    }

    /// The example of RFC 9449 and its thumbprint members.
    #[test]
    fn the_public_jwk_has_the_members_of_a_thumbprint_and_nothing_private() {
        let text = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256","kid":"a","d":"AQ"}"#;
        let key = PublicKey::from_jwk(text).unwrap();
        assert_eq!(
            key.jwk(),
            r#"{"kty":"EC","crv":"P-256","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"#
        );
        assert_eq!(
            PublicKey::from_jwk("{}").unwrap_err().to_string(),
            "the public JWK is a JWK without kty: copy it again"
        );
    }

    #[test]
    fn a_point_is_a_key_of_its_curve_alone() {
        let point = [&[4], [7; 64].as_slice()].concat();
        assert_eq!(PublicKey::from_point(Algorithm::Es256, &point).unwrap().with_id("k").id(), Some("k"));
        for (algorithm, point) in [
            (Algorithm::Es384, &point[..]),
            (Algorithm::Rs256, &point),
            (Algorithm::Es256, &point[..64]),
            (Algorithm::Es256, &[]),
        ] {
            assert_eq!(PublicKey::from_point(algorithm, point), None);
        }
    }

    #[test]
    fn no_debug_shows_a_private_key() {
        for (text, ..) in FILES {
            assert_eq!(format!("{:?}", PrivateKey::parse(text).unwrap()), "PrivateKey(***)");
        }
    }

    proptest! {
        /// Texts, and keys with a part replaced.
        #[test]
        fn no_text_makes_it_panic_or_show(text in "\\PC{0,80}", file in 0..11_usize, at in 0..1600_usize, put in "\\PC{0,3}", cut in 0..40_usize) {
            let _ = PrivateKey::parse(&text);
            let mut key: Vec<char> = FILES[file].0.chars().collect();
            let at = at.min(key.len());
            let end = (at + cut).min(key.len());
            key.splice(at..end, put.chars());
            if let Err(what) = PrivateKey::parse(&key.into_iter().collect::<String>()) {
                prop_assert!(what.to_string().len() < 280, "{}", what);
            }
        }

        #[test]
        fn no_der_makes_it_panic(tag in 0..64_u8, bytes: Vec<u8>) {
            let der = [&[0x30, 0x82, (bytes.len() >> 8) as u8, bytes.len() as u8], bytes.as_slice()].concat();
            for der in [&bytes, &der, &[vec![tag], bytes.clone()].concat()] {
                let _ = (der::read_pkcs8(der), der::read_pkcs1(der), der::read_sec1(der, None));
                for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::Es384, Algorithm::Es512] {
                    let _ = joined(algorithm, der);
                }
            }
        }
    }
}
