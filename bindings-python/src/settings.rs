//! Settings of the program, which beat those of files and environment.

use oktant::bindings::settings;
use oktant_core::config::{Config, Origin, RawConfig};
use oktant_core::{Error, PublicKey};

/// The configuration that a client is made with: its own settings, and those of files and environment.
pub(crate) fn resolve(
    given: &[(String, String)],
    callback: bool,
    client_key: Option<PublicKey>,
) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for (name, text) in given {
        raw.set(name, text.as_str(), Origin::Code);
    }
    finish(raw, callback, client_key, true)
}

/// The configuration of a vector: settings by name, text and origin.
pub(crate) fn scripted(
    given: &[(String, String, String)],
    callback: bool,
    browser: bool,
    client_key: Option<PublicKey>,
) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for (name, text, origin) in given {
        let origin = match origin.as_str() {
            "home_file" => Origin::HomeFile,
            "hidden" => Origin::HiddenFile,
            "working_file" => Origin::WorkingFile,
            "environment" => Origin::Environment,
            _ => Origin::Code,
        };
        raw.set(name, text.as_str(), origin);
    }
    if browser {
        raw.browser();
    }
    finish(raw, callback, client_key, false)
}

fn finish(mut raw: RawConfig, callback: bool, client_key: Option<PublicKey>, outside: bool) -> Result<Config, Error> {
    if callback {
        raw.bearer_callback();
    }
    if let Some(key) = client_key {
        raw.client_key(key);
    }
    settings::read(&mut raw, outside);
    let config = raw.resolve()?;
    settings::check_org(&config)?;
    Ok(config)
}
