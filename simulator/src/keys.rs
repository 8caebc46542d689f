//! Public keys that an org shows for keys of its own. No one checks a signature with them: the org signs nothing with them.

use crate::id::Ids;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

const BYTES: usize = 256;

/// A public RSA key of 2,048 bits as a JWK without `kid`. Its modulus is random and odd; no private key belongs to it.
pub(crate) fn rsa(ids: &mut Ids) -> Value {
    let mut modulus = ids.bytes(BYTES);
    if let [first, .., last] = modulus.as_mut_slice() {
        *first |= 0x80;
        *last |= 1;
    }
    json!({ "kty": "RSA", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(modulus) })
}

/// A key id: 43 characters, as the base64url text of a SHA-256 has.
pub(crate) fn key_id(ids: &mut Ids) -> String {
    URL_SAFE_NO_PAD.encode(ids.bytes(32))
}
