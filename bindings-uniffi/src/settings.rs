//! Settings become a configuration.

use crate::HostKey;
use oktant_core::Error;
use oktant_core::config::{self, Config, RawConfig};

/// What a session is made with.
#[derive(Clone, uniffi::Record)]
pub struct Settings {
    /// What is set here.
    pub named: Vec<Setting>,
    /// Whether `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and the environment are asked for the rest.
    pub outside: bool,
    /// Whether the program gives tokens when asked.
    pub bearer: bool,
    /// The key of the host that signs for the service app.
    pub client_key: Option<HostKey>,
    /// The key of the host to which tokens are bound.
    pub proof_key: Option<HostKey>,
    /// Whether the host can go through a proxy that is named here.
    pub proxies: bool,
    /// Whether the host is a web page. None is; the vectors of the engine are played with it all the same.
    pub browser: bool,
}

/// A setting by its name in the environment, without `OKTA_CLIENT_`.
#[derive(Clone, uniffi::Record)]
pub struct Setting {
    /// Its key, as in `OKTA_CLIENT_<KEY>`.
    pub key: String,
    /// Its value, as in the environment.
    pub text: String,
    /// Where it was said.
    pub origin: Origin,
}

/// Where a setting was said, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Origin {
    /// `~/.okta/okta.yaml`
    HomeFile,
    /// `./.okta.yaml`
    HiddenFile,
    /// `./okta.yaml`
    WorkingFile,
    /// An environment variable.
    Environment,
    /// The program.
    Code,
}

pub(crate) fn resolve(settings: Settings) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    for Setting { key, text, origin } in settings.named {
        raw.set(&key, text, origin.into());
    }
    if settings.bearer {
        raw.bearer_callback();
    }
    if let Some(key) = settings.client_key {
        raw.client_key(key.public()?);
    }
    if settings.browser {
        raw.browser();
    }
    oktant_keys::settings::read(&mut raw, settings.outside);
    let config = raw.resolve()?;
    oktant_keys::settings::check_org(&config)?;
    if config.proxy.is_some() && !settings.proxies {
        return Err(Error::config(
            "OKTA_CLIENT_PROXY_HOST: here requests go through the proxy of the system, or through a transport of your own: \
             leave it out",
        ));
    }
    let what = "here certificates are those of the system, or of the HTTP client that the program gives: leave it out";
    config.reject_certificates(what).map_or(Ok(config), Err)
}

impl From<Origin> for config::Origin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::HomeFile => Self::HomeFile,
            Origin::HiddenFile => Self::HiddenFile,
            Origin::WorkingFile => Self::WorkingFile,
            Origin::Environment => Self::Environment,
            Origin::Code => Self::Code,
        }
    }
}
