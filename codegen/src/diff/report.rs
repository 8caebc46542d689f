//! A comparison as Markdown: a summary, then every change.

use super::Diff;
use super::change::{Change, Impact, Kind};
use crate::hints::Hints;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What changes from one version to another, and what `spec/hints.yaml` needs for it.
pub fn report(diff: &Diff, from: &str, to: &str, hints: &Hints) -> String {
    let mut out = format!("# From {from} to {to}\n\n");
    if diff.changes.is_empty() {
        out.push_str("Nothing changes for users.\n");
        return out;
    }
    let total = |impact: Impact| count(diff.changes.iter().filter(|change| change.impact == impact));
    let _ = write!(
        out,
        "{} changes break programs that use what they change, {} do not. What breaks is decided for users of Oktant: properties are \
         optional, enums and unions are open, so additions break nothing.\n\n| what | breaking | other |\n| - | -: | -: |\n",
        total(Impact::Breaks),
        total(Impact::Harmless),
    );
    let kinds: BTreeSet<Kind> = diff.changes.iter().map(|change| change.kind).collect();
    for kind in &kinds {
        let own = |impact: Impact| {
            let own = diff.changes.iter().filter(|change| change.kind == *kind && change.impact == impact);
            Some(count(own)).filter(|count| *count > 0).map(|count| count.to_string()).unwrap_or_default()
        };
        let (title, _) = about(*kind);
        let anchor = title.to_lowercase().replace(' ', "-");
        let _ = writeln!(out, "| [{title}](#{anchor}) | {} | {} |", own(Impact::Breaks), own(Impact::Harmless));
    }
    aliases(diff, hints, &mut out);
    for kind in kinds {
        let (title, why) = about(kind);
        let _ = write!(out, "\n## {title}\n\n");
        if !why.is_empty() {
            let _ = write!(out, "{why}\n\n");
        }
        for change in diff.changes.iter().filter(|change| change.kind == kind) {
            let mark = if change.impact == Impact::Breaks { "**breaks** " } else { "" };
            let within = change.within.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let between = match kind {
                _ if within.is_empty() => "",
                Kind::OperationsMoved | Kind::TypesRemoved | Kind::TypesAdded => ": ",
                _ => " in ",
            };
            let _ = writeln!(out, "- {mark}{}{between}{within}", change.what);
        }
    }
    out
}

fn count<'a>(changes: impl Iterator<Item = &'a Change>) -> usize {
    changes.map(Change::count).sum()
}

/// Entries for `spec/hints.yaml`: new ones, and those whose operation is gone.
fn aliases(diff: &Diff, hints: &Hints, out: &mut String) {
    let sections =
        [("renamed", &diff.aliases.renamed, &hints.renamed), ("reused", &diff.aliases.reused, &hints.reused)];
    let mut entries = String::new();
    for (section, names, known) in sections {
        let new: BTreeMap<_, _> =
            names.iter().filter(|(name, operation)| known.get(*name) != Some(operation)).collect();
        if !new.is_empty() {
            let _ = writeln!(entries, "{section}:");
        }
        for (name, operation) in new {
            let _ = writeln!(entries, "  {name}: {operation}");
        }
    }
    let gone = hints.renamed.iter().chain(&hints.reused).filter_map(|(name, operation)| {
        let now = match diff.gone.get(operation)? {
            Some(now) => format!("now `{name}: {now}`"),
            None => "to be removed: its operation is gone".to_owned(),
        };
        Some(format!("- `{name}: {operation}`, {now}\n"))
    });
    let taken = hints.renamed.iter().filter(|(name, _)| diff.ids.contains(&name.to_lowercase()));
    let taken = taken.map(|(name, operation)| {
        format!("- `{name}: {operation}`, now in `reused`: the name is that of an operation\n")
    });
    let free = hints.reused.iter().filter(|(name, _)| !diff.ids.contains(&name.to_lowercase()));
    let free = free.map(|(name, operation)| {
        format!("- `{name}: {operation}`, now in `renamed`: no operation has the name any more\n")
    });
    let outdated: String = gone.chain(taken).chain(free).collect();
    if entries.is_empty() && outdated.is_empty() {
        return;
    }
    out.push_str("\n## Aliases\n");
    if !entries.is_empty() {
        let why = "For `spec/hints.yaml`, so that an error about an old name says the new one:";
        let _ = write!(out, "\n{why}\n\n```yaml\n{entries}```\n");
    }
    if !outdated.is_empty() {
        let _ = write!(out, "\nEntries of `spec/hints.yaml` that change:\n\n{outdated}");
    }
}

/// The title of a kind, and why its changes break programs or not where that is not plain.
fn about(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::OperationsRemoved => ("Operations removed", ""),
        Kind::OperationsRenamed => ("Operations renamed", ""),
        Kind::OperationsMoved => ("Operations moved to another service", ""),
        Kind::OperationsAdded => ("Operations added", ""),
        Kind::Commands => ("Commands renamed", "The long name of a command, its operation ID in words, stays."),
        Kind::ArgumentsRemoved => ("Arguments removed", ""),
        Kind::ArgumentsRenamed => (
            "Arguments renamed",
            "The name of a path argument is a label in Swift; Python and Kotlin take it by place or by name.",
        ),
        Kind::ArgumentsRetyped => ("Arguments retyped", ""),
        Kind::ArgumentsRequired => {
            ("Arguments required or not", "Required arguments are taken by place, optional ones are set by name.")
        }
        Kind::ArgumentsAdded => ("Arguments added", ""),
        Kind::Bodies => ("Request bodies", ""),
        Kind::Responses => ("Responses", ""),
        Kind::TypesRemoved => ("Types removed", "By service."),
        Kind::TypesRenamed => ("Types renamed", ""),
        Kind::TypesChanged => ("Types of another kind", ""),
        Kind::TypesAdded => ("Types added", "By service."),
        Kind::PropertiesRemoved => ("Properties removed", "What Okta sends all the same is in the extras."),
        Kind::PropertiesRenamed => ("Properties renamed", ""),
        Kind::PropertiesRetyped => ("Properties retyped", ""),
        Kind::PropertiesAdded => ("Properties added", ""),
        Kind::ValuesRemoved => (
            "Enum values and variants removed",
            "The value is still read: as text, or as the unknown variant of a union. Arguments with documented values take any text.",
        ),
        Kind::ValuesAdded => ("Enum values and variants added", ""),
        Kind::Hooks => ("Inline hooks", ""),
        Kind::AtRunTime => ("At run time", "No compiler sees these."),
    }
}
