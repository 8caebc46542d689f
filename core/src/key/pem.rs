//! Private keys in PEM.

use super::{MAKE_ONE, PrivateKey, der};
use crate::base64;
use crate::text::{self, cut};

/// Reads the first private key of a PEM text.
pub(super) fn private(text: &str) -> Result<PrivateKey, String> {
    // One line of the environment often holds a key with its line breaks escaped.
    let text = text::replaced(text, "\\n", "\n");
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
        let der = base64::decode(body).ok_or_else(damaged)?;
        let read = match label {
            "PRIVATE KEY" => der::read_pkcs8(&der),
            "RSA PRIVATE KEY" => der::read_pkcs1(&der),
            "EC PRIVATE KEY" => der::read_sec1(&der, None),
            "OPENSSH PRIVATE KEY" => {
                return Err("is in the form of OpenSSH: change it with ssh-keygen -p -m PEM -f key".to_owned());
            }
            _ => return Err(format!("is of a kind that Okta does not take: {MAKE_ONE}")),
        };
        return read.unwrap_or_else(|| Err(damaged()));
    }
    Err(match other {
        "CERTIFICATE" => "is a certificate: give the private key that belongs to it".to_owned(),
        other if other.ends_with("PUBLIC KEY") => {
            "is a public key: give the private one, the app in Okta has the public one".to_owned()
        }
        other => format!("is no private key ({}): give one", text::one_line(other, 40)),
    })
}

fn damaged() -> String {
    "is cut off or damaged: give all of it, from -----BEGIN to the end".to_owned()
}
