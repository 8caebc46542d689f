//! TLS settings: additional certificate authorities and the client certificate.

use crate::{Config, Error};
use oktant_core::config::PemFile;
use oktant_keys::files;
use reqwest::{Certificate, ClientBuilder, Identity};
#[cfg(feature = "fleet")]
use tokio_rustls::{TlsConnector, rustls};

/// What a file of authorities is.
const AUTHORITIES: &str = "give the path of a PEM file of certificates";

/// Adds the certificates of the configuration's files.
pub(crate) fn with_files(mut builder: ClientBuilder, config: &Config) -> Result<ClientBuilder, Error> {
    if let Some(file) = &config.ca_certificates {
        let certificates = Certificate::from_pem_bundle(&bytes(file, AUTHORITIES)?).unwrap_or_default();
        if certificates.is_empty() || !works(bare().tls_certs_only(certificates.clone())) {
            return Err(file.error(&format!("the file holds no certificates, or broken ones: {AUTHORITIES}")));
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

/// TLS to the store of a fleet, which trusts the same authorities.
#[cfg(feature = "fleet")]
pub(crate) fn connector(config: &Config) -> Result<TlsConnector, Error> {
    use rustls::crypto::{CryptoProvider, aws_lc_rs};
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use std::sync::Arc;

    let mut roots = Vec::new();
    if let Some(file) = &config.ca_certificates {
        roots = CertificateDer::pem_slice_iter(&bytes(file, AUTHORITIES)?).filter_map(Result::ok).collect();
    }
    let provider = CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(aws_lc_rs::default_provider()));
    let unusable =
        |error: rustls::Error| Error::config(format!("OKTA_CLIENT_FLEET: no TLS client can be made: {error}"));
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(roots, Arc::clone(&provider));
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier.map_err(unusable)?))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(client)))
}

/// A message of the HTTP stack or a store, with advice if it is about TLS.
pub(crate) fn explained(message: String) -> String {
    match hint(&message) {
        Some(hint) => format!("{message}: {hint}"),
        None => message,
    }
}

/// Advice for a TLS error, by its rustls message.
fn hint(message: &str) -> Option<&'static str> {
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
