//! Detects the format of a key as people paste it: in quotes, on one line, without the PEM armour, in base64.

use super::clean::{trimmed, unescaped};
use super::{PrivateKey, der, jwk, pem};
use crate::base64;
use crate::text::cut;

/// The end of an error about text that is not a key.
const EXPECTED: &str = "give PEM text from -----BEGIN to the end, a JWK, or the path of one of them";

/// The format of a text.
enum Format {
    /// Not a key.
    Unknown,
    Jwk,
    Pem,
    /// The text of a JWK or PEM, decoded from base64.
    Base64(String),
    /// DER, decoded from base64: PEM without its first and last line.
    Der(Vec<u8>),
    OpenSsh,
    Putty,
}

/// Reads a private key.
pub(super) fn private(text: &str) -> Result<PrivateKey, String> {
    let text = trimmed(text);
    match format(text) {
        Format::Jwk => jwk::private(text),
        Format::Pem => pem::private(text),
        Format::Base64(text) if text.starts_with('{') => jwk::private(&text),
        Format::Base64(text) => pem::private(&text),
        Format::Der(der) => {
            der::read(&der).unwrap_or_else(|| Err(format!("is base64, but not of a private key: {EXPECTED}")))
        }
        Format::OpenSsh => Err(pem::PUBLIC.to_owned()),
        Format::Putty => {
            Err("is in PuTTY's format: convert it with puttygen key.ppk -O private-openssh -o key.pem".to_owned())
        }
        Format::Unknown if text.is_empty() => Err(format!("is empty: {EXPECTED}")),
        Format::Unknown => Err(format!("is not a key: {EXPECTED}")),
    }
}

/// Whether the text is a key, valid or not, rather than the path of a file.
pub(crate) fn is_key(text: &str) -> bool {
    let text = trimmed(text);
    text.is_empty() || text.contains(&['\n', '\r'][..]) || !matches!(format(text), Format::Unknown)
}

fn format(text: &str) -> Format {
    if text.starts_with('{') {
        return Format::Jwk;
    }
    if cut(text, "-----BEGIN").is_some() {
        return Format::Pem;
    }
    if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
        return Format::OpenSsh;
    }
    if text.starts_with("PuTTY-User-Key-File") {
        return Format::Putty;
    }
    decoded(text).unwrap_or(Format::Unknown)
}

