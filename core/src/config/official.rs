//! Settings of Okta's official SDKs that have no effect here. The others are names of a [`super::Key`];
//! `docs/configuration.md` lists both by SDK.

use super::key::plain;

/// The prefix of a name without separators, why it has no effect, and whether its absence may cause an error.
const UNUSED: [(&str, &str, bool); 18] = [
    ("APIKEY", "give the token as OKTA_CLIENT_TOKEN", true),
    ("AUTHENTICATIONSCHEME", "set OKTA_CLIENT_AUTHORIZATIONMODE", true),
    ("BASEPATH", "set OKTA_CLIENT_ORGURL", true),
    ("CACHE", "responses are not cached", false),
    ("CLIENTASSERTION", "assertions are made here: give the private key as OKTA_CLIENT_PRIVATEKEY", true),
    ("CLIENTCERTIFICATES", "name a PEM file as OKTA_CLIENT_CLIENTCERTIFICATE", true),
    ("CLIENTSECRET", "the API takes no client secret: give a private key as OKTA_CLIENT_PRIVATEKEY", true),
    ("DATETIMEFORMAT", "times stay as the API writes them", false),
    ("DEFAULTHEADER", "headers are given with a call", false),
    ("DISABLEOKTADOMAINCHECK", "any domain is allowed", false),
    ("DPOPKEYROTATIONINTERVAL", "each client has a new DPoP key", false),
    ("ENCRYPTIONTYPE", "the algorithm follows from the key", false),
    ("LOGGING", "logs are configured with the logger of the language", false),
    ("MAXIMUMRATELIMITRETRYATTEMPTS", "set OKTA_CLIENT_RATELIMIT_MAXRETRIES", false),
    ("PRIVATEKEY", "give the whole key, or its path, as OKTA_CLIENT_PRIVATEKEY", true),
    ("TEMPFOLDERPATH", "no temporary files are written", false),
    ("TIMEOUT", "set OKTA_CLIENT_REQUESTTIMEOUT or OKTA_CLIENT_DEADLINE", false),
    ("USEPROXY", "a proxy is used if OKTA_CLIENT_PROXY_HOST is set", true),
];

/// The reason why a setting has no effect.
pub(super) fn unused(name: &str) -> Option<&'static str> {
    row(name).map(|(_, why, _)| *why)
}

/// Whether a setting without effect may cause an error, which is also assumed for names that no SDK knows.
pub(super) fn matters(name: &str) -> bool {
    row(name).is_none_or(|(.., matters)| *matters)
}

fn row(name: &str) -> Option<&'static (&'static str, &'static str, bool)> {
    let name = plain(name);
    let name = name.strip_prefix("OKTACLIENT").unwrap_or(&name);
    UNUSED.iter().find(|(start, ..)| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Key, Origin, RawConfig};

    /// All names that the official SDKs for Java, Python, Node, Go and .NET read from files and the environment, by SDK.
    const OFFICIAL: [(&str, &[&str]); 6] = [
        (
            "all or most",
            &[
                "orgUrl", "token", "authorizationMode", "clientId", "scopes", "privateKey", "userAgent",
                "connectionTimeout", "requestTimeout", "rateLimit.maxRetries", "proxy.host", "proxy.port",
                "proxy.username", "proxy.password", "cache.enabled", "cache.defaultTtl", "cache.defaultTti",
            ],
        ),
        ("Java", &["kid", "oauth2.accessToken", "authenticationScheme", "cache.caches.x.tti", "cache.caches.x.ttl"]),
        (
            "Python",
            &[
                "dpopEnabled", "dpopKeyRotationInterval", "oauthTokenRenewalOffset", "logging.enabled",
                "logging.logLevel", "ORG_URL", "CLIENT_ID", "AUTHORIZATION_MODE", "PRIVATE_KEY", "USER_AGENT",
                "CACHE_DEFAULT_TTL",
            ],
        ),
        ("Node", &["keyId", "clientSecret"]),
        (
            "Go",
            &[
                "privateKeyId", "clientAssertion", "jwk", "encryptionType", "rateLimit.maxBackoff", "rateLimit.enable",
                "RATE_LIMIT_MAX_RETRIES", "CONNECTION_TIMEOUT", "REQUEST_TIMEOUT",
            ],
        ),
        (
            ".NET",
            &[
                "oktaDomain", "accessToken", "maxRetries", "useProxy", "disableHttpsCheck", "disableOktaDomainCheck",
                "timeout", "basePath", "dateTimeFormat", "tempFolderPath", "privateKey.kty",
                "maximumRateLimitRetryAttempts",
            ],
        ),
    ];

    #[test]
    fn every_name_of_an_official_sdk_is_a_setting_or_has_a_reason() {
        for (sdk, names) in OFFICIAL {
            for name in names {
                assert!(Key::find(name).is_some() || unused(name).is_some(), "{name} of {sdk}");
            }
        }
        assert_eq!(OFFICIAL.iter().map(|(_, names)| names.len()).sum::<usize>(), 56);
        for name in ["TESTING_DISABLEHTTPSCHECK", "TESTING_DISABLE_HTTPS_CHECK", "testing.testingDisableHttpsCheck"] {
            assert_eq!(Key::find(name), Some(Key::DisableHttpsCheck));
        }
    }

    #[test]
    fn no_setting_is_also_listed_as_without_effect() {
        for (start, ..) in UNUSED {
            assert!(Key::find(start).is_none() || start == "PRIVATEKEY", "{start}");
        }
        assert!(UNUSED.is_sorted());
    }

    #[test]
    fn a_config_error_names_settings_that_may_have_caused_it() {
        let mut raw = RawConfig::new();
        raw.set("CACHE_ENABLED", "true", Origin::Environment);
        raw.set("clientAssertion", "00secret", Origin::HomeFile);
        let text = raw.resolve().unwrap_err().to_string();
        assert!(
            text.contains("OKTA_CLIENT_CLIENTASSERTION (~/.okta/okta.yaml) has no effect: assertions are made here"),
            "{text}"
        );
        assert!(!text.contains("CACHE") && !text.contains("00secret"), "{text}");
    }
}
