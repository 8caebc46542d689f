//! Configuration: settings from code, environment and files, checked and turned into the [`Config`] of a session.

mod credential;
mod key;
#[cfg(feature = "yaml")]
mod official;
mod profile;
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

use crate::fleet::Possible;
use crate::{Error, OrgUrl, PrivateKey, PublicKey, Secret};
use std::time::Duration;

/// The checked configuration of a session, from [`RawConfig::resolve`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Org URL: [`Key::OrgUrl`].
    pub org_url: OrgUrl,
    /// The credential that authenticates requests.
    pub credential: Credential,
    /// User-Agent header: [`Key::UserAgent`] before the SDK's own name.
    pub user_agent: String,
    /// Request timeout: [`Key::RequestTimeout`]; `None` is no limit.
    pub request_timeout: Option<Duration>,
    /// Connect timeout: [`Key::ConnectTimeout`]; `None` is no limit.
    pub connect_timeout: Option<Duration>,
    /// Retries: [`Key::MaxRetries`].
    pub max_retries: u32,
    /// Deadline: [`Key::Deadline`]; `None` is no limit.
    pub deadline: Option<Duration>,
    /// Longest pause: [`Key::MaxWait`].
    pub max_wait: Duration,
    /// Response limit in bytes: [`Key::MaxBody`].
    pub max_body: u64,
    /// The HTTP proxy.
    pub proxy: Option<Proxy>,
    /// CA certificates: [`Key::CaCertificates`].
    pub ca_certificates: Option<PemFile>,
    /// Client certificate: [`Key::ClientCertificate`].
    pub client_certificate: Option<PemFile>,
    /// The OAuth settings of a service app.
    pub oauth: OAuth,
    /// Client-side throttling: [`Key::Pacing`].
    pub pacing: bool,
    /// Rate limit reserve: [`Key::PacingReserve`].
    pub pacing_reserve: u32,
    /// The fleet that the session joins once its host has a store: [`crate::Session::join_fleet`].
    pub fleet: Option<Fleet>,
    /// The environment that the session runs in.
    pub profile: Profile,
    /// The result of [`Config::explain`].
    shown: String,
    warnings: Vec<String>,
    /// The result of [`Config::unused`].
    unused: String,
}

/// The store over which processes share rate limits and tokens.
#[derive(Debug, Clone)]
pub struct Fleet {
    url: Secret<String>,
    /// What the names of keys begin with: [`Key::FleetPrefix`].
    pub prefix: String,
    /// The name of this process: [`Key::FleetMember`].
    pub member: String,
    /// How long a call waits for the store: [`Key::FleetTimeout`].
    pub timeout: Duration,
    pub(crate) _possible: Possible,
}

impl Fleet {
    /// URL of the store, with its password: [`Key::Fleet`].
    pub fn url(&self) -> &str {
        self.url.open()
    }
}

/// The credential that authenticates requests.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An API token, sent as `Authorization: SSWS ...`.
    Ssws(Secret<String>),
    /// An OAuth access token, sent as `Authorization: Bearer ...`.
    Bearer(Secret<String>),
    /// An access token that the host gets from the caller's bearer callback.
    Callback,
    /// An access token that the session requests from the org with the private key of a service app.
    PrivateKey,
    /// The session cookie of the signed-in user, which a browser sends.
    Cookie,
}

impl Credential {
    /// Whether calls get an access token, and another one if the org refuses it.
    pub(crate) fn is_renewed(&self) -> bool {
        matches!(self, Credential::Callback | Credential::PrivateKey)
    }
}

/// An HTTP proxy.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// The proxy URL, without user name and password.
    pub url: String,
    pub(crate) account: Option<(String, Secret<String>)>,
}

impl Proxy {
    /// The user name and password for the proxy, in plain text, for the host to send.
    pub fn account(&self) -> Option<(&str, &str)> {
        self.account.as_ref().map(|(name, password)| (name.as_str(), password.open().as_str()))
    }
}

/// A PEM file with certificates, for hosts that open TLS connections themselves.
#[derive(Debug, Clone)]
pub struct PemFile {
    /// The path of the file.
    pub path: String,
    key: Key,
    origin: Origin,
}

impl PemFile {
    /// The error, of kind `Config`, for a file that the host cannot use. `what` is the reason.
    pub fn error(&self, what: &str) -> Error {
        Error::config(format!("{} ({}): {what}", self.key, self.origin))
    }
}

/// The OAuth settings of a service app, for [`Credential::PrivateKey`].
#[derive(Debug, Clone, Default)]
pub struct OAuth {
    /// Client ID: [`Key::ClientId`].
    pub client_id: Option<String>,
    /// OAuth scopes: [`Key::Scopes`].
    pub scopes: Vec<String>,
    /// The app's private key; `None` if the caller signs.
    pub private_key: Option<PrivateKey>,
    /// The public half of the private key, or of the key with which the caller signs.
    pub key: Option<PublicKey>,
    /// The origin of the private key.
    key_origin: Option<Origin>,
    /// DPoP: [`Key::Dpop`]; always false with a fixed credential.
    pub dpop: bool,
    /// Token renewal offset: [`Key::RenewalOffset`].
    pub renewal_offset: Duration,
}

/// The environment that a session runs in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Profile {
    /// A native program, which can send and read all headers.
    #[default]
    Native,
    /// A web page, where the browser hides some headers and sets others itself.
    Browser,
}

impl Config {
    /// Lists the settings with their values and origins, one per line: `OKTA_CLIENT_MAXWAIT = 60 (default)`. Secrets are shown as
    /// `***`.
    pub fn explain(&self) -> &str {
        &self.shown
    }

    /// The error, of kind `Config`, if certificates are set and the host cannot use any because it does not open its own TLS
    /// connections. `what` is the reason.
    pub fn reject_certificates(&self, what: &str) -> Option<Error> {
        self.ca_certificates.as_ref().or(self.client_certificate.as_ref()).map(|file| file.error(what))
    }

    /// The error, of kind `Config`, for a private key that the host cannot sign with. `what` is the reason.
    pub fn private_key_error(&self, what: &str) -> Error {
        let origin = self.oauth.key_origin.unwrap_or(Origin::Code);
        Error::config(format!("{} ({origin}): {what}", Key::PrivateKey))
    }

    /// Whether the host makes a key for DPoP proofs if the caller gives none. Tokens of a bearer callback are bound to a key of the
    /// caller's.
    pub fn makes_proof_key(&self) -> bool {
        self.oauth.dpop && matches!(self.credential, Credential::PrivateKey)
    }

    /// Warnings about settings that have no effect and about checks that are disabled. A session reports them to its event
    /// listener with its first call.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The settings without effect that may have caused an error, to append to its message.
    pub(crate) fn unused(&self) -> &str {
        &self.unused
    }

    /// The secrets to redact from error messages.
    pub(crate) fn secrets(&self) -> [Option<&str>; 2] {
        let token = match &self.credential {
            Credential::Ssws(token) | Credential::Bearer(token) => Some(token),
            Credential::Callback | Credential::PrivateKey | Credential::Cookie => None,
        };
        let password = self.proxy.as_ref().and_then(|proxy| proxy.account.as_ref()).map(|(_, password)| password);
        [token, password].map(|secret| secret.map(|secret| secret.open().as_str()))
    }
}
