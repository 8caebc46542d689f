//! What a session is made with.

use crate::{Error, OrgUrl, Secret, text};
use std::time::Duration;

/// The checked configuration of a session.
#[derive(Debug, Clone)]
pub struct Config {
    /// The org.
    pub org_url: OrgUrl,
    /// What proves who calls.
    pub credential: Credential,
    /// The User-Agent header, which ends in the SDK's own name.
    pub user_agent: String,
    /// One attempt, from its start to the last byte of its answer.
    pub request_timeout: Option<Duration>,
    /// One connection.
    pub connect_timeout: Option<Duration>,
}

/// What proves who calls.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An API token.
    Ssws(Secret<String>),
}

/// Configuration as it was given, before any check.
#[derive(Debug, Clone, Default)]
pub struct RawConfig {
    /// The org's address.
    pub org_url: Option<Setting>,
    /// An API token.
    pub token: Option<Secret<Setting>>,
    /// What stands before the SDK's own name in User-Agent.
    pub user_agent: Option<Setting>,
    /// One attempt; `Some(0)` is none.
    pub request_timeout: Option<Duration>,
    /// One connection; `Some(0)` is none.
    pub connect_timeout: Option<Duration>,
}

/// A text and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What was given.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The environment.
    Environment,
    /// The program.
    Code,
}

/// How long one attempt may take where nothing is said.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// How long one connection may take where nothing is said.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);

impl RawConfig {
    /// Checks everything and reports all that is wrong at once.
    ///
    /// # Errors
    /// Of kind Config, naming each setting, where it came from, and what is allowed.
    pub fn resolve(self) -> Result<Config, Error> {
        let mut wrong = Vec::new();
        let org_url = match &self.org_url {
            None => Err("OKTA_CLIENT_ORGURL is not set: write it like https://example.okta.com".to_owned()),
            Some(setting) => {
                OrgUrl::parse(&setting.text).map_err(|what| at("OKTA_CLIENT_ORGURL", setting.origin, &what))
            }
        };
        let token = match &self.token {
            None => Err("OKTA_CLIENT_TOKEN is not set: give an API token of the org".to_owned()),
            Some(setting) => {
                let setting = setting.open();
                token(&setting.text).map_err(|what| at("OKTA_CLIENT_TOKEN", setting.origin, what))
            }
        };
        let user_agent = match &self.user_agent {
            None => Ok(own_name()),
            Some(setting) => {
                user_agent(&setting.text).map_err(|what| at("OKTA_CLIENT_USERAGENT", setting.origin, what))
            }
        };
        let mut keep = |what: &str| wrong.push(what.to_owned());
        match (org_url, token, user_agent) {
            (Ok(org_url), Ok(token), Ok(user_agent)) => Ok(Config {
                org_url,
                credential: Credential::Ssws(Secret::new(token)),
                user_agent,
                request_timeout: limit(self.request_timeout, REQUEST_TIMEOUT),
                connect_timeout: limit(self.connect_timeout, CONNECT_TIMEOUT),
            }),
            (org_url, token, user_agent) => {
                org_url.err().as_deref().map(&mut keep);
                token.err().as_deref().map(&mut keep);
                user_agent.err().as_deref().map(&mut keep);
                Err(Error::config(wrong.join("; ")))
            }
        }
    }
}

impl Config {
    /// `text` with the credential, where it holds that, made unreadable.
    pub(crate) fn mask(&self, text: &str) -> String {
        let Credential::Ssws(token) = &self.credential;
        text.replace(token.open().as_str(), "***")
    }
}

fn at(key: &str, origin: Origin, what: &str) -> String {
    let origin = match origin {
        Origin::Environment => "environment",
        Origin::Code => "code",
    };
    format!("{key} ({origin}): {what}")
}

fn limit(given: Option<Duration>, default: Duration) -> Option<Duration> {
    Some(given.unwrap_or(default)).filter(|limit| !limit.is_zero())
}

fn own_name() -> String {
    concat!("oktant/", env!("CARGO_PKG_VERSION")).to_owned()
}

/// A token fit for a header. What is wrong is said without showing it.
fn token(text: &str) -> Result<String, &'static str> {
    let token = text.trim();
    if token.is_empty() {
        return Err("is empty: give an API token of the org");
    }
    if token.contains(['{', '}']) {
        return Err("still holds a placeholder: put an API token of the org there");
    }
    if token.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("ssws ")) {
        return Err("begins with the word SSWS: give the token alone");
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("holds a space, a line break or a character that no token has: copy it again");
    }
    Ok(token.to_owned())
}

fn user_agent(text: &str) -> Result<String, &'static str> {
    let name = text.trim();
    if !text::fits_header(name) {
        return Err("holds a character that no header may hold: use plain ASCII");
    }
    Ok(if name.is_empty() { own_name() } else { format!("{name} {}", own_name()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Setting {
        Setting { text: text.to_owned(), origin: Origin::Code }
    }

    fn raw(org: &str, token: &str) -> RawConfig {
        RawConfig { org_url: Some(code(org)), token: Some(Secret::new(code(token))), ..RawConfig::default() }
    }

    #[test]
    fn defaults_fill_what_was_not_given() {
        let config = raw("https://example.okta.com", " 00token\n").resolve().unwrap();
        assert_eq!(config.request_timeout, Some(REQUEST_TIMEOUT));
        assert!(config.user_agent.starts_with("oktant/"));
        let Credential::Ssws(token) = &config.credential;
        assert_eq!(token.open(), "00token");
        assert!(!format!("{config:?}").contains("00token"));
    }

    #[test]
    fn zero_is_no_timeout() {
        let config = RawConfig { request_timeout: Some(Duration::ZERO), ..raw("https://example.okta.com", "00t") };
        assert_eq!(config.resolve().unwrap().request_timeout, None);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let config = RawConfig { user_agent: Some(code("a\nb")), ..raw("example.okta.com", "SSWS 00t") };
        let text = config.resolve().unwrap_err().to_string();
        assert_eq!(
            text,
            "OKTA_CLIENT_ORGURL (code): \"example.okta.com\" has no https:// in front: write it like \
             https://example.okta.com; OKTA_CLIENT_TOKEN (code): begins with the word SSWS: give the token alone; \
             OKTA_CLIENT_USERAGENT (code): holds a character that no header may hold: use plain ASCII"
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let text = RawConfig::default().resolve().unwrap_err().to_string();
        assert!(
            text.contains("OKTA_CLIENT_ORGURL is not set") && text.contains("OKTA_CLIENT_TOKEN is not set"),
            "{text}"
        );
    }

    #[test]
    fn a_wrong_token_is_never_shown() {
        for token in ["", "  ", "{apiToken}", "ssws 00secret", "00sec ret", "00secret\n00secret", "00sécret"] {
            let text = raw("https://example.okta.com", token).resolve().unwrap_err().to_string();
            assert!(text.starts_with("OKTA_CLIENT_TOKEN (code): ") && !text.contains("00sec"), "{text}");
        }
    }
}
