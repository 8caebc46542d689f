//! Settings as they were given, before any check.

use super::key::{Key, PREFIX};
use crate::{PublicKey, text};
use std::fmt;

/// Settings as they were given, each with its origin. Of two for one key that of the higher origin stays, whatever the order
/// in which they come.
#[derive(Clone, Default)]
pub struct RawConfig {
    settings: Vec<(Key, Setting)>,
    /// Names that mean nothing here.
    unknown: Vec<(String, Origin)>,
    /// What is wrong before any value is looked at.
    pub(super) wrong: Vec<String>,
    pub(super) callback: bool,
    /// The key with which the caller signs.
    pub(super) client_key: Option<PublicKey>,
    /// Why the file that is named instead of a key cannot be read.
    pub(super) unread_key: Option<String>,
    pub(super) browser: bool,
}

/// A text and where it came from.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Where a setting came from, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nowhere: it holds where nothing is said.
    Default,
    /// `okta.yaml` in the folder `.okta` of the user.
    HomeFile,
    /// `okta.yaml` in the working folder.
    WorkingFile,
    /// The environment.
    Environment,
    /// The program.
    Code,
}

impl RawConfig {
    /// No settings.
    pub fn new() -> RawConfig {
        RawConfig::default()
    }

    /// Sets what has this name, `ORGURL`; with or without `OKTA_CLIENT_` before it, in any case. Durations are whole seconds
    /// (`60`), or milliseconds (`700ms`). Empty text of a file or the environment sets nothing.
    pub fn set(&mut self, name: &str, text: impl Into<String>, origin: Origin) {
        let text = text.into();
        if text.trim_ascii().is_empty() && origin != Origin::Code {
            return;
        }
        match Key::find(name) {
            Some(key) => self.put(key, text, origin),
            None if origin == Origin::Code => {
                let name = text::quoted(name);
                self.wrong.push(format!("{name} ({origin}) is no setting: {}", allowed_names()));
            }
            None => self.unknown.push((name.to_ascii_uppercase(), origin)),
        }
    }

    /// Sets a key.
    pub fn put(&mut self, key: Key, text: impl Into<String>, origin: Origin) {
        let setting = Setting { text: text.into(), origin };
        match self.settings.iter_mut().find(|(own, _)| *own == key) {
            None => self.settings.push((key, setting)),
            Some((_, own)) if own.origin <= origin => *own = setting,
            Some(_) => {}
        }
    }

    /// Takes what begins with `OKTA_CLIENT_` from the variables of the environment.
    pub fn environment(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        for (name, text) in variables {
            if let Some(name) = name.to_ascii_uppercase().strip_prefix(PREFIX) {
                self.set(name, text, Origin::Environment);
            }
        }
    }

    /// The host asks the caller for tokens.
    pub fn bearer_callback(&mut self) {
        self.callback = true;
    }

    /// The caller signs for the service app with this key, and answers [`crate::step::Step::Sign`].
    pub fn client_key(&mut self, key: PublicKey) {
        self.client_key = Some(key);
    }

    /// Reads the private key that is given as a path, with what the host reads files with; it says why where it cannot.
    pub fn read_key(&mut self, read: impl FnOnce(&str) -> Result<String, String>) {
        let Some((_, setting)) = self.settings.iter_mut().find(|(key, _)| *key == Key::PrivateKey) else { return };
        let path = setting.text.trim_ascii();
        if path.is_empty()
            || path.starts_with('{')
            || path.contains(&['\n', '\r'][..])
            || text::cut(path, "-----BEGIN").is_some()
        {
            return;
        }
        match read(path) {
            Ok(text) => setting.text = text,
            // The path is not shown: it may be a key that was copied badly.
            Err(what) => self.unread_key = Some(text::one_line(&what, 200).into_owned()),
        }
    }

    /// The session runs on a web page.
    pub fn browser(&mut self) {
        self.browser = true;
    }

    /// Tells of a source that cannot be read.
    pub fn unreadable(&mut self, origin: Origin, what: &str) {
        self.wrong.push(format!("{origin} cannot be read: {}", text::one_line(what, 200)));
    }

    pub(super) fn get(&self, key: Key) -> Option<&Setting> {
        self.settings.iter().find(|(own, _)| *own == key).map(|(_, setting)| setting)
    }

    /// One line a key.
    pub(super) fn explain(&self) -> String {
        let mut lines = String::new();
        for key in Key::all() {
            let (text, origin) = match self.get(key) {
                Some(setting) if key.is_secret() => ("***".into(), setting.origin),
                Some(setting) => (text::one_line(setting.text.trim_ascii(), 200), setting.origin),
                None => (key.default_text().unwrap_or("not set").into(), Origin::Default),
            };
            text::add(&mut lines, "\n", &format!("{PREFIX}{} = {text} ({origin})", key.name()));
        }
        for (name, origin) in &self.unknown {
            let name = text::one_line(name, 100);
            text::add(&mut lines, "\n", &format!("{PREFIX}{name} is no setting of this SDK ({origin})"));
        }
        lines
    }
}

fn allowed_names() -> String {
    let mut names = String::new();
    Key::all().for_each(|key| text::add(&mut names, ", ", key.name()));
    format!("there are {names}")
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Default => "default",
            Origin::HomeFile => "~/.okta/okta.yaml",
            Origin::WorkingFile => "./okta.yaml",
            Origin::Environment => "environment",
            Origin::Code => "code",
        })
    }
}

/// Names and origins: values may be secrets.
impl fmt::Debug for RawConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.settings.iter().map(|(key, setting)| (key, setting.origin))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_origin_stays_whatever_comes_first() {
        let mut raw = RawConfig::new();
        raw.set("RATELIMIT_MAXRETRIES", "3", Origin::Environment);
        raw.set("rateLimit_maxRetries", "1", Origin::WorkingFile);
        assert_eq!(raw.get(Key::MaxRetries).unwrap().text, "3");
        raw.set("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "5", Origin::Code);
        assert_eq!(raw.get(Key::MaxRetries).unwrap().text, "5");
    }

    #[test]
    fn empty_text_sets_nothing_but_in_code() {
        let mut raw = RawConfig::new();
        raw.environment([("OKTA_CLIENT_TOKEN".into(), " ".into()), ("PATH".into(), "x".into())]);
        assert!(raw.get(Key::Token).is_none());
        raw.set("TOKEN", "", Origin::Code);
        assert!(raw.get(Key::Token).is_some());
    }

    #[test]
    fn names_of_other_sdks_are_told_and_those_of_code_refused() {
        let mut raw = RawConfig::new();
        raw.environment([("OKTA_CLIENT_CACHE_ENABLED".into(), "true".into())]);
        assert!(raw.explain().ends_with("OKTA_CLIENT_CACHE_ENABLED is no setting of this SDK (environment)"));
        assert!(raw.wrong.is_empty());
        raw.set("maxRetries", "1", Origin::Code);
        assert!(raw.wrong[0].starts_with("\"maxRetries\" (code) is no setting: there are ORGURL, TOKEN,"));
    }

    #[test]
    fn debug_shows_no_values() {
        let mut raw = RawConfig::new();
        raw.set("TOKEN", "00secret", Origin::Code);
        assert_eq!(format!("{raw:?}"), "{Token: Code}");
        assert!(raw.explain().contains("OKTA_CLIENT_TOKEN = *** (code)"));
    }
}
