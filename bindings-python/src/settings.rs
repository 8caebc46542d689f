//! Settings of the program, which beat those of files and environment.

use oktant::edge;
use oktant_core::Error;
use oktant_core::config::{Config, Origin, RawConfig};

/// The configuration that a client is made with.
pub(crate) fn resolve(given: &[(String, String)], callback: bool, browser: bool) -> Result<Config, Error> {
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
    edge::read_key(&mut raw);
    raw.resolve()
}
