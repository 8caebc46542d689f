//! Settings, and the configuration that they resolve to.

use crate::keys::HostKey;
use oktant_core::Error;
use oktant_core::config::{Config, Origin, RawConfig};

/// The settings of a session.
#[derive(Clone, uniffi::Record)]
pub struct Settings {
    /// The settings that the program has set.
    pub values: Vec<Setting>,
    /// Whether settings are also read from `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and the environment.
    pub use_environment: bool,
    /// Whether the host has a bearer callback.
    pub bearer_callback: bool,
    /// The host's key that signs for the service app.
    pub client_key: Option<HostKey>,
    /// The host's key that DPoP binds tokens to.
    pub proof_key: Option<HostKey>,
    /// Whether the host supports the proxy settings.
    pub supports_proxy: bool,
    /// Whether the host is a web page. Only test vectors set this.
    pub browser: bool,
}

/// A setting by its name in the environment, without `OKTA_CLIENT_`.
#[derive(Clone, uniffi::Record)]
pub struct Setting {
    /// The key, as in `OKTA_CLIENT_<KEY>`.
    pub key: String,
    /// The value, as text.
    pub text: String,
    /// The origin of the setting.
    pub origin: Origin,
}

pub(crate) fn resolve(settings: Settings) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for Setting { key, text, origin } in settings.values {
        raw.set(&key, text, origin);
    }
    if settings.bearer_callback {
        raw.bearer_callback();
    }
    if let Some(key) = settings.client_key {
        raw.client_key(key.public()?);
    }
    if settings.browser {
        raw.browser();
    }
    oktant_keys::settings::read(&mut raw, settings.use_environment);
    let config = raw.resolve()?;
    oktant_keys::settings::check_org(&config)?;
    if config.proxy.is_some() && !settings.supports_proxy {
        return Err(Error::config(
            "OKTA_CLIENT_PROXY_HOST: requests go through the system's proxy or your own transport: \
             leave it out",
        ));
    }
    let what = "certificates are those of the system, or of your own HTTP client: leave it out";
    config.reject_certificates(what).map_or(Ok(config), Err)
}
