//! The transport and the reading of bodies, for the bindings of other languages. Not part of the API.

pub use crate::bearer::Bearer;
pub use crate::exchange::{BufferedResponse, fetch, received};
pub use crate::signer::Keys;
pub use crate::time::{accelerate, now, seed};
pub use oktant_keys::settings;

#[cfg(feature = "fleet")]
use crate::redis_store::RedisStore;
use crate::reqwest_transport::ReqwestTransport;
#[cfg(feature = "fleet")]
use crate::store::Store;
use crate::transport::Transport;
use crate::{Arguments, Client, Config, Error, Operation, Request, Session};
use std::sync::Arc;

/// The default transport for a configuration.
///
/// # Errors
/// Kind `Config` if the HTTPS client cannot be built.
pub fn transport(config: &Config) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(ReqwestTransport::new(config)?))
}

/// The default store for a configuration that has a fleet.
///
/// # Errors
/// Kind `Config` if its URL is not one, or TLS cannot be used.
#[cfg(feature = "fleet")]
pub fn store(config: &Config) -> Result<Option<Arc<dyn Store>>, Error> {
    let store = config.fleet.as_ref().map(|fleet| RedisStore::new(fleet, config)).transpose()?;
    Ok(store.map(|store| Arc::new(store) as Arc<dyn Store>))
}

/// A client over the session of a binding: both share tokens and rate limits.
pub fn client(session: Session, transport: Arc<dyn Transport>, bearer: Option<Bearer>, keys: Keys) -> Client {
    Client::over(session, transport, bearer, keys)
}

/// A request for any operation, for bindings that look up operations by name.
pub fn request<O: Operation>(
    client: &Client,
    operation: Arc<oktant_core::Operation>,
    arguments: Arguments,
) -> Request<O> {
    Request::of(client, operation, arguments)
}
