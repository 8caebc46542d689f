//! Certificates and certificate signing requests: issued by the org, and read where somebody uploads one.
//!
//! All keys of an org are one pair of RSA keys, which is public: real ones take long to generate and differ from run to run. What
//! differs is the certificate, and with it the key id.

use crate::jwt;
use crate::time::Time;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::string::Ia5String;
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType, SerialNumber, date_time_ymd};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use std::time::Duration;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::{Pem, parse_x509_pem};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

static KEY: LazyLock<Option<KeyPair>> =
    LazyLock::new(|| KeyPair::try_from(&include_bytes!("certificates.pk8")[..]).ok());

/// An X.509 certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    der: Vec<u8>,
    pub(crate) expires: Time,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Certificate {
    /// Issues one that the org signs for itself.
    pub(crate) fn issue(serial: u64, name: &str, from: Time, years: i64) -> Option<Self> {
        let mut params = CertificateParams::default();
        params.serial_number = Some(SerialNumber::from(serial));
        params.distinguished_name = distinguished([(DnType::OrganizationName, "Okta"), (DnType::CommonName, name)]);
        let epoch = date_time_ymd(1970, 1, 1);
        params.not_before = epoch + seconds(from);
        params.not_after = epoch + seconds(in_years(from, years));
        let issued = params.self_signed(KEY.as_ref()?).ok()?;
        Self::read(issued.der())
    }

    /// Reads DER, base64 of it, or PEM. Only RSA keys are known.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        if let Ok((_, pem)) = parse_x509_pem(bytes) {
            return Self::read_der(&pem.contents);
        }
        let bare: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        Self::read_der(bytes).or_else(|| Self::read_der(&STANDARD.decode(bare).ok()?))
    }

    fn read_der(der: &[u8]) -> Option<Self> {
        let (rest, own) = X509Certificate::from_der(der).ok()?;
        let PublicKey::RSA(key) = own.public_key().parsed().ok()? else { return None };
        let expires = Time::from_seconds(own.validity().not_after.timestamp());
        rest.is_empty().then(|| Self {
            der: der.to_vec(),
            expires,
            modulus: jwt::bare(key.modulus),
            exponent: jwt::bare(key.exponent),
        })
    }

    /// Whether the key is that of the org, and so of all its signing requests.
    pub(crate) fn is_own(&self) -> bool {
        Self::issue(0, "own", Time::from_seconds(0), 1).is_some_and(|own| own.modulus == self.modulus)
    }

    pub(crate) fn base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// The certificate as a JSON Web Key, without dates.
    pub(crate) fn jwk(&self) -> Map<String, Value> {
        let thumbprint = jwt::encode(digest(&SHA256, &self.der).as_ref());
        let jwk = json!({
            "kty": "RSA",
            "expiresAt": self.expires.to_string(),
            "kid": jwt::hash(&thumbprint),
            "use": "sig",
            "x5c": [self.base64()],
            "x5t#S256": thumbprint,
            "e": jwt::encode(&self.exponent),
            "n": jwt::encode(&self.modulus),
        });
        jwk.as_object().cloned().unwrap_or_default()
    }
}

/// What is shown of the first certificate of a PEM text; `None` if a part of the text is no certificate, or if there is none.
pub(crate) fn metadata(pem: &str) -> Option<Value> {
    let parts = Pem::iter_from_buffer(pem.as_bytes()).collect::<Result<Vec<_>, _>>().ok()?;
    let all = parts.iter().map(Pem::parse_x509).collect::<Result<Vec<_>, _>>().ok()?;
    let (part, first) = parts.first().zip(all.first())?;
    let fingerprint: Vec<_> =
        digest(&SHA256, &part.contents).as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
    Some(json!({
        "subject": first.subject().to_string(),
        "fingerprint": fingerprint.join(":"),
        "expiration": Time::from_seconds(first.validity().not_after.timestamp()).to_string(),
    }))
}

/// Whether a text is a private key in PEM.
pub(crate) fn is_private_key(pem: &str) -> bool {
    parse_x509_pem(pem.as_bytes()).is_ok_and(|(_, part)| part.label.ends_with("PRIVATE KEY"))
}

/// A signing request for the key of the org, in DER; `None` if it cannot be made of these names.
pub(crate) fn signing_request(subject: &Value, names: &[&str]) -> Option<Vec<u8>> {
    let mut params = CertificateParams::default();
    let parts = [
        (DnType::CountryName, "countryName"),
        (DnType::StateOrProvinceName, "stateOrProvinceName"),
        (DnType::LocalityName, "localityName"),
        (DnType::OrganizationName, "organizationName"),
        (DnType::OrganizationalUnitName, "organizationalUnitName"),
        (DnType::CommonName, "commonName"),
    ];
    let parts = parts.into_iter().filter_map(|(kind, name)| Some((kind, subject[name].as_str()?)));
    params.distinguished_name = distinguished(parts);
    for name in names {
        params.subject_alt_names.push(SanType::DnsName(Ia5String::try_from(*name).ok()?));
    }
    let request = params.serialize_request(KEY.as_ref()?).ok()?;
    Some(request.der().to_vec())
}

/// The same day and time, years later.
pub(crate) fn in_years(from: Time, years: i64) -> Time {
    let text = from.to_string();
    let year = text.get(..4).and_then(|year| year.parse::<i64>().ok()).unwrap_or(2000) + years;
    let later = format!("{year:04}{}", text.get(4..).unwrap_or(""));
    // A leap day has no anniversary in most years.
    Time::parse(&later).or_else(|| Time::parse(&later.replacen("-02-29", "-02-28", 1))).unwrap_or(from)
}

fn distinguished<'a>(parts: impl IntoIterator<Item = (DnType, &'a str)>) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    parts.into_iter().for_each(|(kind, text)| name.push(kind, text));
    name
}

fn seconds(time: Time) -> Duration {
    Duration::from_secs(time.seconds().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_issued_can_be_read() {
        let from = Time::from_seconds(1_582_934_400);
        let own = Certificate::issue(7, "org", from, 3).unwrap();
        assert_eq!(own, Certificate::issue(7, "org", from, 3).unwrap());
        assert_ne!(own, Certificate::issue(8, "org", from, 3).unwrap());
        assert_eq!(own.expires.to_string(), "2023-02-28T00:00:00.000Z");
        assert_eq!(Certificate::read(own.base64().as_bytes()), Some(own.clone()));
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", own.base64());
        assert_eq!(Certificate::read(pem.as_bytes()), Some(own.clone()));
        assert!(own.is_own());
        assert_eq!(own.jwk()["kid"].as_str().unwrap().len(), 43);
        assert_eq!(Certificate::read(b"no certificate"), None);
    }

    #[test]
    fn requests_have_names() {
        let subject = json!({ "countryName": "US", "commonName": "SP Issuer" });
        assert!(signing_request(&subject, &["dev.example.com"]).is_some());
        assert!(signing_request(&subject, &["döt"]).is_none());
        assert!(signing_request(&Value::Null, &[]).is_some());
    }
}
