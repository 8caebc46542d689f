//! Settings from all sources, before they are checked.

use super::key::{Key, PREFIX, TESTING};
use crate::{PublicKey, key, text};
use std::fmt;

/// Settings from code, environment and files, each with its origin. If a setting has several values, the one with the highest
/// origin is used, in whatever order they are set.
#[derive(Clone, Default)]
pub struct RawConfig {
    /// At most one of each key and origin.
    settings: Vec<(Key, Setting)>,
    /// Settings that have no effect.
    pub(super) unused: Vec<Unused>,
    /// The profiles found in configuration files.
    pub(super) profiles: Vec<String>,
    /// Errors found while reading the sources.
    pub(super) wrong: Vec<String>,
    pub(super) callback: bool,
    /// The public key with which the caller signs.
    pub(super) client_key: Option<PublicKey>,
    /// Why the file of the private key cannot be read.
    pub(super) unread_key: Option<String>,
    pub(super) browser: bool,
    /// Whether the host reads the configuration file that `OKTA_CLIENT_CONFIGFILE` names.
    pub(super) reads_files: bool,
    #[cfg(feature = "yaml")]
    pub(super) search: super::search::Search,
}

/// A setting that has no effect.
#[derive(Clone)]
pub(super) struct Unused {
    /// The name of its environment variable.
    pub(super) name: String,
    pub(super) origin: Origin,
    /// The reason, if the setting is known.
    pub(super) why: Option<&'static str>,
}

/// The value of a setting and its origin.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) text: String,
    pub(super) origin: Origin,
    /// The name it was set by, which may be an alias.
    name: String,
}

/// The origin of a setting, in ascending precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The default of the setting.
    Default,
    /// `~/.okta/okta.yaml`.
    HomeFile,
    /// `.okta.yaml` in the working directory.
    HiddenFile,
    /// `okta.yaml` in the working directory.
    WorkingFile,
    /// The file that `OKTA_CLIENT_CONFIGFILE` names.
    NamedFile,
    /// An environment variable.
    Environment,
    /// The program's own code.
    Code,
}

impl RawConfig {
    /// The maximum size of a configuration file or private key file in bytes.
    pub const FILE_LIMIT: usize = 64 * 1024;

    /// Creates an empty set of settings.
    pub fn new() -> RawConfig {
        RawConfig::default()
    }

    /// Sets a setting by name: `ORGURL`, or its name in one of Okta's official SDKs, in any case, with or without the prefix
    /// `OKTA_CLIENT_`. Durations are in whole seconds (`60`) or milliseconds (`700ms`). Empty text from a file or the environment
    /// is ignored.
    ///
    /// [`RawConfig::resolve`] reports an unknown name: an error from code, a warning from elsewhere.
    pub fn set(&mut self, name: &str, text: impl Into<String>, origin: Origin) {
        let text = text.into();
        if text.trim_ascii().is_empty() && origin != Origin::Code {
            return;
        }
        match Key::find(name) {
            Some(key @ (Key::ConfigFile | Key::Profile)) if origin.is_file() => {
                let what = if key == Key::Profile { "choose its own profile" } else { "name another" };
                self.wrong.push(format!("{key} ({origin}): a file cannot {what}: set it in the environment"));
            }
            Some(key) => self.insert(key, Setting { text, origin, name: name.to_owned() }),
            None if origin == Origin::Code => {
                let name = text::quoted(name);
                self.wrong.push(format!("{name} ({origin}) is not a setting: {}", allowed_names()));
            }
            None => self.ignore(name, origin),
        }
    }

    /// Sets a setting by its [`Key`].
    pub fn put(&mut self, key: Key, text: impl Into<String>, origin: Origin) {
        self.insert(key, Setting { text: text.into(), origin, name: String::new() });
    }

