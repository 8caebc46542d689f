//! The names of settings: those of Okta's own SDKs, and ours.

use std::fmt;

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The org's address.
    OrgUrl,
    /// An API token or an access token.
    Token,
    /// Which of them, or another way.
    AuthorizationMode,
    /// The service app that asks for tokens.
    ClientId,
    /// What a token is to allow.
    Scopes,
    /// The private key of the service app.
    PrivateKey,
    /// The name of that key.
    KeyId,
    /// Whether tokens are bound to a key.
    DpopEnabled,
    /// How many minutes before its end a token is renewed.
    RenewalOffset,
    /// What stands before the SDK's own name in User-Agent.
    UserAgent,
    /// One attempt.
    RequestTimeout,
    /// Connect timeout of one connection, in seconds. Default: 30.
    ConnectionTimeout,
    /// The whole of a call.
    Deadline,
    /// How often a call may be repeated.
    MaxRetries,
    /// The longest single pause.
    MaxWait,
    /// The largest body of a response, in megabytes, unpacked.
    MaxBody,
    /// Whether calls are held back before they meet a rate limit.
    Pacing,
    /// How many percent of each limit are left to others.
    PacingReserve,
    /// Proxy: its host name.
    ProxyHost,
    /// Proxy port, a number.
    ProxyPort,
    /// Who asks it.
    ProxyUsername,
    /// Proxy password, for that user name.
    ProxyPassword,
    /// The file of certificate authorities that the system does not know.
    CaCertificates,
    /// The file of the client's own certificate and key.
    ClientCertificate,
    /// The configuration file that is read instead of those at the usual places.
    ConfigFile,
    /// Test servers only: whether plain HTTP may reach a private network.
    DisableHttpsCheck,
}

/// What stands before most names in the environment.
pub(crate) const PREFIX: &str = "OKTA_CLIENT_";

/// What stands before the names of test switches.
pub(crate) const TESTING: &str = "OKTA_TESTING_";

/// Name without prefix, and what holds where nothing is said.
const TABLE: [(Key, &str, Option<&str>); 26] = [
    (Key::OrgUrl, "ORGURL", None),
    (Key::Token, "TOKEN", None),
    (Key::AuthorizationMode, "AUTHORIZATIONMODE", Some("SSWS")),
    (Key::ClientId, "CLIENTID", None),
    (Key::Scopes, "SCOPES", None),
    (Key::PrivateKey, "PRIVATEKEY", None),
    (Key::KeyId, "KEYID", None),
    (Key::DpopEnabled, "DPOPENABLED", Some("false")),
    (Key::RenewalOffset, "OAUTHTOKENRENEWALOFFSET", Some("5")),
    (Key::UserAgent, "USERAGENT", None),
    (Key::RequestTimeout, "REQUESTTIMEOUT", Some("60")),
    (Key::ConnectionTimeout, "CONNECTIONTIMEOUT", Some("30")),
    (Key::Deadline, "DEADLINE", Some("0")),
    (Key::MaxRetries, "RATELIMIT_MAXRETRIES", Some("2")),
    (Key::MaxWait, "MAXWAIT", Some("60")),
    (Key::MaxBody, "MAXBODY", Some("256")),
    (Key::Pacing, "PACING", Some("true")),
    (Key::PacingReserve, "PACINGRESERVE", Some("0")),
    (Key::ProxyHost, "PROXY_HOST", None),
    (Key::ProxyPort, "PROXY_PORT", None),
    (Key::ProxyUsername, "PROXY_USERNAME", None),
    (Key::ProxyPassword, "PROXY_PASSWORD", None),
    (Key::CaCertificates, "CACERTIFICATES", None),
    (Key::ClientCertificate, "CLIENTCERTIFICATE", None),
    (Key::ConfigFile, "CONFIGFILE", None),
    (Key::DisableHttpsCheck, "DISABLEHTTPSCHECK", Some("false")),
];

