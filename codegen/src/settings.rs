//! The settings of `spec/settings.yaml`: which of them each language has, and under which names.

use crate::node::Fault;
use crate::yaml;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A language that has settings in code. Its `Debug` form is the name that readers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "names")]
pub enum Language {
    Rust,
    Python,
    TypeScript,
    Kotlin,
    Swift,
}

impl Language {
    /// All languages, in the order of the docs.
    pub const ALL: [Language; 5] =
        [Language::Rust, Language::Python, Language::TypeScript, Language::Kotlin, Language::Swift];
}

/// The type of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "spec/settings.yaml lists them")]
pub enum Kind {
    Text,
    Path,
    Words,
    Flag,
    Count,
    Percent,
    Megabytes,
    Seconds,
    Minutes,
    Port,
    Mode,
    Key,
    Store,
    Bearer,
    Signer,
    Transport,
    Listener,
    Others,
}

/// An entry of the file, whose head explains the members.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "spec/settings.yaml explains them")]
pub struct Setting {
    pub name: String,
    pub env: Option<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub default: Option<String>,
    #[serde(default)]
    pub secret: bool,
    #[serde(default)]
    pub tests_only: bool,
    doc: String,
    #[serde(default)]
    notes: BTreeMap<Language, String>,
    #[serde(default)]
    pub aliases: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    names: BTreeMap<Language, String>,
    #[serde(default)]
    without: BTreeMap<Language, String>,
    not_in_code: Option<String>,
    implies: Option<Implied>,
}

/// A setting that follows from another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Implied {
    setting: String,
    text: String,
    only: Option<Vec<Language>>,
}

/// All settings, in the order of the file.
#[derive(Debug)]
pub struct Settings(Vec<Setting>);

impl Settings {
    /// Reads and checks the text of `spec/settings.yaml`.
    ///
    /// # Errors
    /// Naming the first entry that is wrong.
    pub fn read(text: &str) -> Result<Settings, Fault> {
        let settings = serde_json::from_value(yaml::read(text)?).map(Settings);
        let settings = settings.map_err(|error| Fault::new("#", error.to_string()))?;
        for (at, setting) in settings.0.iter().enumerate() {
            let before = settings.0.get(..at).unwrap_or_default();
            if let Some(what) = settings.fault(setting, before) {
                return Err(Fault::new(&setting.name, what));
            }
        }
        Ok(settings)
    }

    fn fault(&self, setting: &Setting, before: &[Setting]) -> Option<String> {
        if before.iter().any(|other| other.name == setting.name) {
            return Some("the name occurs twice".to_owned());
        }
        let before: Vec<String> = before.iter().flat_map(Setting::keys).collect();
        if let Some(key) = setting.keys().into_iter().find(|key| before.contains(key)) {
            return Some(format!("another setting has the name {key}"));
        }
        let reasons = setting.without.values().chain(&setting.not_in_code);
        for text in setting.notes.values().chain([&setting.doc]).chain(reasons) {
            if let Some(unknown) = placeholders(text).find(|name| self.find(name).is_none()) {
                return Some(format!("there is no setting {unknown}"));
            }
        }
        if setting.implies.as_ref().is_some_and(|implied| self.find(&implied.setting).is_none_or(|of| of.env.is_none()))
        {
            return Some("it implies a setting that the environment does not have".to_owned());
        }
        match &setting.default {
            Some(default) if !setting.doc.contains(&format!(" Default: {default}")) => {
                Some(format!("the doc does not end in \"Default: {default}\""))
            }
            None if setting.doc.contains("Default:") => Some("the doc has a default, the setting has none".to_owned()),
            _ => None,
        }
    }

    fn find(&self, name: &str) -> Option<&Setting> {
        self.0.iter().find(|setting| setting.name == name)
    }

