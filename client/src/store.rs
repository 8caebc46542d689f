//! Stores, over which processes share rate limits and tokens. Implement [`Store`] to use another client than the built-in one for
//! Redis and Valkey.

use crate::Failure;
pub use oktant_core::fleet::Script;
use std::pin::Pin;
use std::time::Duration;

/// The store of a fleet: runs scripts in Redis, Valkey or what speaks their protocol. The default is one connection to the server of
/// [`Builder::fleet`](crate::Builder::fleet); pass your own to [`Builder::fleet_store`](crate::Builder::fleet_store) for a cluster
/// client, sentinels or a proxy that your program has already.
///
/// ```
/// use oktant::store::{Script, Store, Stored};
/// use std::{sync::Arc, time::Duration};
///
/// struct Pool;
///
/// impl Store for Pool {
///     fn run(&self, script: &'static Script, key: String, arguments: Vec<String>, timeout: Duration) -> Stored<'_> {
///         // Here: EVALSHA with the SHA-1 of script.text, one key, the arguments; EVAL after NOSCRIPT.
///         Box::pin(async move { Ok(vec![]) })
///     }
/// }
///
/// let okta = oktant::Client::builder()
///     .org_url("https://example.okta.com")
///     .token("00token")
///     .fleet_store(Arc::new(Pool))
///     .build()?;
/// # Ok::<(), oktant::Error>(())
/// ```
pub trait Store: Send + Sync + 'static {
    /// Runs a script with one key, and returns its reply: a list of texts.
    ///
    /// The client enforces the timeout by dropping the future. A store should connect in the background, so that a connection that
    /// takes longer serves later calls.
    fn run(&self, script: &'static Script, key: String, arguments: Vec<String>, timeout: Duration) -> Stored<'_>;
}

/// The future of a script's reply.
pub type Stored<'a> = Pin<Box<dyn Future<Output = Result<Vec<String>, Failure>> + Send + 'a>>;
