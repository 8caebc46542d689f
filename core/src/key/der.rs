//! Private keys in DER: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915).

use super::algorithm::{Curve, trimmed};
use super::{Algorithm, MAKE_ONE, PrivateKey, PublicKey};
use crate::steps;

const INTEGER: u8 = 2;
const BITS: u8 = 3;
const OCTETS: u8 = 4;
const NULL: u8 = 5;
const OID: u8 = 6;
const SEQUENCE: u8 = 0x30;
/// The optional members of an EC key.
const PARAMETERS: u8 = 0xa0;
const POINT: u8 = 0xa1;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// A DER reader: the bytes left to read.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(pub(super) &'a [u8]);

impl<'a> Der<'a> {
    /// Reads the next value, if it has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (found, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            0x81..=0x83 => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        steps::count(value.len());
        (*found == tag).then(|| self.0 = rest)?;
        Some(value)
    }

    fn sequence(&mut self) -> Option<Der<'a>> {
        self.take(SEQUENCE).map(Der)
    }

    /// Reads an integer, without its leading zero bytes.
    pub(super) fn integer(&mut self) -> Option<Vec<u8>> {
        self.take(INTEGER).map(|number| trimmed(number).to_vec())
    }
}

/// Reads a private key of any form: the PEM label may be wrong.
pub(super) fn read(der: &[u8]) -> Option<Result<PrivateKey, String>> {
    read_pkcs8(der).or_else(|| read_pkcs1(der)).or_else(|| read_sec1(der, None))
}

/// Reads PKCS#8.
pub(super) fn read_pkcs8(der: &[u8]) -> Option<Result<PrivateKey, String>> {
    let mut key = Der(der).sequence()?;
    let _version = key.integer()?;
    let mut algorithm = key.sequence()?;
    match algorithm.take(OID)? {
        RSA => read_pkcs1(key.take(OCTETS)?),
        EC => read_sec1(key.take(OCTETS)?, algorithm.take(OID)),
        _ => Some(Err(format!("is of a type that Okta does not accept: {MAKE_ONE}"))),
    }
}

/// Reads PKCS#1: version, n, e, d, p, q, dp, dq, qi.
pub(super) fn read_pkcs1(der: &[u8]) -> Option<Result<PrivateKey, String>> {
    let mut key = Der(der).sequence()?;
    let _version = key.integer()?;
    let mut numbers = Vec::new();
    for _ in 0..8 {
        numbers.push(key.integer()?);
    }
    let private = numbers.split_off(2);
    Some(super::jwk::checked(Algorithm::Rs256, None, numbers, private))
}

/// Reads SEC 1. In PKCS#8 the curve (`outer`, an object identifier) may be outside of it.
pub(super) fn read_sec1(der: &[u8], outer: Option<&[u8]>) -> Option<Result<PrivateKey, String>> {
    let mut key = Der(der).sequence()?;
    let _version = key.integer()?;
    let number = key.take(OCTETS)?;
    let inner = key.take(PARAMETERS).and_then(|parameters| Der(parameters).take(OID));
    let Some(curve) = inner.or(outer).and_then(Curve::by_oid) else {
        return Some(Err(format!("is on a curve that Okta does not accept: {MAKE_ONE}")));
    };
    let point = key.take(POINT).and_then(|point| Der(point).take(BITS)).and_then(|bits| bits.strip_prefix(&[0]));
    let Some(public) = point.and_then(|point| PublicKey::from_point(curve.algorithm, point)) else {
        let what = "lacks its public half: add it with openssl ec -in key.pem -out whole.pem";
        return Some(Err(what.to_owned()));
    };
    Some(Ok(PrivateKey { public, numbers: vec![curve.padded(number)?] }))
}

/// Writes PKCS#8.
pub(super) fn pkcs8(key: &PrivateKey) -> Vec<u8> {
    let (public, private) = (&key.public.numbers, &key.numbers);
    let zero = value(INTEGER, &[0]);
    let (algorithm, inner) = match key.public.algorithm.curve() {
        None => {
            let mut numbers = zero.clone();
            for number in public.iter().chain(private) {
                numbers.extend_from_slice(&integer(number));
            }
            ([value(OID, RSA), value(NULL, &[])].concat(), value(SEQUENCE, &numbers))
        }
        Some(curve) => {
            let point = value(BITS, &[&[0, 4], public.concat().as_slice()].concat());
            let parts = [value(INTEGER, &[1]), value(OCTETS, &private.concat()), value(POINT, &point)];
            ([value(OID, EC), value(OID, curve.oid)].concat(), value(SEQUENCE, &parts.concat()))
        }
    };
    value(SEQUENCE, &[zero, value(SEQUENCE, &algorithm), value(OCTETS, &inner)].concat())
}

fn integer(number: &[u8]) -> Vec<u8> {
    // With its first bit set it would be negative.
    let sign: &[u8] = if number.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    value(INTEGER, &[sign, number].concat())
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = trimmed(&length);
    let mut out = vec![tag];
    match length {
        [] => out.push(0),
        [short @ 0..0x80] => out.push(*short),
        long => {
            out.push(0x80 | long.len() as u8);
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}
