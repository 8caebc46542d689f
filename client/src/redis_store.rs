//! The default store: one connection to a Redis or Valkey server, or to each node of a cluster that holds a key.

use crate::store::{Script, Store, Stored};
use crate::time::within;
use crate::{Config, Error, Failure, FailureKind, Phase, tls};
use oktant_core::config::Fleet;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, ConnectionAddr, ErrorKind, IntoConnectionInfo, RedisConnectionInfo, RedisError,
    ServerErrorKind,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{self, Handle};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// The time for connecting, in the background.
const CONNECT: Duration = Duration::from_secs(10);

/// How often a command follows a cluster from node to node.
const REDIRECTIONS: usize = 3;

pub(crate) struct RedisStore {
    server: Arc<Server>,
    state: Mutex<State>,
}

/// A server as its URL says, and how to log in.
struct Server {
    address: Address,
    login: RedisConnectionInfo,
    tls: Option<TlsConnector>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    host: String,
    port: u16,
}

#[derive(Default)]
struct State {
    links: Vec<Arc<Link>>,
    /// The nodes of keys that the server of the URL does not hold.
    moved: HashMap<String, Address>,
    scripts: HashMap<&'static str, Arc<redis::Script>>,
}

/// A connection, or an attempt to make one. It ends with its last user.
struct Link {
    address: Address,
    /// Only this runtime makes progress while it is in use.
    runtime: runtime::Id,
    connection: watch::Receiver<Option<Result<MultiplexedConnection, Failure>>>,
    task: AbortHandle,
}

/// A command until its reply. One that is given up at its timeout ends the connection, which may be dead.
struct Attempt<'a> {
    store: &'a RedisStore,
    link: Arc<Link>,
    /// When the command counts as timed out: a little earlier than the caller's timer says.
    end: Instant,
    replied: bool,
}

impl RedisStore {
    pub(crate) fn new(fleet: &Fleet, config: &Config) -> Result<RedisStore, Error> {
        let invalid = |error: RedisError| Error::config(format!("OKTA_CLIENT_FLEET: {}", message(&error)));
        let (secure, url) = without_tls(fleet.url());
        let info = url.as_ref().into_connection_info().map_err(invalid)?;
        let ConnectionAddr::Tcp(host, port) = info.addr().clone() else {
            return Err(Error::config("OKTA_CLIENT_FLEET: give the URL of a server: rediss://HOST:6379"));
        };
        let tls = if secure { Some(tls::connector(config)?) } else { None };
        let server = Server { address: Address { host, port }, login: info.redis_settings().clone(), tls };
        Ok(RedisStore { server: Arc::new(server), state: Mutex::default() })
    }

    async fn reply(
        &self,
        script: &'static Script,
        key: &str,
        arguments: &[String],
        timeout: Duration,
    ) -> Result<Vec<String>, Failure> {
        let code = self.script(script);
        let mut invocation = code.key(key);
        invocation.arg(arguments);
        for _ in 0..=REDIRECTIONS {
            let link = self.link(key);
            let mut connection = link.connected().await?;
            let mut attempt = Attempt { store: self, link, end: Instant::now() + timeout.mul_f32(0.9), replied: false };
            let result = invocation.invoke_async(&mut connection).await;
            attempt.replied = true;
            match result {
                Ok(values) => return Ok(values),
                Err(error) => match self.server.redirection(&error, &attempt.link.address) {
                    Some(node) => drop(self.state().moved.insert(key.to_owned(), node)),
                    None => {
                        // A primary that became a replica goes on to answer: the address may lead to the new one.
                        self.end(&attempt.link);
                        return Err(failure(&error));
                    }
                },
            }
        }
        self.state().moved.clear();
        Err(Failure::new(FailureKind::Broken, Phase::Answer, "the cluster sends the command from node to node"))
    }

    /// Never held while anything is awaited.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A script with its digest.
    fn script(&self, script: &'static Script) -> Arc<redis::Script> {
        Arc::clone(self.state().scripts.entry(script.name).or_insert_with(|| Arc::new(redis::Script::new(script.text))))
    }

    /// The link to the node of a key; a new one, which begins to connect, if there is none.
    fn link(&self, key: &str) -> Arc<Link> {
        let mut state = self.state();
        let address = state.moved.get(key).unwrap_or(&self.server.address).clone();
        state.links.retain(|link| !link.task.is_finished());
        let runtime = Handle::current().id();
        let found = state.links.iter().find(|link| link.address == address && link.runtime == runtime);
        if let Some(link) = found {
            return Arc::clone(link);
        }
        let link = Arc::new(Link::open(Arc::clone(&self.server), address, runtime));
        state.links.push(Arc::clone(&link));
        link
    }

