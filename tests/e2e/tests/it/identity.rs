//! A certificate that no system knows.

use std::path::PathBuf;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A server's TLS, and the file that makes a client take its certificate.
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) file: PathBuf,
}

impl Identity {
    /// `protocols`: what the server offers by ALPN.
    pub(crate) fn new(name: &str, protocols: &[&str]) -> Identity {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let file = std::env::temp_dir().join(format!("oktant-tls-{name}-{}.pem", std::process::id()));
        std::fs::write(&file, made.cert.pem()).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let mut config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Identity { acceptor: TlsAcceptor::from(Arc::new(config)), file }
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}
