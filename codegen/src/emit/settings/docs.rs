//! The table of docs/configuration.md, between two marks of a hand-written page.

use super::Files;
use crate::emit::marked_part;
use crate::settings::{Language, Setting, Settings};
use std::fmt::Write;
use std::path::Path;

const PAGE: &str = "docs/configuration.md";

pub(super) fn emit(settings: &Settings, root: &Path, files: &mut Files) -> std::io::Result<()> {
    let mut out = "| environment | code | meaning, and names of official SDKs |\n| - | - | - |\n".to_owned();
    for setting in settings.iter() {
        let _ = writeln!(out, "| {} | {} | {} |", environment(setting), code(setting), meaning(settings, setting));
    }
    out.push_str("\nNot in every language:\n\n");
    let absences = settings.iter().flat_map(|setting| {
        settings.absences(setting).into_iter().map(move |(language, why)| match language {
            Some(language) => (why, format!("`{}` in {language:?}", setting.name)),
            None => (why, environment(setting)),
        })
    });
    for (why, what) in grouped(absences) {
        let _ = writeln!(out, "- {}: {why}", what.join(", "));
    }
    marked_part(root, PAGE, "settings.yaml", &out, files)
}

fn environment(setting: &Setting) -> String {
    let prefix = if setting.tests_only { "OKTA_TESTING_" } else { "" };
    setting.env.as_ref().map(|env| format!("`{prefix}{env}`")).unwrap_or_default()
}

/// Its names, before they are written as a language does.
fn code(setting: &Setting) -> String {
    let languages = Language::ALL.into_iter().filter(|language| setting.is_in(*language));
    let names = grouped(languages.map(|language| (setting.stem(language), language)));
    names.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn meaning(settings: &Settings, setting: &Setting) -> String {
    let mut out = settings.plain_doc(setting);
    let names = setting.aliases.iter().flat_map(|(sdk, names)| names.iter().map(move |name| (name, sdk.as_str())));
    let names = grouped(names);
    let names: Vec<String> = names.iter().map(|(name, sdks)| format!("`{name}` ({})", sdks.join(", "))).collect();
    if !names.is_empty() {
        let _ = write!(out, " Also {}.", names.join(", "));
    }
    out
}

/// Values by their keys, both in the order in which they come.
fn grouped<K: PartialEq, V>(pairs: impl Iterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}
