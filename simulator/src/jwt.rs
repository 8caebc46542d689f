//! JSON Web Tokens: parsing and verification.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature as aws;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// Supported signature algorithms.
pub(crate) const ALGORITHMS: &str = "RS256 RS384 RS512 ES256 ES384 ES512";

/// Curves, the length of a coordinate, and the object identifier.
const CURVES: [(&str, usize, &str); 3] =
    [("P-256", 32, "1.2.840.10045.3.1.7"), ("P-384", 48, "1.3.132.0.34"), ("P-521", 66, "1.3.132.0.35")];

/// A signed token, not yet verified.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    signed: &'a str,
    signature: Vec<u8>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// The curve, and the uncompressed point.
    Ec(&'static str, Vec<u8>),
}

impl<'a> Token<'a> {
    /// Reads the compact form.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let object = |part: &str| serde_json::from_slice(&decode(part)?).ok();
        Some(Self { header: object(header)?, claims: object(claims)?, signed, signature: decode(signature)? })
    }

    pub(crate) fn text<'t>(part: &'t Map<String, Value>, name: &str) -> Option<&'t str> {
        part.get(name).and_then(Value::as_str)
    }

    /// A time in seconds since 1970.
    pub(crate) fn seconds(&self, name: &str) -> Option<i64> {
        self.claims.get(name).and_then(Value::as_f64).map(|seconds| seconds as i64)
    }

    /// The algorithm, if it is supported.
    pub(crate) fn algorithm(&self) -> Option<&str> {
        let own = Self::text(&self.header, "alg")?;
        ALGORITHMS.split(' ').find(|algorithm| *algorithm == own)
    }

    /// Whether the signature was made with this key.
    pub(crate) fn is_by(&self, key: &Key) -> bool {
        let message = self.signed.as_bytes();
        let rsa = |parameters, n, e| {
            aws::RsaPublicKeyComponents { n, e }.verify(parameters, message, &self.signature).is_ok()
        };
        let ec =
            |parameters, point| aws::UnparsedPublicKey::new(parameters, point).verify(message, &self.signature).is_ok();
        match (self.algorithm(), key) {
            (Some("RS256"), Key::Rsa { n, e }) => rsa(&aws::RSA_PKCS1_2048_8192_SHA256, n, e),
            (Some("RS384"), Key::Rsa { n, e }) => rsa(&aws::RSA_PKCS1_2048_8192_SHA384, n, e),
            (Some("RS512"), Key::Rsa { n, e }) => rsa(&aws::RSA_PKCS1_2048_8192_SHA512, n, e),
            (Some("ES256"), Key::Ec("P-256", point)) => ec(&aws::ECDSA_P256_SHA256_FIXED, point),
            (Some("ES384"), Key::Ec("P-384", point)) => ec(&aws::ECDSA_P384_SHA384_FIXED, point),
            (Some("ES512"), Key::Ec("P-521", point)) => ec(&aws::ECDSA_P521_SHA512_FIXED, point),
            _ => false,
        }
    }
}

impl Key {
    /// Reads a JWK, which must not hold a private key.
    pub(crate) fn read(jwk: &Value) -> Option<Self> {
        let number = |name: &str| decode(jwk.get(name)?.as_str()?);
        if jwk.get("d").is_some() {
            return None;
        }
        match jwk.get("kty")?.as_str()? {
            "RSA" => Some(Self::Rsa { n: bare(&number("n")?), e: bare(&number("e")?) }),
            "EC" => {
                let (curve, length, _) = CURVES.into_iter().find(|(curve, ..)| jwk["crv"] == *curve)?;
                let (x, y) = (number("x")?, number("y")?);
                (x.len() == length && y.len() == length).then(|| Self::Ec(curve, [&[4], &*x, &*y].concat()))
            }
            _ => None,
        }
    }

