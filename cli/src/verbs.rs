//! Commands of the same meaning with another verb: `groups add` for `groups create`.

use crate::command::RUN;
use crate::{bulk, catalog};
use clap::error::{ContextKind, ContextValue};
use oktant_core::Operation;
use std::env;

/// Verbs that mean the same.
const SAME: [&[&str]; 5] = [
    &["create", "add", "assign", "new"],
    &["delete", "remove", "unassign", "revoke", "rm"],
    &["get", "show", "view", "read", "describe"],
    &["list", "ls", "search", "find"],
    &["update", "replace", "edit", "modify", "set"],
];

/// The commands of a group that say the same as an unknown one with another verb: `add` for `create`.
fn with_other_verbs(commands: &[String], unknown: &str) -> Vec<String> {
    let split = |name: &str| {
        name.split_once('-').map_or((name.to_owned(), None), |(verb, rest)| (verb.to_owned(), Some(rest.to_owned())))
    };
    let (verb, what) = split(unknown);
    let Some(same) = SAME.iter().find(|verbs| verbs.contains(&verb.as_str())) else { return Vec::new() };
    let means = |name: &str| {
        let (verb, other) = split(name);
        other == what && same.contains(&verb.as_str())
    };
    commands.iter().filter(|name| means(name)).cloned().collect()
}

/// The commands of the group that a command line begins with; of `oktant run` those that it has.
fn commands_of(line: &[String]) -> Vec<String> {
    let groups = catalog::groups();
    let group = line.iter().find_map(|word| groups.iter().find(|group| group.is_named(word)));
    let commands = group.map(|group| catalog::commands(group.name)).unwrap_or_default();
    let offered = |operation: &Operation| !line.iter().any(|word| word == RUN) || bulk::is_possible(operation);
    commands.into_iter().filter(|command| offered(&command.operation)).map(|command| command.name.to_owned()).collect()
}

/// The error of an unknown command with those of the same meaning in its tip, if there are any.
pub(crate) fn suggested(mut error: clap::Error) -> clap::Error {
    if let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidSubcommand) {
        let words: Vec<String> = env::args_os().skip(1).filter_map(|word| word.into_string().ok()).collect();
        let same = with_other_verbs(&commands_of(&words), unknown);
        if !same.is_empty() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(same));
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_verb_of_the_same_meaning_is_found() {
        let commands = |group: &str| commands_of(&["--verbose".to_owned(), group.to_owned()]);
        for (group, unknown, meant) in [
            ("groups", "create", "add"),
            ("groups", "add-user", "assign-user"),
            ("groups", "remove-user", "unassign-user"),
            ("apps", "show", "get"),
            ("users", "search", "list"),
            ("policies", "update-rule", "replace-rule"),
        ] {
            assert_eq!(with_other_verbs(&commands(group), unknown), [meant], "{group} {unknown}");
        }
        assert!(with_other_verbs(&commands("users"), "frobnicate").is_empty());
        // It reads, so it cannot be run over rows.
        assert!(with_other_verbs(&commands_of(&["run", "users"].map(str::to_owned)), "search").is_empty());
    }
}
