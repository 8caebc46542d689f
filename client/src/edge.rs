//! What the SDKs of other languages share with this one: the transport and the reading of bodies. No part of the Rust SDK.

pub use crate::host::{Came, Fetched, fetch, now, seed};
pub use crate::settings::{from_outside, read_key};
pub use crate::signer::Keys;

use crate::native::Native;
use crate::transport::Transport;
use crate::{Config, Error};
use std::sync::Arc;

/// The default transport of a configuration.
///
/// # Errors
/// Of kind Config, where no HTTPS client can be made.
pub fn transport(config: &Config) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(Native::new(config)?))
}
