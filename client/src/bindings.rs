//! The transport and the reading of bodies, for the bindings of other languages. Not part of the API.

pub use crate::bearer::Bearer;
pub use crate::exchange::{BufferedResponse, fetch, received};
#[cfg(feature = "fleet-store")]
pub use crate::fleet::Fleet;
pub use crate::signer::Keys;
pub use crate::time::{accelerate, now, seed};
pub use oktant_keys::settings;

#[cfg(feature = "fleet")]
use crate::fleet::built_in;
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
    config.fleet.as_ref().map(|settings| built_in(settings, config)).transpose()
}

/// A client over the session of a binding: both share tokens and rate limits.
pub fn client(
    session: Session,
    transport: Arc<dyn Transport>,
    bearer: Option<Bearer>,
    keys: Keys,
    #[cfg(feature = "fleet-store")] fleet: Option<Arc<Fleet>>,
) -> Client {
    Client::over(
        session, transport, bearer, keys, #[cfg(feature = "fleet-store")]
        fleet,
    )
}

/// A request for any operation, for bindings that look up operations by name.
pub fn request<O: Operation>(
    client: &Client,
    operation: Arc<oktant_core::Operation>,
    arguments: Arguments,
) -> Request<O> {
    Request::of(client, operation, arguments)
}
