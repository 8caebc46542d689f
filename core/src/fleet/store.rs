//! What the engine asks of a fleet's store, and its replies.

use crate::{Error, Secret};
use std::sync::Arc;
use std::time::Duration;

/// A script for the host to run in the store of the fleet, as one command: `EVALSHA`, or `EVAL` where the store does not know the
/// script yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRequest {
    /// What to run, with its text.
    pub script: &'static Script,
    /// The key that the script reads and writes.
    pub key: String,
    pub(crate) arguments: Vec<String>,
    /// A secret, which the host encrypts; appended to the arguments.
    pub(crate) seal: Option<Secret<Arc<str>>>,
    /// True if the first value of the reply is encrypted, or empty. The host decrypts it.
    pub unseal: bool,
    /// Timeout: calls go on without the fleet then.
    pub timeout: Duration,
    pub(crate) _possible: Possible,
}

/// A script in Lua 5.1, as Redis and Valkey run it.
#[derive(Debug, PartialEq, Eq)]
pub struct Script {
    /// The name, for messages.
    pub name: &'static str,
    /// The text. Its replies are lists of texts.
    pub text: &'static str,
}

/// The reply of a script.
#[derive(Debug, Clone, Default)]
pub struct StoreReply {
    /// The values, without the one that was encrypted.
    pub values: Vec<String>,
    /// The decrypted value, if [`StoreRequest::unseal`] is true and there is one.
    pub secret: Option<Secret<String>>,
}

/// Without the feature `fleet` nothing has this type, so the compiler removes whatever needs a fleet.
#[cfg(feature = "fleet")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Possible;
#[cfg(not(feature = "fleet"))]
pub(crate) type Possible = std::convert::Infallible;

/// Why a reply is of no use.
pub(crate) const UNREADABLE: &str = "its reply is not that of the script";

impl StoreRequest {
    /// All arguments of the script, with the secret encrypted.
    ///
    /// # Errors
    /// That of `seal`, which encrypts a secret to a text.
    pub fn arguments<E>(&self, seal: impl FnOnce(&str) -> Result<String, E>) -> Result<Vec<String>, E> {
        let sealed = self.seal.as_ref().map(|secret| seal(secret.open())).transpose()?;
        Ok(self.arguments.iter().cloned().chain(sealed).collect())
    }

    /// The error of a host without fleets.
    pub fn refused(&self) -> Error {
        Error::config("OKTA_CLIENT_FLEET: this package has no fleets: unset it for this program")
    }
}
