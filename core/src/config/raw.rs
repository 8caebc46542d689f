//! Settings as they were given, before any check.

use super::key::{Key, PREFIX, TESTING};
use crate::{PublicKey, key, text};
use std::fmt;

/// Settings as they were given, each with its origin. Of two for one key that of the higher origin stays, whatever the order
/// in which they come.
#[derive(Clone, Default)]
pub struct RawConfig {
    settings: Vec<(Key, Setting)>,
    /// Settings that were given and have no effect.
    pub(super) unused: Vec<Unused>,
    /// What is wrong before any value is looked at.
    pub(super) wrong: Vec<String>,
    pub(super) callback: bool,
    /// The key with which the caller signs.
    pub(super) client_key: Option<PublicKey>,
    /// Why the file that is named instead of a key cannot be read.
    pub(super) unread_key: Option<String>,
    pub(super) browser: bool,
    /// True for a host that reads the configuration file that is named.
    pub(super) reads_files: bool,
    #[cfg(feature = "yaml")]
    pub(super) search: super::search::Search,
}

/// A setting that has no effect.
#[derive(Clone)]
pub(super) struct Unused {
    /// Its name in the environment.
    pub(super) name: String,
    pub(super) origin: Origin,
    /// Why, where this SDK knows it.
    pub(super) why: Option<&'static str>,
}

/// A text and where it came from.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) text: String,
    pub(super) origin: Origin,
    /// The name it was given under, where that may be another.
    name: String,
}

/// Where a setting came from, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nowhere: it holds where nothing is said.
    Default,
    /// `okta.yaml` in the folder `.okta` of the user.
    HomeFile,
    /// `.okta.yaml` in the working folder.
    HiddenFile,
    /// `okta.yaml` in the working folder.
    WorkingFile,
    /// The file that `OKTA_CLIENT_CONFIGFILE` names.
    NamedFile,
    /// An environment variable.
    Environment,
    /// The program.
    Code,
}

impl RawConfig {
    /// How long a file of settings, or of a private key, may be, in bytes.
    pub const FILE_LIMIT: usize = 64 * 1024;

    /// No settings.
    pub fn new() -> RawConfig {
        RawConfig::default()
    }

    /// Sets what has this name, `ORGURL`, or the name of an official SDK for it; with or without `OKTA_CLIENT_` before it, in
    /// any case. Durations are whole seconds (`60`), or milliseconds (`700ms`). Empty text of a file or the environment sets
    /// nothing.
    pub fn set(&mut self, name: &str, text: impl Into<String>, origin: Origin) {
        let text = text.into();
        if text.trim_ascii().is_empty() && origin != Origin::Code {
            return;
        }
        match Key::find(name) {
            Some(Key::ConfigFile) if origin.is_file() => {
                let key = Key::ConfigFile;
                self.wrong.push(format!("{key} ({origin}): a file cannot name another: set it in the environment"));
            }
            Some(key) => self.insert(key, Setting { text, origin, name: name.to_owned() }),
            None if origin == Origin::Code => {
                let name = text::quoted(name);
                self.wrong.push(format!("{name} ({origin}) is not a setting: {}", allowed_names()));
            }
            None => self.ignore(name, origin),
        }
    }

    /// Sets a key.
    pub fn put(&mut self, key: Key, text: impl Into<String>, origin: Origin) {
        self.insert(key, Setting { text: text.into(), origin, name: String::new() });
    }

    fn insert(&mut self, key: Key, setting: Setting) {
        let Some((_, own)) = self.settings.iter_mut().find(|(own, _)| *own == key) else {
            return self.settings.push((key, setting));
        };
        let origin = setting.origin;
        if own.origin == origin && origin != Origin::Code && own.text.trim_ascii() != setting.text.trim_ascii() {
            let mut names = [text::one_line(&own.name, 60), text::one_line(&setting.name, 60)];
            names.sort();
            let [one, other] = names;
            self.wrong.push(format!("{key} ({origin}) is given twice, as {one} and as {other}: leave one out"));
        }
        if own.origin <= origin {
            *own = setting;
        }
    }