/// Decodes base64. Shorter text may be a path.
fn decoded(text: &str) -> Option<Format> {
    const SEQUENCE: u8 = 0x30;
    const SHORTEST: usize = 64;
    let bytes = base64::decode(&unescaped(text)).filter(|bytes| bytes.len() >= SHORTEST)?;
    if bytes.first() == Some(&SEQUENCE) {
        return Some(Format::Der(bytes));
    }
    let text = String::from_utf8(bytes).ok()?;
    let text = trimmed(&text);
    (text.starts_with('{') || cut(text, "-----BEGIN").is_some()).then(|| Format::Base64(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSA: &str = include_str!("../../../tests/keys/rsa.pkcs8.pem");
    const RSA_1: &str = include_str!("../../../tests/keys/rsa.pkcs1.pem");
    const P256: &str = include_str!("../../../tests/keys/p256.pkcs8.pem");
    const SEC1: &str = include_str!("../../../tests/keys/p256.sec1.pem");
    const JWK: &str = include_str!("../../../tests/keys/p256.jwk.json");

    fn base64_of(text: &str) -> String {
        let mut encoded = base64::standard(text.as_bytes());
        while !encoded.len().is_multiple_of(4) {
            encoded.push('=');
        }
        encoded
    }

    fn quoted(text: &str) -> String {
        serde_json::to_string(text).unwrap()
    }

    #[test]
    fn pem_keys_are_read_however_they_are_pasted() {
        for pem in [RSA, RSA_1, P256, SEC1] {
            let key = private(pem).unwrap();
            let lines: Vec<&str> = pem.trim().lines().collect();
            let body = lines[1..lines.len() - 1].concat();
            for (how, pasted) in [
                ("escaped line breaks", lines.join("\\n")),
                ("escaped line breaks of Windows", lines.join("\\r\\n")),
                ("line breaks escaped twice", lines.join("\\\\n")),
                ("line breaks of Windows", lines.join("\r\n")),
                ("old line breaks", lines.join("\r")),
                ("blanks for line breaks", lines.join(" ")),
                ("no line breaks", lines.concat()),
                ("indented", lines.join("\n    ")),
                ("JSON", quoted(pem)),
                ("a member of JSON", format!("{},", quoted(pem))),
                ("a list of lines", lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join(",\n")),
                ("single quotes", format!("'{pem}'")),
                ("a comma behind", format!("{},", pem.trim())),
                ("a name before", format!("OKTA_CLIENT_PRIVATEKEY=\"{pem}\"")),
                ("a byte order mark", format!("\u{feff}{pem}")),
                ("text before and after", format!("Bag Attributes\n  localKeyID: 01\n{pem}\n# end\n")),
                ("base64 of it", base64_of(pem)),
                ("base64 of it in quotes", format!("\"{}\"", base64_of(pem))),
                (
                    "base64 of it in lines",
                    base64_of(pem)
                        .chars()
                        .collect::<Vec<_>>()
                        .chunks(76)
                        .map(|line| line.iter().collect::<String>())
                        .collect::<Vec<_>>()
                        .join("\n"),
                ),
                ("no armour", body.clone()),
                ("no armour, in lines", lines[1..lines.len() - 1].join("\n")),
                (
                    "the armour of another form",
                    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"),
                ),
            ] {
                assert_eq!(private(&pasted).as_ref(), Ok(&key), "{how}");
                assert!(is_key(&pasted), "{how}");
            }
        }
    }

    #[test]
    fn jwks_are_read_however_they_are_pasted() {
        let key = private(JWK).unwrap();
        let public = key.public().jwk();
        for (how, pasted) in [
            ("a byte order mark", format!("\u{feff}{JWK}")),
            ("JSON in JSON", quoted(JWK)),
            ("JSON in JSON without its quotes", quoted(JWK).trim_matches('"').to_owned()),
            ("quotes", format!("'{JWK}'")),
            ("a comma behind", format!("{},", JWK.trim())),
            ("one line", JWK.replace('\n', " ")),
            ("base64 of it", base64_of(JWK)),
            ("a set of one", format!("{{\"keys\":[{JWK}]}}")),
            ("a set with the public half", format!("{{\"keys\":[{public},{JWK}]}}")),
        ] {
            assert_eq!(private(&pasted).as_ref(), Ok(&key), "{how}");
            assert!(is_key(&pasted), "{how}");
        }
    }

    #[test]
    fn errors_name_the_format_and_do_not_show_the_text() {
        let pem = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----");
        let body = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
        let of_der = base64_of(&format!("0{}", "secret".repeat(20)));
        let public = private(JWK).unwrap().public().jwk();
        for (pasted, what) in [
            (String::new(), "is empty: give PEM text"),
            (" \"\" ".to_owned(), "is empty: give PEM text"),
            ("secret".to_owned(), "is not a key: give PEM text"),
            (pem("ENCRYPTED PRIVATE KEY", body), "is encrypted: write it without its password with openssl"),
            (pem("RSA PRIVATE KEY", &format!("Proc-Type: 4,ENCRYPTED\n\n{body}")), "is encrypted: write it"),
            (pem("OPENSSH PRIVATE KEY", body), "is in OpenSSH's format: convert it with ssh-keygen"),
            (pem("PUBLIC KEY", body), "is a public key: give the private one"),
            (pem("RSA PUBLIC KEY", body), "is a public key: give the private one"),
            (pem("CERTIFICATE", body), "is a certificate: give the private key that belongs to it"),
            (pem("CERTIFICATE REQUEST", body), "is not a private key (CERTIFICATE REQUEST): give one"),
            (pem("PGP PRIVATE KEY BLOCK", body), "is not a private key (PGP PRIVATE KEY BLOCK): give one"),
            (pem("DSA PRIVATE KEY", body), "is of a type that Okta does not accept: give RSA"),
            (pem("PRIVATE KEY", body), "is cut off or damaged: give all of it"),
            (pem("PRIVATE KEY", "*secret*"), "is cut off or damaged: give all of it"),
            (base64_of(&pem("PUBLIC KEY", body)), "is a public key: give the private one"),
            (of_der, "is base64, but not of a private key: give PEM text"),
            ("ssh-rsa AAAAsecret me@example.com".to_owned(), "is a public key: give the private one"),
            ("PuTTY-User-Key-File-3: secret".to_owned(), "is in PuTTY's format: convert it with puttygen"),
            (public.clone(), "is a public JWK: give the private one"),
            (format!("{{\"keys\":[{public}]}}"), "is a public JWK: give the private one"),
            (format!("{{\"keys\":[{JWK},{JWK}]}}"), "is a set of several private keys: give one JWK of it"),
            ("{\"keys\":[]}".to_owned(), "is a set without keys: give a private JWK"),
            (
                "{\"kty\":\"EC\",\"d\":\"secret".to_owned(),
                "is not a JWK: its JSON is cut off or damaged: copy all of it",
            ),
            ("{\"kty\":\"oct\",\"k\":\"secret\"}".to_owned(), "is a JWK of the type \"oct\": give RSA"),
        ] {
            let message = private(&pasted).unwrap_err();
            assert!(message.starts_with(what), "{message}");
            assert!(!message.contains("secret") && !message.contains("c2Vj"), "{message}");
        }
    }

    #[test]
    fn paths_are_not_keys() {
        for path in [
            "key.pem", "~/key.pem", "/etc/okta/keys/private", "C:\\keys\\key.pem", "MIIkeys/of/mine", "k", "./a b.json",
        ] {
            assert!(!is_key(path), "{path}");
        }
        assert!(!is_key(&format!("/srv/{}/key", "abcd/".repeat(40))));
        assert!(is_key("") && is_key("a\nb"));
    }
}
