//! A simulated org on a socket.

use crate::TOKEN;
use crate::served::Served;
use axum::serve::ListenerExt;
use oktant::{Builder, Client, Result};
use oktant_simulator::{Conditions, Org, Setup, serve};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An org that answers on the loopback until it is dropped, and counts who connects.
#[derive(Debug)]
pub struct Simulated {
    served: Served,
    connections: Arc<AtomicUsize>,
}

impl Simulated {
    /// An org of so many users, at least one: the admin.
    ///
    /// # Errors
    /// Where the loopback has no port left.
    pub fn with_users(users: u32) -> io::Result<Simulated> {
        Simulated::of(Setup { users, seed: 42, ..Setup::default() })
    }

    /// An org that begins like this; its token is [`TOKEN`].
    ///
    /// # Errors
    /// Where the loopback has no port left.
    pub fn of(setup: Setup) -> io::Result<Simulated> {
        Simulated::under(setup, Conditions::default())
    }

    /// The same, served like this.
    ///
    /// # Errors
    /// Where the loopback has no port left.
    pub fn under(setup: Setup, conditions: Conditions) -> io::Result<Simulated> {
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let served = Served::start(async move |listener| {
            let listener = listener.tap_io(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            });
            let org = Org::new(&Setup { token: TOKEN.into(), ..setup });
            serve(listener, org, conditions).await
        })?;
        Ok(Simulated { served, connections })
    }

    /// A client of this org.
    ///
    /// # Errors
    /// Where there can be none.
    pub fn client(&self) -> Result<Client> {
        self.builder().build()
    }

    /// The beginning of a client of this org.
    pub fn builder(&self) -> Builder {
        Client::builder().org_url(self.url()).token(TOKEN)
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.served.origin
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