/// Names that official SDKs have for the same settings, without separators; `docs/configuration.md` says whose they are.
const ALIASES: [(&str, Key); 12] = [
    ("KID", Key::KeyId),
    ("PRIVATEKEYID", Key::KeyId),
    ("JWK", Key::PrivateKey),
    ("ACCESSTOKEN", Key::Token),
    ("OAUTHACCESSTOKEN", Key::Token),
    ("OAUTH2ACCESSTOKEN", Key::Token),
    ("OKTADOMAIN", Key::OrgUrl),
    ("MAXRETRIES", Key::MaxRetries),
    ("RATELIMITMAXBACKOFF", Key::MaxWait),
    ("RATELIMITENABLE", Key::Pacing),
    ("TESTINGDISABLEHTTPSCHECK", Key::DisableHttpsCheck),
    ("TESTINGTESTINGDISABLEHTTPSCHECK", Key::DisableHttpsCheck),
];

impl Key {
    /// All of them, in the order in which they are told.
    pub fn all() -> impl Iterator<Item = Key> {
        TABLE.iter().map(|(key, ..)| *key)
    }

    /// The setting of this name: that of this SDK or of an official one, with or without `OKTA_CLIENT_` before it, in any
    /// case, with or without separators: `rateLimit.maxRetries`, `RATE_LIMIT_MAX_RETRIES`.
    pub fn find(name: &str) -> Option<Key> {
        let name = plain(name);
        let testing = name.strip_prefix("OKTA").filter(|rest| rest.starts_with("TESTING"));
        let name = name.strip_prefix("OKTACLIENT").or(testing).unwrap_or(&name);
        let own = TABLE.iter().find(|(_, own, _)| plain(own) == name).map(|(key, ..)| *key);
        own.or_else(|| ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, key)| *key))
    }

    /// Its name without `OKTA_CLIENT_`.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// What holds where nothing is said.
    pub fn default_text(self) -> Option<&'static str> {
        self.row().and_then(|(.., default)| *default)
    }

    pub(crate) fn is_secret(self) -> bool {
        matches!(self, Key::Token | Key::PrivateKey | Key::ProxyPassword)
    }

    fn row(self) -> Option<&'static (Key, &'static str, Option<&'static str>)> {
        TABLE.iter().find(|(key, ..)| *key == self)
    }
}

/// A name in upper case, without what separates its words.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        if !matches!(c, '_' | '.' | '-') {
            plain.push(c.to_ascii_uppercase());
        }
    }
    plain
}

/// Its name in the environment.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Key::DisableHttpsCheck { TESTING } else { PREFIX })?;
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_row_in_order() {
        let keys: Vec<Key> = Key::all().collect();
        assert!(keys.is_sorted_by(|one, next| one < next));
        for key in keys {
            assert_eq!((Key::find(key.name()), key.name().is_empty()), (Some(key), false));
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in ["ORGURL", "orgUrl", "OKTA_CLIENT_ORGURL", "okta_client_orgurl"] {
            assert_eq!(Key::find(name), Some(Key::OrgUrl));
        }
        for name in ["RATELIMIT_maxRetries", "rateLimit.maxRetries", "OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES"] {
            assert_eq!(Key::find(name), Some(Key::MaxRetries));
        }
        for name in ["OKTA_CLIENT_", "", "_"] {
            assert_eq!(Key::find(name), None);
        }
    }

    #[test]
    fn names_of_the_official_sdks_are_found_and_hide_no_own_name() {
        for (alias, key) in ALIASES {
            assert_eq!(Key::find(alias), Some(key));
            assert!(TABLE.iter().all(|(_, own, _)| plain(own) != alias), "{alias}");
        }
        assert_eq!(Key::find("kid"), Some(Key::KeyId));
        assert_eq!(Key::find("privateKeyId"), Some(Key::KeyId));
        assert_eq!(Key::DisableHttpsCheck.to_string(), "OKTA_TESTING_DISABLEHTTPSCHECK");
    }
}
