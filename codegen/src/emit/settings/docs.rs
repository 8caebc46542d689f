//! The table of docs/configuration.md, between two marks of a hand-written page.

use super::Files;
use crate::settings::{Language, Setting, Settings};
use std::fmt::Write;
use std::path::Path;

const PAGE: &str = "docs/configuration.md";
const START: &str = "<!-- written by `make generate` from spec/settings.yaml -->\n";
const END: &str = "<!-- from here on by hand -->\n";

pub(super) fn emit(settings: &Settings, root: &Path, files: &mut Files) -> std::io::Result<()> {
    let page = std::fs::read_to_string(root.join(PAGE))?;
    let parts = page.split_once(START).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(std::io::Error::other(format!("{PAGE} lacks one of the marks {START}{END}")));
    };
    let mut out =
        format!("{before}{START}\n| environment | code | meaning, and names of official SDKs |\n| - | - | - |\n");
    for setting in settings.iter() {
        let _ = writeln!(out, "| {} | {} | {} |", environment(setting), code(setting), meaning(settings, setting));
    }
    out.push_str("\nNot in every language:\n\n");
    let mut absences: Vec<(Vec<String>, String)> = Vec::new();
    for setting in settings.iter() {
        for (language, why) in settings.absences(setting) {
            let what = match language {
                Some(language) => format!("`{}` in {language:?}", setting.name),
                None => environment(setting),
            };
            match absences.iter_mut().find(|(_, other)| *other == why) {
                Some((all, _)) => all.push(what),
                None => absences.push((vec![what], why)),
            }
        }
    }
    for (what, why) in absences {
        let _ = writeln!(out, "- {}: {why}", what.join(", "));
    }
    files.insert(PAGE.to_owned(), format!("{out}\n{END}{after}"));
    Ok(())
}

fn environment(setting: &Setting) -> String {
    let prefix = if setting.tests_only { "OKTA_TESTING_" } else { "" };
    setting.env.as_ref().map(|env| format!("`{prefix}{env}`")).unwrap_or_default()
}

/// Its names, before they are written as a language does.
fn code(setting: &Setting) -> String {
    let mut names: Vec<String> = Vec::new();
    for language in Language::ALL.into_iter().filter(|language| setting.is_in(*language)) {
        let name = setting.stem(language).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn meaning(settings: &Settings, setting: &Setting) -> String {
    let mut out = settings.plain_doc(setting);
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for (sdk, alias) in setting.aliases.iter().flat_map(|(sdk, names)| names.iter().map(move |alias| (sdk, alias))) {
        match names.iter_mut().find(|(name, _)| name == alias) {
            Some((_, sdks)) => sdks.push(sdk),
            None => names.push((alias, vec![sdk])),
        }
    }
    let names: Vec<String> = names.iter().map(|(name, sdks)| format!("`{name}` ({})", sdks.join(", "))).collect();
    if !names.is_empty() {
        let _ = write!(out, " Also {}.", names.join(", "));
    }
    out
}
