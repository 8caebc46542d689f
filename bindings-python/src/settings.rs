//! Settings of the program, which override those of files and the environment.

use oktant::bindings::settings;
use oktant_core::config::{Config, Origin, RawConfig};
use oktant_core::{Error, PublicKey};

/// The configuration of a client, from its own settings and those of files and the environment.
pub(crate) fn resolve(
    settings: &[(String, String)],
    callback: bool,
    client_key: Option<PublicKey>,
) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for (name, text) in settings {
        raw.set(name, text.as_str(), Origin::Code);
    }
    finish(raw, callback, client_key, true)
}

/// The configuration of a vector: settings by name, text and origin.
pub(crate) fn scripted(
    settings: &[(String, String, String)],
    callback: bool,
    browser: bool,
    client_key: Option<PublicKey>,
) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for (name, text, origin) in settings {
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

fn finish(
    mut raw: RawConfig,
    callback: bool,
    client_key: Option<PublicKey>,
    files_and_env: bool,
) -> Result<Config, Error> {
    if callback {
        raw.bearer_callback();
    }
    if let Some(key) = client_key {
        raw.client_key(key);
    }
    settings::read(&mut raw, files_and_env);
    let config = raw.resolve()?;
    settings::check_org(&config)?;
    Ok(config)
}
