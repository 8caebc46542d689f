//! Certificates of one's own: of authorities that the system does not know, and of the client.

use crate::{Config, Error};
use oktant_core::config::PemFile;
use oktant_keys::files;
use reqwest::{Certificate, ClientBuilder, Identity};

/// Adds what the files of a configuration hold.
pub(crate) fn with_files(mut builder: ClientBuilder, config: &Config) -> Result<ClientBuilder, Error> {
    if let Some(file) = &config.ca_certificates {
        let wanted = "give the path of a PEM file of certificates";
        let certificates = Certificate::from_pem_bundle(&bytes(file, wanted)?).unwrap_or_default();
        if certificates.is_empty() || !works(bare().tls_certs_only(certificates.clone())) {
            return Err(file.error(&format!("the file holds no certificates, or broken ones: {wanted}")));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    if let Some(file) = &config.client_certificate {
        let wanted = "give the path of a PEM file of a certificate and its private key, which has no password";
        let identity = Identity::from_pem(&bytes(file, wanted)?).ok();
        match identity.filter(|identity| works(bare().tls_certs_only([]).identity(identity.clone()))) {
            Some(identity) => builder = builder.identity(identity),
            None => return Err(file.error(&format!("the file does not hold a certificate and its key: {wanted}"))),
        }
    }
    Ok(builder)
}

/// What to do about a certificate that is not taken, by what rustls says.
pub(crate) fn advice(message: &str) -> Option<&'static str> {
    if message.contains("UnknownIssuer") {
        return Some("where an authority of your own made it, name its file with OKTA_CLIENT_CACERTIFICATES");
    }
    let wanted = message.contains("CertificateRequired") || message.contains("certificate required");
    wanted.then_some("name the file of a client certificate with OKTA_CLIENT_CLIENTCERTIFICATE")
}

/// Bundles of authorities take some hundred kB.
fn bytes(file: &PemFile, wanted: &str) -> Result<Vec<u8>, Error> {
    const LIMIT: usize = 4 * 1024 * 1024;
    files::read(&files::from_home(&file.path), LIMIT)
        .map_err(|error| file.error(&format!("the file cannot be read: {error}: {wanted}")))
}

fn bare() -> ClientBuilder {
    reqwest::Client::builder().no_proxy()
}

fn works(builder: ClientBuilder) -> bool {
    builder.build().is_ok()
}