    /// Uses a link no more. Other commands on it may still get their replies.
    fn end(&self, link: &Arc<Link>) {
        let mut state = self.state();
        state.links.retain(|other| !Arc::ptr_eq(other, link));
        state.moved.clear();
    }
}

impl Store for RedisStore {
    fn run(&self, script: &'static Script, key: String, arguments: Vec<String>, timeout: Duration) -> Stored<'_> {
        Box::pin(async move { self.reply(script, &key, &arguments, timeout).await })
    }
}

impl Link {
    fn open(server: Arc<Server>, address: Address, runtime: runtime::Id) -> Link {
        let (sender, connection) = watch::channel(None);
        let node = address.clone();
        let task = tokio::spawn(async move {
            let connected = within(Some(CONNECT), server.connect(&node)).await;
            let driver = match connected.unwrap_or_else(|| Err(Failure::new(FailureKind::TimedOut, Phase::Connect, "")))
            {
                Ok((connection, driver)) => {
                    sender.send_replace(Some(Ok(connection)));
                    driver
                }
                Err(failure) => return drop(sender.send_replace(Some(Err(failure)))),
            };
            driver.await;
        });
        Link { address, runtime, connection, task: task.abort_handle() }
    }

    async fn connected(&self) -> Result<MultiplexedConnection, Failure> {
        let mut connection = self.connection.clone();
        let ended = || Failure::new(FailureKind::Broken, Phase::Connect, "the connection was closed");
        let connected = connection.wait_for(Option::is_some).await.map_err(|_| ended())?;
        connected.clone().unwrap_or_else(|| Err(ended()))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if !self.replied && Instant::now() >= self.end {
            self.store.end(&self.link);
        }
    }
}

/// What moves the bytes of a connection.
type Driver = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

impl Server {
    async fn connect(&self, node: &Address) -> Result<(MultiplexedConnection, Driver), Failure> {
        let broken =
            |error: io::Error| Failure::new(FailureKind::Broken, Phase::Connect, tls::explained(error.to_string()));
        let stream = TcpStream::connect((node.host.as_str(), node.port)).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        let Some(tls) = &self.tls else { return self.log_in(stream).await };
        let name = ServerName::try_from(node.host.clone()).map_err(|error| broken(io::Error::other(error)))?;
        self.log_in(tls.connect(name, stream).await.map_err(broken)?).await
    }

    async fn log_in<S>(&self, stream: S) -> Result<(MultiplexedConnection, Driver), Failure>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        // The caller's timeout is the only one.
        let config = AsyncConnectionConfig::new().set_response_timeout(None);
        let connected = MultiplexedConnection::new_with_config(&self.login, stream, config).await;
        let (connection, driver) = connected.map_err(|error| failure(&error))?;
        Ok((connection, Box::pin(driver)))
    }

    /// The node of a cluster that a reply names instead of the node that sent it.
    fn redirection(&self, error: &RedisError, asked: &Address) -> Option<Address> {
        let moved = error.kind() == ErrorKind::Server(ServerErrorKind::Moved);
        let (host, port) = error.redirect_node().filter(|_| moved)?.0.rsplit_once(':')?;
        let host = if host.is_empty() { &asked.host } else { host.trim_matches(['[', ']']) };
        let node = Address { host: host.to_owned(), port: port.parse().ok()? };
        (node != *asked).then_some(node)
    }
}

/// Whether a URL asks for TLS, and the URL without it: TLS is done here, with the certificates that the client trusts.
fn without_tls(url: &str) -> (bool, Cow<'_, str>) {
    match url.split_once("s://") {
        Some((scheme @ ("redis" | "valkey"), rest)) => (true, format!("{scheme}://{rest}").into()),
        _ => (false, url.into()),
    }
}

fn failure(error: &RedisError) -> Failure {
    Failure::new(FailureKind::Broken, Phase::Answer, message(error))
}

/// The message of an error in one line. It has neither the URL nor the arguments of the command.
fn message(error: &RedisError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_read_off_the_scheme() {
        assert_eq!(without_tls("redis://a:1"), (false, "redis://a:1".into()));
        assert_eq!(without_tls("rediss://u:p@a:1/2"), (true, "redis://u:p@a:1/2".into()));
        assert_eq!(without_tls("valkeys://a"), (true, "valkey://a".into()));
        assert_eq!(without_tls("valkey://xs://"), (false, "valkey://xs://".into()));
    }
}
