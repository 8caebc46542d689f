//! What a session is made with: settings as they were given, and what they mean.

mod credential;
mod key;
#[cfg(feature = "yaml")]
mod official;
mod raw;
pub(crate) mod redact;
mod resolve;
#[cfg(feature = "yaml")]
mod search;
mod trust;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use credential::token;
pub use key::Key;
pub use raw::{Origin, RawConfig};

use crate::{Error, OrgUrl, PrivateKey, PublicKey, Secret};
use std::time::Duration;

/// The checked configuration of a session.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Org URL: [`Key::OrgUrl`].
    pub org_url: OrgUrl,
    /// What proves who calls.
    pub credential: Credential,
    /// The User-Agent header, which ends in the SDK's own name.
    pub user_agent: String,
    /// One attempt, from its start to the last byte of its answer.
    pub request_timeout: Option<Duration>,
    /// One connection.
    pub connect_timeout: Option<Duration>,
    /// How often a call may be repeated on its own.
    pub max_retries: u32,
    /// The whole of a call, pauses and tokens included.
    pub deadline: Option<Duration>,
    /// The longest single pause.
    pub max_wait: Duration,
    /// The largest body of a 2xx response in bytes, unpacked.
    pub max_body: u64,
    /// What stands between the host and the org.
    pub proxy: Option<Proxy>,
    /// Certificate authorities that the system does not know.
    pub ca_certificates: Option<PemFile>,
    /// The client's own certificate and its private key.
    pub client_certificate: Option<PemFile>,
    /// What a token is had with.
    pub oauth: OAuth,
    /// Whether calls are held back before they meet a rate limit.
    pub pacing: bool,
    /// How many percent of each limit are left to the org's other clients.
    pub pacing_reserve: u32,
    /// Where the session runs.
    pub profile: Profile,
    /// What `explain` prints.
    shown: String,
    /// What the caller should know, a text each.
    warnings: Vec<String>,
    /// The settings without effect that may be the cause of an error, as its text has them.
    unused: String,
}

/// What proves who calls.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An API token.
    Ssws(Secret<String>),
    /// An access token.
    Bearer(Secret<String>),
    /// An access token that the host asks the caller for.
    Callback,
    /// An access token that the session asks the org for, with the private key of a service app.
    PrivateKey,
    /// The cookie of who is signed in, which a browser sends by itself.
    Cookie,
}

/// What stands between the host and the org.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Its address, without name and password.
    pub url: String,
    pub(crate) account: Option<(String, Secret<String>)>,
}

impl Proxy {
    /// Who asks it, and the password: for the host to send.
    pub fn account(&self) -> Option<(&str, &str)> {
        self.account.as_ref().map(|(name, password)| (name.as_str(), password.open().as_str()))
    }
}

/// A PEM file of certificates, for hosts that open TLS connections themselves.
#[derive(Debug, Clone)]
pub struct PemFile {
    /// Path of the PEM file.
    pub path: String,
    key: Key,
    origin: Origin,
}

impl PemFile {
    /// The error of a file that the host cannot use.
    pub fn unfit(&self, what: &str) -> Error {
        Error::config(format!("{} ({}): {what}", self.key, self.origin))
    }
}

/// What a token is had with.
#[derive(Debug, Clone, Default)]
pub struct OAuth {
    /// The service app.
    pub client_id: Option<String>,
    /// What the token is to allow.
    pub scopes: Vec<String>,
    /// The app's private key, where it was given; else the caller signs.
    pub private_key: Option<PrivateKey>,
    /// What is known of that key, or of the one with which the caller signs.
    pub key: Option<PublicKey>,
    /// Where the private key came from.
    key_origin: Option<Origin>,
    /// Whether tokens are bound to a key.
    pub dpop: bool,
    /// How long before its end a token is renewed.
    pub renewal_offset: Duration,
}

/// Where a session runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// Where all headers can be sent and seen.
    #[default]
    Native,
    /// On a web page: the browser hides headers and keeps some to itself.
    Browser,
}

impl Config {
    /// What is set to what, and where that was said: one line a key. Secrets are not shown.
    pub fn explain(&self) -> &str {
        &self.shown
    }

    /// The error of settings that a host cannot heed because others open its connections, where there are such settings.
    pub fn reject_certificates(&self, what: &str) -> Option<Error> {
        self.ca_certificates.as_ref().or(self.client_certificate.as_ref()).map(|file| file.unfit(what))
    }

    /// The error of a private key that the host cannot sign with.
    pub fn unfit_key(&self, what: &str) -> Error {
        let origin = self.oauth.key_origin.unwrap_or(Origin::Code);
        Error::config(format!("{} ({origin}): {what}", Key::PrivateKey))
    }

    /// What the caller should know of these settings: those without effect, and a check that is off. A session tells its
    /// listener of them with its first call.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The settings without effect that may be the cause of an error, to be added to its text.
    pub(crate) fn unused(&self) -> &str {
        &self.unused
    }

    /// What must be seen nowhere.
    pub(crate) fn secrets(&self) -> [Option<&str>; 2] {
        let token = match &self.credential {
            Credential::Ssws(token) | Credential::Bearer(token) => Some(token),
            Credential::Callback | Credential::PrivateKey | Credential::Cookie => None,
        };
        let password = self.proxy.as_ref().and_then(|proxy| proxy.account.as_ref()).map(|(_, password)| password);
        [token, password].map(|secret| secret.map(|secret| secret.open().as_str()))
    }
}
