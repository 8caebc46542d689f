//! What the SDKs of other languages share with this one: the transport and the reading of bodies. No part of the Rust SDK.

pub use crate::exchange::{BufferedBody, BufferedResponse, fetch, received};
pub use crate::signer::Keys;
pub use crate::time::{now, seed};
pub use oktant_keys::settings;

use crate::reqwest_transport::ReqwestTransport;
use crate::transport::Transport;
use crate::{Arguments, Client, Config, Error, Operation, Request};
use std::sync::Arc;

/// The default transport of a configuration.
///
/// # Errors
/// Of kind Config, where no HTTPS client can be made.
pub fn transport(config: &Config) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(ReqwestTransport::new(config)?))
}

/// A request of any operation of the operation table, for a face that finds its operations by name.
pub fn request<O: Operation>(
    client: &Client,
    operation: Arc<oktant_core::Operation>,
    arguments: Arguments,
) -> Request<O> {
    Request::of(client, operation, arguments)
}
