//! Settings by their names: those of this SDK, and those of Okta's own.

pub use crate::generated::settings::Key;

use crate::generated::settings::{ALIASES, TABLE};
use std::fmt;

/// The prefix of most names in the environment.
pub(crate) const PREFIX: &str = "OKTA_CLIENT_";

/// The prefix of test switches in the environment.
pub(crate) const TESTING: &str = "OKTA_TESTING_";

impl Key {
    /// All settings, in the order in which `explain` lists them.
    pub fn all() -> impl Iterator<Item = Key> {
        TABLE.iter().map(|(key, ..)| *key)
    }

    /// Finds a setting by name: this SDK's or that of an official one, with or without the prefix `OKTA_CLIENT_`, in any
    /// case, with or without separators: `rateLimit.maxRetries`, `RATE_LIMIT_MAX_RETRIES`.
    pub fn find(name: &str) -> Option<Key> {
        let name = plain(name);
        let testing = name.strip_prefix("OKTA").filter(|rest| rest.starts_with("TESTING"));
        let name = name.strip_prefix("OKTACLIENT").or(testing).unwrap_or(&name);
        let own = TABLE.iter().find(|(_, own, _)| plain(own) == name).map(|(key, ..)| *key);
        own.or_else(|| ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, key)| *key))
    }

    /// The name without the prefix: `RATELIMIT_MAXRETRIES`.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |(_, name, _)| name)
    }

    /// The default, as text; `None` if there is none.
    pub fn default_text(self) -> Option<&'static str> {
        self.row().and_then(|(.., default)| *default)
    }

    fn row(self) -> Option<&'static (Key, &'static str, Option<&'static str>)> {
        TABLE.iter().find(|(key, ..)| *key == self)
    }
}

/// A name in upper case, without separators.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        if !matches!(c, '_' | '.' | '-') {
            plain.push(c.to_ascii_uppercase());
        }
    }
    plain
}

/// The name in the environment, with its prefix.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_for_tests() { TESTING } else { PREFIX })?;
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