    /// All settings.
    pub fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.0.iter()
    }

    /// The settings that files and the environment may have, with their names there.
    pub fn named(&self) -> impl Iterator<Item = (&Setting, &str)> {
        self.0.iter().filter_map(|setting| Some((setting, setting.env.as_deref()?)))
    }

    /// The settings that exist in the code of a language.
    pub fn of(&self, language: Language) -> impl Iterator<Item = &Setting> {
        self.0.iter().filter(move |setting| setting.is_in(language))
    }

    /// The doc of a setting in a language.
    pub fn doc(&self, setting: &Setting, language: Language) -> String {
        let known = |sentence: &&str| {
            placeholders(sentence).all(|name| self.find(name).is_some_and(|setting| setting.is_in(language)))
        };
        let mut parts: Vec<&str> = sentences(&setting.doc).into_iter().filter(known).collect();
        // The default comes last.
        let end = parts.len() - usize::from(parts.last().is_some_and(|last| last.starts_with("Default:")));
        parts.splice(end..end, setting.notes.get(&language).map(String::as_str));
        let text = self.fill(&parts.join(" "), |setting| setting.name_in(language));
        if language == Language::TypeScript { in_milliseconds(&text) } else { text }
    }

    /// The doc of a setting for readers of any language.
    pub fn plain_doc(&self, setting: &Setting) -> String {
        self.fill(&setting.doc, |setting| setting.name.clone())
    }

    /// Languages that lack a setting, and why.
    pub fn absences(&self, setting: &Setting) -> Vec<(Option<Language>, String)> {
        let everywhere = setting.not_in_code.iter().map(|why| (None, self.fill(why, |setting| setting.name.clone())));
        let here = |(language, why): (&Language, &String)| {
            (Some(*language), self.fill(why, |setting| setting.name_in(*language)))
        };
        everywhere.chain(setting.without.iter().map(here)).collect()
    }

    /// The condition in a language that implies a setting, and the text that it implies; `set` is the condition that an option is set.
    pub fn implying(
        &self,
        implied: &Setting,
        language: Language,
        set: impl Fn(String) -> String,
    ) -> Option<(String, &str)> {
        let from = self.of(language).filter_map(|of| {
            let (_, text) = self.implied_by(of, language).filter(|(setting, _)| setting.name == implied.name)?;
            Some((set(of.name_in(language)), text))
        });
        let (conditions, texts): (Vec<String>, Vec<&str>) = from.unzip();
        Some((conditions.join(" || "), texts.first()?))
    }

    /// The setting that a setting implies in a language, and its text.
    pub fn implied_by<'a>(&'a self, setting: &'a Setting, language: Language) -> Option<(&'a Setting, &'a str)> {
        let implied = setting.implies.as_ref()?;
        let here = implied.only.as_ref().is_none_or(|only| only.contains(&language));
        Some((self.find(&implied.setting).filter(|_| here)?, &implied.text))
    }

    fn fill(&self, text: &str, name: impl Fn(&Setting) -> String) -> String {
        let named = placeholders(text).filter_map(|name| self.find(name));
        named.fold(text.to_owned(), |text, setting| {
            text.replace(&format!("{{{}}}", setting.name), &format!("`{}`", name(setting)))
        })
    }
}

impl Setting {
    /// True if a language has it in code.
    pub fn is_in(&self, language: Language) -> bool {
        self.not_in_code.is_none() && !self.without.contains_key(&language)
    }

    /// Its name in a language, in snake_case unless the name is particular to the language.
    pub fn stem(&self, language: Language) -> &str {
        self.names.get(&language).unwrap_or(&self.name)
    }

    /// Its name in the code of a language.
    pub fn name_in(&self, language: Language) -> String {
        if self.names.contains_key(&language) || matches!(language, Language::Rust | Language::Python) {
            return self.stem(language).to_owned();
        }
        let camel = |(at, word): (usize, &str)| match (at, word, language) {
            (0, ..) => word.to_owned(),
            (_, "url" | "id", Language::Swift) => word.to_uppercase(),
            _ => word[..1].to_uppercase() + &word[1..],
        };
        let unit = match (self.kind, language) {
            (Kind::Seconds, Language::TypeScript) => "Ms",
            (Kind::Megabytes, Language::TypeScript) => "Mb",
            (Kind::Megabytes, _) => "Megabytes",
            _ => "",
        };
        self.name.split('_').enumerate().map(camel).collect::<String>() + unit
    }

    /// True if another setting follows from it.
    pub fn implies_another(&self) -> bool {
        self.implies.is_some()
    }

    /// Its names in official SDKs, in the form in which names are compared: upper case, without separators.
    pub fn alias_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.aliases.values().flatten().map(|alias| key(alias)).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn keys(&self) -> Vec<String> {
        self.env.iter().map(|env| key(env)).chain(self.alias_keys()).collect()
    }
}

/// A name in the form in which the core compares names.
pub fn key(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '.' | '-')).map(|c| c.to_ascii_uppercase()).collect()
}

/// Names in braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A text with its times in milliseconds: `60,000 ms` for `60 seconds`.
fn in_milliseconds(text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for at in 1..words.len() {
        let number = words[at - 1].replace(',', "").parse::<u64>();
        if let (Ok(seconds), Some(end)) = (number, words[at].strip_prefix("seconds")) {
            words[at] = format!("ms{end}");
            words[at - 1] = with_commas(1000 * seconds);
        }
    }
    words.join(" ")
}

fn with_commas(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", with_commas(number / 1000), number % 1000),
    }
}

/// Sentences; a period and a space end one.
fn sentences(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 1).collect();
    ends.push(text.len());
    let starts = [0].into_iter().chain(ends.iter().map(|end| end + 1));
    starts.zip(&ends).filter_map(|(start, end)| text.get(start..*end)).collect()
}
