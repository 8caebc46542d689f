//! Settings of the program, which beat those of files and environment.

use oktant::edge;
use oktant_core::config::{Config, Origin, RawConfig};
use oktant_core::{Error, PublicKey};

/// The configuration that a client is made with.
pub(crate) fn resolve(
    given: &[(String, String)],
    callback: bool,
    browser: bool,
    client_key: Option<PublicKey>,
) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    edge::from_outside(&mut raw);
    for (name, text) in given {
        raw.set(name, text.as_str(), Origin::Code);
    }
    if callback {
        raw.bearer_callback();
    }
    if browser {
        raw.browser();
    }
    if let Some(key) = client_key {
        raw.client_key(key);
    }
    edge::read_key(&mut raw);
    raw.resolve()
}
