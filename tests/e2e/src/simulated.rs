//! A simulated org on a socket.

use crate::TOKEN;
use crate::served::Served;
use axum::serve::ListenerExt;
use oktant::{Builder, Client};
use oktant_simulator::{Conditions, Org, Server, Setup};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An org that responds on the loopback until it is dropped, and counts connections.
#[derive(Debug)]
pub struct Simulated {
    served: Served,
    connections: Arc<AtomicUsize>,
}

impl Simulated {
    /// An org with this many users, at least one: the admin.
    pub fn with_users(users: u32) -> Simulated {
        Simulated::of(Setup { users, seed: 42, ..Setup::default() })
    }

    /// An org that starts with this setup; its token is [`TOKEN`].
    pub fn of(setup: Setup) -> Simulated {
        Simulated::under(setup, Conditions::default())
    }

    /// The same under network conditions.
    pub fn under(setup: Setup, conditions: Conditions) -> Simulated {
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let served = Served::start(async move |listener| {
            let listener = listener.tap_io(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            });
            let org = Org::new(&Setup { token: TOKEN.into(), ..setup });
            Server::new(org, conditions).run(listener).await
        });
        Simulated { served, connections }
    }

    /// A client of this org.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The builder of a client of this org.
    pub fn builder(&self) -> Builder {
        Client::builder().org_url(self.url()).token(TOKEN)
    }

    /// The org URL.
    pub fn url(&self) -> &str {
        &self.served.origin
    }

    /// The number of connections since the start.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}
