//! The algorithms that Okta takes, and the curves behind them.

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
}

/// The curve of an ES algorithm.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    pub(crate) algorithm: Algorithm,
    pub(crate) name: &'static str,
    /// Its object identifier in DER, without tag and length.
    pub(crate) oid: &'static [u8],
    /// Bytes of a coordinate.
    pub(crate) size: usize,
}

const CURVES: [Curve; 3] = [
    Curve {
        algorithm: Algorithm::Es256,
        name: "P-256",
        oid: &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
        size: 32,
    },
    Curve { algorithm: Algorithm::Es384, name: "P-384", oid: &[0x2b, 0x81, 0x04, 0x00, 0x22], size: 48 },
    Curve { algorithm: Algorithm::Es512, name: "P-521", oid: &[0x2b, 0x81, 0x04, 0x00, 0x23], size: 66 },
];

const ALL: [(Algorithm, &str); 6] = [
    (Algorithm::Rs256, "RS256"),
    (Algorithm::Rs384, "RS384"),
    (Algorithm::Rs512, "RS512"),
    (Algorithm::Es256, "ES256"),
    (Algorithm::Es384, "ES384"),
    (Algorithm::Es512, "ES512"),
];

impl Algorithm {
    /// The algorithm with this `alg` of JWA, `RS256`.
    pub fn find(name: &str) -> Option<Algorithm> {
        ALL.iter().find(|(_, own)| *own == name).map(|(algorithm, _)| *algorithm)
    }

    /// Its name as JWTs write it, `ES256`.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(own, _)| *own == self).map_or("", |(_, name)| name)
    }

    /// True for RS256, RS384 and RS512.
    pub fn is_rsa(self) -> bool {
        self.curve().is_none()
    }

    pub(crate) fn curve(self) -> Option<&'static Curve> {
        CURVES.iter().find(|curve| curve.algorithm == self)
    }

    /// The members of a public JWK.
    pub(crate) fn public_names(self) -> &'static [&'static str] {
        if self.is_rsa() { &["n", "e"] } else { &["x", "y"] }
    }

    /// What a private one has besides.
    pub(crate) fn private_names(self) -> &'static [&'static str] {
        if self.is_rsa() { &["d", "p", "q", "dp", "dq", "qi"] } else { &["d"] }
    }

    /// How its JWKs begin.
    pub(crate) fn jwk_head(self) -> String {
        match self.curve() {
            None => "{\"kty\":\"RSA\"".to_owned(),
            Some(curve) => format!("{{\"kty\":\"EC\",\"crv\":\"{}\"", curve.name),
        }
    }
}

impl Curve {
    pub(crate) fn by_name(name: &str) -> Option<&'static Curve> {
        CURVES.iter().find(|curve| curve.name == name)
    }

    pub(crate) fn by_oid(oid: &[u8]) -> Option<&'static Curve> {
        CURVES.iter().find(|curve| curve.oid == oid)
    }

    /// x and y of an uncompressed point.
    pub(crate) fn numbers(&self, point: &[u8]) -> Option<Vec<Vec<u8>>> {
        let (x, y) = point.strip_prefix(&[4])?.split_at_checked(self.size)?;
        (y.len() == self.size).then(|| vec![x.to_vec(), y.to_vec()])
    }

    /// A number in the length of the curve, or nothing where it is longer.
    pub(crate) fn padded(&self, number: &[u8]) -> Option<Vec<u8>> {
        let number = trimmed(number);
        let mut padded = vec![0; self.size.checked_sub(number.len())?];
        padded.extend_from_slice(number);
        Some(padded)
    }
}

/// A number without the zeros before it.
pub(crate) fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
