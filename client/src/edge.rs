//! What the SDKs of other languages share with this one: the transport and the reading of bodies. No part of the Rust SDK.

pub use crate::exchange::{Came, Fetched, fetch, received};
pub use crate::host::{now, seed};
pub use crate::signer::Keys;
pub use oktant_keys::settings;

use crate::native::Native;
use crate::transport::Transport;
use crate::{Arguments, Client, Config, Error, Operation, Request};
use oktant_core::Operation as Row;
use std::sync::Arc;

/// The default transport of a configuration.
///
/// # Errors
/// Of kind Config, where no HTTPS client can be made.
pub fn transport(config: &Config) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(Native::new(config)?))
}

/// A request of any row of the operation table, for a face that finds its operations by name.
pub fn request<O: Operation>(client: &Client, row: Arc<Row>, arguments: Arguments) -> Request<O> {
    Request::of(client, row, arguments)
}
