//! What stands between members and a server: an address that lasts, TLS, or a door that opens late.

use crate::Server;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering::SeqCst};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// Forwards connections to a server, on the runtime in which it was made.
pub struct Gate {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    server: AtomicU16,
    connections: AtomicUsize,
    /// One permit for each connection that may pass.
    door: Semaphore,
    tls: Option<TlsAcceptor>,
}

impl Gate {
    /// A gate that is open.
    pub async fn to(server: &Server) -> Gate {
        Gate::new(server, Semaphore::MAX_PERMITS, None).await
    }

    /// A gate whose connections wait for [`Gate::open`].
    pub async fn closed(server: &Server) -> Gate {
        Gate::new(server, 0, None).await
    }

    /// An open gate that speaks TLS.
    pub async fn with_tls(server: &Server, tls: TlsAcceptor) -> Gate {
        Gate::new(server, Semaphore::MAX_PERMITS, Some(tls)).await
    }

    async fn new(server: &Server, permits: usize, tls: Option<TlsAcceptor>) -> Gate {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let door = Semaphore::new(permits);
        let server = AtomicU16::new(server.port());
        let shared = Arc::new(Shared { server, connections: AtomicUsize::new(0), door, tls });
        let forwarding = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                forwarding.connections.fetch_add(1, SeqCst);
                tokio::spawn(Arc::clone(&forwarding).forward(stream));
            }
        });
        Gate { port, shared }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its URL, without TLS.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Lets connections pass.
    pub fn open(&self) {
        self.shared.door.add_permits(Semaphore::MAX_PERMITS);
    }

    /// Leads new connections to another server.
    pub fn lead_to(&self, server: &Server) {
        self.shared.server.store(server.port(), SeqCst);
    }

    /// How many connections came.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(SeqCst)
    }
}

impl Shared {
    async fn forward(self: Arc<Self>, mut stream: TcpStream) -> io::Result<(u64, u64)> {
        self.door.acquire().await.map_err(io::Error::other)?.forget();
        let mut behind = TcpStream::connect((Ipv4Addr::LOCALHOST, self.server.load(SeqCst))).await?;
        match &self.tls {
            Some(tls) => copy_bidirectional(&mut tls.accept(stream).await?, &mut behind).await,
            None => copy_bidirectional(&mut stream, &mut behind).await,
        }
    }
}