    fn ignore(&mut self, name: &str, origin: Origin) {
        let name = name.to_ascii_uppercase();
        let prefix = match name.as_str() {
            whole if whole.starts_with(PREFIX) || whole.starts_with(TESTING) => "",
            test if test.starts_with("TESTING_") => "OKTA_",
            _ => PREFIX,
        };
        let why = unused(&name);
        self.unused.push(Unused { name: format!("{prefix}{}", text::one_line(&name, 100)), origin, why });
    }

    /// Takes what begins with `OKTA_CLIENT_` or `OKTA_TESTING_` from the variables of the environment.
    pub fn environment(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        #[cfg(feature = "yaml")]
        self.search.looked(Origin::Environment, "");
        for (name, text) in variables {
            let upper = name.to_ascii_uppercase();
            if upper.starts_with(PREFIX) {
                self.set(name.get(PREFIX.len()..).unwrap_or_default(), text, Origin::Environment);
            } else if upper.starts_with(TESTING) {
                self.set(upper.get("OKTA_".len()..).unwrap_or_default(), text, Origin::Environment);
            } else {
                #[cfg(feature = "yaml")]
                self.search.variable(&upper);
            }
        }
    }

    /// The path of the configuration file that was named, which the host reads instead of those at the usual places.
    pub fn config_file(&mut self) -> Option<String> {
        self.reads_files = true;
        self.get(Key::ConfigFile).map(|setting| setting.text.trim_ascii().to_owned())
    }

    /// The host asks the caller for tokens.
    pub fn bearer_callback(&mut self) {
        self.callback = true;
    }

    /// The caller signs for the service app with this key, and answers [`crate::engine::step::Step::Sign`].
    pub fn client_key(&mut self, key: PublicKey) {
        self.client_key = Some(key);
    }

    /// Reads the private key from its file if it was given as a path. `read` reads a file of this path; its error becomes one of
    /// [`RawConfig::resolve`].
    pub fn read_key<E: fmt::Display>(&mut self, read: impl FnOnce(&str) -> Result<String, E>) {
        let Some((_, setting)) = self.settings.iter_mut().find(|(key, _)| *key == Key::PrivateKey) else { return };
        if key::is_key(&setting.text) {
            return;
        }
        match read(setting.text.trim_ascii()) {
            Ok(text) => setting.text = text,
            // The path is not shown: it may be a key that was copied badly.
            Err(error) => self.unread_key = Some(text::one_line(&error.to_string(), 200).into_owned()),
        }
    }

    /// The session runs on a web page.
    pub fn browser(&mut self) {
        self.browser = true;
    }

    /// Tells of a file that is not there. That is an error of the file that was named alone.
    pub fn absent(&mut self, origin: Origin) {
        match origin {
            Origin::NamedFile => self.unreadable(origin, "there is no such file: give the path of an okta.yaml"),
            #[cfg(feature = "yaml")]
            _ => self.search.looked(origin, " (no such file)"),
            #[cfg(not(feature = "yaml"))]
            _ => {}
        }
    }

    /// Tells of a source that cannot be read.
    pub fn unreadable(&mut self, origin: Origin, what: &str) {
        let what = text::one_line(what, 200);
        let what = match self.get(Key::ConfigFile).filter(|_| origin == Origin::NamedFile) {
            Some(named) => {
                let (key, path) = (Key::ConfigFile, text::quoted(named.text.trim_ascii()));
                format!("{key} ({}): {path} cannot be read: {what}", named.origin)
            }
            None => format!("{origin} cannot be read: {what}"),
        };
        self.wrong.push(what);
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
            text::add(&mut lines, "\n", &format!("{key} = {text} ({origin})"));
        }
        for unused in &self.unused {
            text::add(&mut lines, "\n", &format!("{} {} ({})", unused.name, unused.fate(), unused.origin));
        }
        lines
    }
}

