//! Settings become a configuration.

use crate::HostKey;
use oktant_core::Error;
use oktant_core::config::{self, Config, RawConfig};
use std::io::ErrorKind;
use std::path::PathBuf;

/// What a session is made with.
#[derive(Clone, uniffi::Record)]
pub struct Settings {
    /// What is set here.
    pub named: Vec<Setting>,
    /// Whether `~/.okta/okta.yaml`, `./okta.yaml` and the environment are asked for the rest.
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

/// A setting.
#[derive(Clone, uniffi::Record)]
pub struct Setting {
    /// Its key, as in `OKTA_CLIENT_<KEY>`.
    pub key: String,
    /// Its text.
    pub text: String,
    /// Where it was said.
    pub origin: Origin,
}

/// Where a setting was said, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Origin {
    /// `~/.okta/okta.yaml`
    HomeFile,
    /// `./okta.yaml`
    WorkingFile,
    /// The environment.
    Environment,
    /// The program.
    Code,
}

pub(crate) fn resolve(settings: Settings) -> Result<Config, Error> {
    let mut raw = RawConfig::new();
    if settings.outside {
        from_outside(&mut raw);
    }
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
    oktant_keys::read_key(&mut raw);
    let config = raw.resolve()?;
    if config.proxy.is_some() && !settings.proxies {
        return Err(Error::config(
            "OKTA_CLIENT_PROXY_HOST: here requests go through the proxy of the system, or through a transport of your own: \
             leave it out",
        ));
    }
    let what = "here certificates are those of the system, or of the HTTP client that the program gives: leave it out";
    config.certificates_are_elsewhere(what).map_or(Ok(config), Err)
}

fn from_outside(raw: &mut RawConfig) {
    if let Some(home) = std::env::home_dir() {
        from_file(raw, home.join(".okta").join("okta.yaml"), config::Origin::HomeFile);
    }
    from_file(raw, PathBuf::from("okta.yaml"), config::Origin::WorkingFile);
    let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
    raw.environment(std::env::vars_os().map(|(name, value)| (text(name), text(value))));
}

/// A file that is not there says nothing; one that cannot be read is an error.
fn from_file(raw: &mut RawConfig, path: PathBuf, origin: config::Origin) {
    match std::fs::read_to_string(path) {
        Ok(text) => raw.yaml(&text, origin),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        Err(error) => raw.unreadable(origin, &error.to_string()),
    }
}

impl From<Origin> for config::Origin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::HomeFile => Self::HomeFile,
            Origin::WorkingFile => Self::WorkingFile,
            Origin::Environment => Self::Environment,
            Origin::Code => Self::Code,
        }
    }
}