    fn insert(&mut self, key: Key, setting: Setting) {
        let origin = setting.origin;
        let same = |(other, old): &&mut (Key, Setting)| *other == key && old.origin == origin;
        let Some((_, old)) = self.settings.iter_mut().find(same) else {
            return self.settings.push((key, setting));
        };
        if origin != Origin::Code && old.text.trim_ascii() != setting.text.trim_ascii() {
            let mut names = [text::one_line(&old.name, 60), text::one_line(&setting.name, 60)];
            names.sort();
            let [one, other] = names;
            self.wrong.push(format!("{key} ({origin}) is given twice, as {one} and as {other}: leave one out"));
        }
        *old = setting;
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

    /// Sets the settings among environment variables: those with the prefix `OKTA_CLIENT_` or `OKTA_TESTING_`.
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

    /// The path of the configuration file set by `OKTA_CLIENT_CONFIGFILE`, which the host must read instead of the files at the
    /// usual places. A host that does not call this cannot use that setting.
    pub fn config_file(&mut self) -> Option<String> {
        self.reads_files = true;
        self.get(Key::ConfigFile).map(|setting| setting.text.trim_ascii().to_owned())
    }

    /// The name of the profile whose settings the host must read from configuration files instead of those under `okta.client`.
    pub fn profile(&self) -> Option<&str> {
        self.get(Key::Profile).map(|setting| setting.text.trim_ascii())
    }

    /// The names of the profiles that configuration files have, in their order.
    pub fn profiles(&self) -> &[String] {
        &self.profiles
    }

    /// Records profiles that a configuration file has.
    pub fn add_profiles(&mut self, names: impl IntoIterator<Item = String>) {
        self.profiles.extend(names);
    }

    /// Sets the credential to a bearer callback: the host gets access tokens from the caller.
    pub fn bearer_callback(&mut self) {
        self.callback = true;
    }

    /// Sets the public key with which the caller signs for the service app; see [`crate::engine::step::Step::Sign`].
    pub fn client_key(&mut self, key: PublicKey) {
        self.client_key = Some(key);
    }

    /// Reads the private key from a file, if the setting is a path. `read` reads the file at a path; [`RawConfig::resolve`]
    /// reports its error.
    pub fn read_key<E: fmt::Display>(&mut self, read: impl FnOnce(&str) -> Result<String, E>) {
        let keys = self.settings.iter_mut().filter(|(key, _)| *key == Key::PrivateKey);
        let Some((_, setting)) = keys.max_by_key(|(_, setting)| setting.origin) else { return };
        if key::is_key(&setting.text) {
            return;
        }
        match read(setting.text.trim_ascii()) {
            Ok(text) => setting.text = text,
            // Do not show the path: it may be a damaged key.
            Err(error) => self.unread_key = Some(text::one_line(&error.to_string(), 200).into_owned()),
        }
    }

    /// Sets the profile to [`Profile::Browser`](super::Profile::Browser), for a host on a web page.
    pub fn browser(&mut self) {
        self.browser = true;
    }

    /// Records that a configuration file does not exist. That is an error only for the one that `OKTA_CLIENT_CONFIGFILE` names.
    pub fn absent(&mut self, origin: Origin) {
        match origin {
            Origin::NamedFile => self.unreadable(origin, "there is no such file: give the path of an okta.yaml"),
            #[cfg(feature = "yaml")]
            _ => self.search.looked(origin, " (no such file)"),
            #[cfg(not(feature = "yaml"))]
            _ => {}
        }
    }

    /// Records that a source cannot be read, which is an error. `what` is the reason.
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
        self.get_up_to(key, Origin::Code)
    }

    /// The setting as it would be without the sources above this origin.
    pub(super) fn get_up_to(&self, key: Key, origin: Origin) -> Option<&Setting> {
        self.all(key).filter(|setting| setting.origin <= origin).max_by_key(|setting| setting.origin)
    }

    /// The setting as each source has it.
    pub(super) fn all(&self, key: Key) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(move |(other, _)| *other == key).map(|(_, setting)| setting)
    }

    /// The text of [`Config::explain`](super::Config::explain), also for settings that are incomplete or invalid.
    pub fn explain(&self) -> String {
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
            text::add(&mut lines, "\n", &format!("{} {} ({})", unused.name, unused.reason(), unused.origin));
        }
        lines
    }
}

/// The reason why a setting of an official SDK has no effect here.
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
    /// Whether this is a configuration file.
    pub(super) fn is_file(self) -> bool {
        matches!(self, Origin::HomeFile | Origin::HiddenFile | Origin::WorkingFile | Origin::NamedFile)
    }
}

impl Setting {
    /// A default value.
    pub(super) fn default(text: &str) -> Setting {
        Setting { text: text.to_owned(), origin: Origin::Default, name: String::new() }
    }
}

impl Unused {
    /// The reason, as a clause after the name.
    pub(super) fn reason(&self) -> String {
        self.why.map_or_else(|| "is not a setting of this SDK".to_owned(), |why| format!("has no effect: {why}"))
    }

    /// Whether it may cause an error.
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

/// Shows names and origins only: values may be secrets.
impl fmt::Debug for RawConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.settings.iter().map(|(key, setting)| (key, setting.origin))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_origin_wins_in_any_order() {
        let mut raw = RawConfig::new();
        raw.set("RATELIMIT_MAXRETRIES", "3", Origin::Environment);
        raw.set("rateLimit_maxRetries", "1", Origin::WorkingFile);
        assert_eq!(raw.get(Key::MaxRetries).unwrap().text, "3");
        raw.set("OKTA_CLIENT_RATELIMIT_MAXRETRIES", "5", Origin::Code);
        assert_eq!(raw.get(Key::MaxRetries).unwrap().text, "5");
    }

    #[test]
    fn empty_text_is_ignored_except_from_code() {
        let mut raw = RawConfig::new();
        raw.environment([("OKTA_CLIENT_TOKEN".into(), " ".into()), ("PATH".into(), "x".into())]);
        assert!(raw.get(Key::Token).is_none());
        raw.set("TOKEN", "", Origin::Code);
        assert!(raw.get(Key::Token).is_some());
    }

    #[test]
    fn unknown_names_are_reported_and_from_code_rejected() {
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
    fn two_names_of_one_setting_must_not_differ() {
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
    fn a_file_cannot_name_another() {
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