/// Why a setting of an official SDK has no effect here, where it has none.
fn unused(name: &str) -> Option<&'static str> {
    #[cfg(feature = "yaml")]
    return super::official::unused(name);
    #[cfg(not(feature = "yaml"))]
    {
        let _ = name;
        None
    }
}

fn allowed_names() -> String {
    let mut names = String::new();
    Key::all().for_each(|key| text::add(&mut names, ", ", key.name()));
    format!("use one of {names}")
}

impl Origin {
    /// True for a configuration file.
    pub(super) fn is_file(self) -> bool {
        matches!(self, Origin::HomeFile | Origin::HiddenFile | Origin::WorkingFile | Origin::NamedFile)
    }
}

impl Setting {
    /// What holds where nothing is set.
    pub(super) fn default(text: &str) -> Setting {
        Setting { text: text.to_owned(), origin: Origin::Default, name: String::new() }
    }
}

impl Unused {
    /// What becomes of it.
    pub(super) fn fate(&self) -> String {
        self.why.map_or_else(|| "is not a setting of this SDK".to_owned(), |why| format!("has no effect: {why}"))
    }

    /// True where an error may follow from it.
    pub(super) fn matters(&self) -> bool {
        #[cfg(feature = "yaml")]
        return super::official::matters(self.name.trim_start_matches(PREFIX));
        #[cfg(not(feature = "yaml"))]
        true
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Default => "default",
            Origin::HomeFile => "~/.okta/okta.yaml",
            Origin::HiddenFile => "./.okta.yaml",
            Origin::WorkingFile => "./okta.yaml",
            Origin::NamedFile => "configuration file",
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
        raw.environment([("OKTA_CLIENT_RETRIES".into(), "1".into()), ("OKTA_TESTING_X".into(), "1".into())]);
        assert!(raw.explain().ends_with(
            "OKTA_CLIENT_RETRIES is not a setting of this SDK (environment)\nOKTA_TESTING_X is not a setting of this SDK (environment)"
        ));
        assert!(raw.wrong.is_empty());
        raw.set("retries", "1", Origin::Code);
        assert!(raw.wrong[0].starts_with("\"retries\" (code) is not a setting: use one of ORGURL, TOKEN,"));
    }

    #[test]
    fn two_names_of_one_setting_may_not_say_different_things() {
        let mut raw = RawConfig::new();
        raw.environment([("OKTA_CLIENT_KID".into(), "a".into()), ("OKTA_CLIENT_KEYID".into(), " a".into())]);
        raw.set("kid", "b", Origin::HomeFile);
        assert!(raw.wrong.is_empty());
        raw.environment([("OKTA_CLIENT_PRIVATEKEYID".into(), "b".into())]);
        assert_eq!(
            raw.wrong,
            ["OKTA_CLIENT_KEYID (environment) is given twice, as KEYID and as PRIVATEKEYID: leave one out"]
        );
    }

    #[test]
    fn a_file_names_no_other() {
        let mut raw = RawConfig::new();
        raw.set("configFile", "x", Origin::WorkingFile);
        assert_eq!(raw.config_file(), None);
        assert!(raw.wrong[0].starts_with("OKTA_CLIENT_CONFIGFILE (./okta.yaml): a file cannot name another"));
        raw.set("CONFIGFILE", "/x/okta.yaml", Origin::Environment);
        assert_eq!(raw.config_file().as_deref(), Some("/x/okta.yaml"));
        raw.absent(Origin::NamedFile);
        assert!(raw.wrong[1].starts_with("OKTA_CLIENT_CONFIGFILE (environment): \"/x/okta.yaml\" cannot be read: "));
    }

    #[test]
    fn debug_shows_no_values() {
        let mut raw = RawConfig::new();
        raw.set("TOKEN", "00secret", Origin::Code);
        assert_eq!(format!("{raw:?}"), "{Token: Code}");
        assert!(raw.explain().contains("OKTA_CLIENT_TOKEN = *** (code)"));
    }
}
