//! TLS settings: additional certificate authorities and the client certificate.

use crate::{Config, Error};
use oktant_core::config::PemFile;
use oktant_keys::files;
use reqwest::{Certificate, ClientBuilder, Identity};

/// Adds the certificates of the configuration's files.
pub(crate) fn with_files(mut builder: ClientBuilder, config: &Config) -> Result<ClientBuilder, Error> {
    if let Some(file) = &config.ca_certificates {
        let expected = "give the path of a PEM file of certificates";
        let certificates = Certificate::from_pem_bundle(&bytes(file, expected)?).unwrap_or_default();
        if certificates.is_empty() || !works(bare().tls_certs_only(certificates.clone())) {
            return Err(file.error(&format!("the file holds no certificates, or broken ones: {expected}")));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    if let Some(file) = &config.client_certificate {
        let expected = "give the path of a PEM file of a certificate and its private key, which has no password";
        let identity = Identity::from_pem(&bytes(file, expected)?).ok();
        match identity.filter(|identity| works(bare().tls_certs_only([]).identity(identity.clone()))) {
            Some(identity) => builder = builder.identity(identity),
            None => return Err(file.error(&format!("the file does not hold a certificate and its key: {expected}"))),
        }
    }
    Ok(builder)
}

/// Advice for a TLS error, by its rustls message.
pub(crate) fn hint(message: &str) -> Option<&'static str> {
    if message.contains("UnknownIssuer") {
        return Some("if it was issued by your own authority, name its file with OKTA_CLIENT_CACERTIFICATES");
    }
    let required = message.contains("CertificateRequired") || message.contains("certificate required");
    required.then_some("name the file of a client certificate with OKTA_CLIENT_CLIENTCERTIFICATE")
}

/// Reads a PEM file. The limit allows for bundles of authorities, which take some hundred kB.
fn bytes(file: &PemFile, expected: &str) -> Result<Vec<u8>, Error> {
    const LIMIT: usize = 4 * 1024 * 1024;
    files::read(&files::from_home(&file.path), LIMIT)
        .map_err(|error| file.error(&format!("the file cannot be read: {error}: {expected}")))
}

fn bare() -> ClientBuilder {
    reqwest::Client::builder().no_proxy()
}

fn works(builder: ClientBuilder) -> bool {
    builder.build().is_ok()
}
