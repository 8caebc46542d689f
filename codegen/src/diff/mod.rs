//! What changes for users of the generated code between two API documents.
//!
//! What breaks is decided for users of Oktant, not of the API: every property is optional, enums are open and unions have an unknown
//! case, so additions break nothing; a name that is gone, another type and another set of required arguments do.

mod arguments;
mod both;
mod change;
mod operations;
mod report;
mod similar;
mod types;

pub use report::report;

use crate::emit::commands;
use crate::model::{Api, Hook};
use crate::node::text;
use both::Both;
use change::{Change, Impact, Kind, merged};
use operations::{Matches, Pair};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names of operations for `spec/hints.yaml`.
#[derive(Debug, Default)]
struct Aliases {
    /// Old operation IDs that are gone, each with the operation that they called.
    renamed: BTreeMap<String, String>,
    /// Old operation IDs that call another operation now, each with the operation that they called.
    reused: BTreeMap<String, String>,
}

/// Everything that changes between two documents.
#[derive(Debug)]
pub struct Diff {
    changes: Vec<Change>,
    aliases: Aliases,
    /// Old IDs of all operations that are not there under that ID, each with the new one, if there is one.
    gone: BTreeMap<String, Option<String>>,
    /// The IDs of the new document, in lower case.
    ids: BTreeSet<String>,
}

/// Compares two documents.
pub fn diff(old: &Api, new: &Api) -> Diff {
    let matches = operations::matches(old, new);
    let renames = types::renames(old, new, &matches.pairs);
    let mut changes = Vec::new();
    operations::changes(&matches, new, &mut changes);
    command_names(old, new, &matches.pairs, &mut changes);
    let both = Both { old, new, renames: &renames };
    for pair in &matches.pairs {
        arguments::changes(&both, pair, &mut changes);
    }
    types::changes(&both, &mut changes);
    hooks(old, new, &mut changes);
    let changes = merged(changes);
    let ids: BTreeSet<String> = new.operations.iter().map(|operation| operation.id.to_lowercase()).collect();
    let aliases = aliases(&matches, &ids);
    let mut gone: BTreeMap<String, Option<String>> =
        matches.removed.iter().map(|operation| (operation.id.clone(), None)).collect();
    let renamed = matches.pairs.iter().filter(|pair| pair.is_renamed());
    gone.extend(renamed.map(|pair| (pair.old.id.clone(), Some(pair.new.id.clone()))));
    Diff { changes, aliases, gone, ids }
}

/// Commands whose short name changes with the other operations of their group.
fn command_names(old: &Api, new: &Api, pairs: &[Pair<'_>], changes: &mut Vec<Change>) {
    let (before, after) = (commands(old), commands(new));
    for pair in pairs.iter().filter(|pair| !pair.is_renamed() && pair.old.area == pair.new.area) {
        let (Some(before), Some(after)) = (before.get(pair.old.id.as_str()), after.get(pair.new.id.as_str())) else {
            continue;
        };
        if before != after {
            let what = format!("`oktant {before}` → `oktant {after}`");
            changes.push(Change::new(Kind::Commands, Impact::Breaks, what, None));
        }
    }
}

fn hooks(old: &Api, new: &Api, changes: &mut Vec<Change>) {
    let missing = |from: &Api, of: &Api| -> Vec<String> {
        let lacks = |name: &String| !from.hooks.iter().any(|hook| hook.short() == *name);
        of.hooks.iter().map(Hook::short).filter(lacks).collect()
    };
    let gone = missing(new, old).into_iter().map(|name| (Impact::Breaks, format!("`{name}` is gone")));
    let added = missing(old, new).into_iter().map(|name| (Impact::Harmless, format!("`{name}` is new")));
    changes.extend(gone.chain(added).map(|(impact, what)| Change::new(Kind::Hooks, impact, what, None)));
}

fn aliases(matches: &Matches<'_>, ids: &BTreeSet<String>) -> Aliases {
    let mut aliases = Aliases::default();
    for pair in matches.pairs.iter().filter(|pair| pair.is_renamed()) {
        let is_taken = ids.contains(&pair.old.id.to_lowercase());
        let names = if is_taken { &mut aliases.reused } else { &mut aliases.renamed };
        names.insert(pair.old.id.clone(), pair.new.id.clone());
    }
    aliases
}

/// The version in a file's name, such as `2025.08.0` of `okta-management-2025.08.0.yaml`. Documents do not always say their own: the
/// one of 2025.08.0 says 5.1.0. A file without one in its name gives what the document says.
pub fn version(file_stem: &str, document: &Value) -> String {
    let from = file_stem.find(|c: char| c.is_ascii_digit()).unwrap_or(file_stem.len());
    let version = file_stem[from..].trim_end_matches(|c: char| !c.is_ascii_digit());
    if version.contains('.') {
        return version.to_owned();
    }
    document.get("info").and_then(|info| text(info, "version")).unwrap_or(file_stem).to_owned()
}
