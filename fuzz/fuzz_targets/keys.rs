//! Whatever text is given for a key, pieces of keys among it: nothing panics, what is read is written and read again, and what is
//! refused is not shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::{PrivateKey, PublicKey};

const KEYS: [&str; 6] = [
    include_str!("../../tests/keys/rsa.pkcs1.pem"),
    include_str!("../../tests/keys/rsa.jwk.json"),
    include_str!("../../tests/keys/p256.pkcs8.pem"),
    include_str!("../../tests/keys/p384.sec1.pem"),
    include_str!("../../tests/keys/p521.pkcs8.pem"),
    include_str!("../../tests/keys/p521.jwk.json"),
];

fuzz_target!(|given: (u8, u16, u8, &str)| {
    let (which, at, cut, put) = given;
    // Either the text itself, or a key of which a piece is another.
    let mut text = put.to_owned();
    if let Some(key) = KEYS.get(usize::from(which) % 8) {
        let at = usize::from(at).min(key.len());
        let end = (at + usize::from(cut)).min(key.len());
        text = format!("{}{put}{}", &key[..at], &key[end..]);
    }
    let _ = PublicKey::from_jwk(&text);
    match PrivateKey::parse(&text) {
        Ok(key) => {
            let again = PrivateKey::parse(&key.jwk()).expect("what was written");
            assert!(again.pkcs8() == key.pkcs8() && again.public().jwk() == key.public().jwk());
            assert_eq!(format!("{key:?}"), "PrivateKey(***)");
        }
        Err(error) => assert!(error.to_string().chars().count() < 430, "{error}"),
    }
});