    /// Reads a public key in PEM: SPKI, as `openssl pkey -pubout` writes it.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        let (_, pem) = parse_x509_pem(pem.as_bytes()).ok()?;
        let (_, key) = SubjectPublicKeyInfo::from_der(&pem.contents).ok()?;
        match key.parsed().ok()? {
            PublicKey::RSA(key) => Some(Self::Rsa { n: bare(key.modulus), e: bare(key.exponent) }),
            PublicKey::EC(point) => {
                let oid = key.algorithm.parameters.as_ref()?.as_oid().ok()?.to_id_string();
                let (curve, length, _) = CURVES.into_iter().find(|(.., own)| *own == oid)?;
                (point.data().len() == 1 + 2 * length).then(|| Self::Ec(curve, point.data().to_vec()))
            }
            _ => None,
        }
    }

    /// The key as a JWK, with the members of a thumbprint in its order.
    pub(crate) fn jwk(&self) -> Value {
        match self {
            Self::Rsa { n, e } => json!({ "e": encode(e), "kty": "RSA", "n": encode(n) }),
            Self::Ec(curve, point) => {
                let point = point.get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                json!({ "crv": curve, "kty": "EC", "x": encode(x), "y": encode(y) })
            }
        }
    }

    /// The JWK thumbprint (RFC 7638).
    pub(crate) fn thumbprint(&self) -> String {
        hash(&self.jwk().to_string())
    }
}

/// A number without leading zeros.
pub(crate) fn bare(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

/// SHA-256 in base64url.
pub(crate) fn hash(text: &str) -> String {
    encode(digest(&SHA256, text.as_bytes()).as_ref())
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificates::Certificate;
    use crate::time::Time;

    /// RFC 7638, 3.1.
    const RFC_KEY: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRX\
                           jBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaS\
                           qzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksIN\
                           HaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    #[test]
    fn the_thumbprint_of_the_rfc() {
        let jwk = json!({ "kty": "RSA", "n": RFC_KEY, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" });
        assert_eq!(Key::read(&jwk).unwrap().thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn public_keys_in_pem() {
        let pem = |text: &str| format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
        let p256 = pem("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1EyH43rOIN3AKR702ozqpDuZB9mj\n\
                        qnQ5fBhHy102FHGmYXdDmyBI1N0be6Ag8JrSkz8aDLcu3K1e9VqR5msLsg==");
        let (x, y) = ("1EyH43rOIN3AKR702ozqpDuZB9mjqnQ5fBhHy102FHE", "pmF3Q5sgSNTdG3ugIPCa0pM_Ggy3LtytXvVakeZrC7I");
        let jwk = json!({ "crv": "P-256", "kty": "EC", "x": x, "y": y });
        assert_eq!(Key::from_pem(&p256).unwrap().jwk(), jwk);
        let rsa = rcgen::KeyPair::try_from(&include_bytes!("certificates.pk8")[..]).unwrap().public_key_pem();
        let certificate = Certificate::issue(1, "own", Time::from_seconds(0), 1).unwrap();
        assert_eq!(Key::from_pem(&rsa), Key::read(&certificate.jwk().into()));
        assert!(Key::from_pem(&rsa).is_some());
        let secp256k1 = pem("MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEB3MmeW5XTZ8fUgd3w0pOQHYa0BvIdnFy\n\
                             IjD81kowfyeoVbLTkq0ODsyNaMSIU9sPB3JO2q5Fwxp2YmhGX/K3vQ==");
        assert_eq!(Key::from_pem(&secp256k1), None);
    }

    #[test]
    fn invalid_public_keys() {
        let x = encode(&[1; 32]);
        for jwk in [
            json!(null),
            json!({ "kty": "oct", "k": "AA" }),
            json!({ "kty": "RSA", "n": RFC_KEY }),
            json!({ "kty": "RSA", "n": RFC_KEY, "e": "AQAB", "d": "AQAB" }),
            json!({ "kty": "EC", "crv": "P-384", "x": x, "y": x }),
            json!({ "kty": "EC", "crv": "secp256k1", "x": x, "y": x }),
            json!({ "kty": "EC", "crv": "P-256", "x": "=", "y": x }),
        ] {
            assert_eq!(Key::read(&jwk), None, "{jwk}");
        }
        for text in ["", ".", "..", "e30.e30", "e30.e30.*", "W10.e30.AA", "e30.e30.AA.AA"] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
        assert!(Token::parse("e30.e30.AA").is_some_and(|token| token.algorithm().is_none()));
    }
}
