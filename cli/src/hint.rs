//! What an unknown command or flag probably means.

use crate::catalog::{self, group_name, shown};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use oktant_core::{Operation, RequestBody};
use std::env;

/// The most names that clap's own tip has.
const MOST: usize = 3;

/// The error with the nearest names alone in its tip.
pub(crate) fn concise(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg] {
        if let Some(ContextValue::Strings(names)) = error.get(kind)
            && names.len() > MOST
        {
            // The nearest is the last.
            let nearest = names.iter().rev().take(MOST).cloned().collect();
            error.insert(kind, ContextValue::Strings(nearest));
        }
    }
    error
}

/// What is probably meant by an error of the command line.
pub(crate) fn hint(error: &clap::Error) -> Option<String> {
    match error.kind() {
        ErrorKind::InvalidSubcommand => command(error),
        ErrorKind::UnknownArgument => body(error),
        _ => None,
    }
}

/// Where a value goes that is no path argument: into the body, if the command has one.
fn body(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidArg) else { return None };
    let (group, next) = group_of_line()?;
    let has_body = matches!(catalog::command(group, &next)?.operation.request, RequestBody::Json { .. });
    (has_body && !value.starts_with('-'))
        .then(|| format!("the path has no place for it: members of the body are --set NAME={value}, or --data JSON"))
}

/// The group that the command line names, and the word after it.
fn group_of_line() -> Option<(&'static str, String)> {
    let words: Vec<String> = env::args_os().filter_map(|word| word.into_string().ok()).collect();
    let groups = catalog::groups();
    words.windows(2).find_map(|pair| {
        let group = groups.iter().find(|group| group.is_named(&pair[0]))?;
        Some((group.name, pair[1].clone()))
    })
}

/// The command that an unknown one means, by the names of operations and services and those of official SDKs.
fn command(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let operation = Operation::hint(name);
    if let Some(hint) = operation.filter(|hint| hint.known) {
        return Some(format!("use: oktant {}", shown(hint.area, hint.operation)));
    }
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        // clap says it.
        return None;
    }
    if let Some(area) = Operation::area_hint(name).filter(|_| group_of_line().is_none()) {
        return Some(format!("did you mean: oktant {}", group_name(area)));
    }
    operation.map(|hint| format!("did you mean: oktant {}", shown(hint.area, hint.operation)))
}
