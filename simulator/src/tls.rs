//! TLS: the certificate of the server, and connections that may use it.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{Accept, TlsAcceptor};

/// A certificate with its key.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    pem: Option<String>,
}

impl Tls {
    /// Makes a certificate for this machine, signed by itself.
    ///
    /// # Errors
    /// Fails if the cryptography does.
    pub fn self_signed() -> Result<Self, String> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(names).map_err(|error| format!("a certificate: {error}"))?;
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).map_err(str::to_owned)?;
        Ok(Self { pem: Some(cert.pem()), ..Self::with(vec![cert.der().clone()], key)? })
    }

    /// Reads a certificate with its chain, and its key, as PEM.
    ///
    /// # Errors
    /// Fails if a file cannot be read, or if the key is not that of the certificate.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, String> {
        let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let chain = chain.map_err(|error| format!("{}: {error}", certificate.display()))?;
        let own = PrivateKeyDer::from_pem_file(key).map_err(|error| format!("{}: {error}", key.display()))?;
        Self::with(chain, own).map_err(|error| format!("{}: {error}", certificate.display()))
    }

    fn with(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, String> {
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key);
        let mut config = config.map_err(|error| error.to_string())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), pem: None })
    }

    /// The certificate that [`Tls::self_signed`] made, as PEM, for clients to trust.
    pub fn pem(&self) -> Option<&str> {
        self.pem.as_deref()
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("pem", &self.pem).finish_non_exhaustive()
    }
}

/// A connection, with or without TLS. The handshake is part of the first read, so that a client that is slow in it holds
/// up no other.
pub(crate) enum Transport {
    Plain(TcpStream),
    Handshake(Box<Accept<TcpStream>>),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Transport {
    pub(crate) fn new(stream: TcpStream, tls: Option<&Tls>) -> Self {
        match tls {
            None => Self::Plain(stream),
            Some(tls) => Self::Handshake(Box::new(tls.acceptor.accept(stream))),
        }
    }

    /// Makes the connection end with a reset.
    pub(crate) fn reset(&self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.set_zero_linger(),
            Self::Handshake(accept) => accept.get_ref().map_or(Ok(()), TcpStream::set_zero_linger),
            Self::Tls(stream) => stream.get_ref().0.set_zero_linger(),
        }
    }

    /// The stream, once the handshake is over.
    fn poll_stream(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Pin<&mut dyn Stream>>> {
        if let Self::Handshake(accept) = self {
            let stream = ready!(Pin::new(accept.as_mut()).poll(cx))?;
            *self = Self::Tls(Box::new(stream));
        }
        Poll::Ready(match self {
            Self::Plain(stream) => Ok(Pin::new(stream)),
            Self::Tls(stream) => Ok(Pin::new(stream.as_mut())),
            Self::Handshake(_) => Err(io::ErrorKind::NotConnected.into()),
        })
    }
}

/// Bytes in both directions.
trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

impl AsyncRead for Transport {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_stream(cx))?.poll_read(cx, buf)
    }
}

impl AsyncWrite for Transport {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_stream(cx))?.poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_stream(cx))?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_stream(cx))?.poll_shutdown(cx)
    }
}
