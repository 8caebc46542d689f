//! Settings become a configuration.

use crate::Setting;
use oktant_core::Error;
use oktant_core::config::{Config, Origin, RawConfig};

pub(crate) fn resolve(settings: Vec<Setting>) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for Setting { key, text } in settings {
        raw.set(&key, text, Origin::Code);
    }
    raw.resolve()
}
