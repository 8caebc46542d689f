//! Private keys in PEM.

use super::{MAKE_ONE, PrivateKey, clean, der};
use crate::base64;
use crate::text::{self, cut};

pub(super) const PUBLIC: &str = "is a public key: give the private one, the app in Okta has the public one";

/// Reads the first private key of a PEM text.
pub(super) fn private(text: &str) -> Result<PrivateKey, String> {
    let text = clean::unescaped(text);
    let (mut other, mut rest) = ("", text.as_str());
    while let Some((_, block)) = cut(rest, "-----BEGIN ") {
        rest = block;
        let Some((label, body)) = cut(block, "-----") else { return Err(damaged()) };
        if !label.ends_with("PRIVATE KEY") {
            other = label;
            continue;
        }
        let Some((body, _)) = cut(body, "-----END ") else { return Err(damaged()) };
        if label.starts_with("ENCRYPTED") || cut(body, "ENCRYPTED").is_some() {
            let what = "is encrypted: write it without its password with openssl pkey -in key.pem -out plain.pem";
            return Err(what.to_owned());
        }
        // Every line may be quoted, as in source code.
        let body = body.replace(&['"', '\'', ',', '\\'][..], " ");
        return match label {
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                base64::decode(&body).and_then(|der| der::read(&der)).unwrap_or_else(|| Err(damaged()))
            }
            "OPENSSH PRIVATE KEY" => {
                Err("is in OpenSSH's format: convert it with ssh-keygen -p -m PEM -f key".to_owned())
            }
            _ => Err(format!("is of a type that Okta does not accept: {MAKE_ONE}")),
        };
    }
    Err(match other {
        "CERTIFICATE" => "is a certificate: give the private key that belongs to it".to_owned(),
        other if other.ends_with("PUBLIC KEY") => PUBLIC.to_owned(),
        other => format!("is not a private key ({}): give one", text::one_line(other, 40)),
    })
}

fn damaged() -> String {
    "is cut off or damaged: give all of it, from -----BEGIN to the end".to_owned()
}
