//! One change, and what is known of it.

use std::collections::BTreeMap;

/// What a change is about, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    OperationsRemoved,
    OperationsRenamed,
    OperationsMoved,
    OperationsAdded,
    Commands,
    ArgumentsRemoved,
    ArgumentsRenamed,
    ArgumentsRetyped,
    ArgumentsRequired,
    ArgumentsAdded,
    Bodies,
    Responses,
    TypesRemoved,
    TypesRenamed,
    TypesChanged,
    TypesAdded,
    PropertiesRemoved,
    PropertiesRenamed,
    PropertiesRetyped,
    PropertiesAdded,
    ValuesRemoved,
    ValuesAdded,
    Hooks,
    AtRunTime,
}

/// Whether a change breaks programs that use what it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Impact {
    Breaks,
    Harmless,
}

/// A change.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) kind: Kind,
    pub(super) impact: Impact,
    /// What changed, as Markdown.
    pub(super) what: String,
    /// The operations or types in which it did.
    pub(super) within: Vec<String>,
}

impl Change {
    pub(super) fn new<'a>(
        kind: Kind,
        impact: Impact,
        what: impl Into<String>,
        within: impl IntoIterator<Item = &'a str>,
    ) -> Change {
        let within = within.into_iter().map(ToOwned::to_owned).collect();
        Change { kind, impact, what: what.into(), within }
    }

    /// How many changes it stands for.
    pub(super) fn count(&self) -> usize {
        self.within.len().max(1)
    }
}

/// Puts changes that say the same of several operations or types into one.
pub(super) fn merged(changes: Vec<Change>) -> Vec<Change> {
    let mut by_text: BTreeMap<(Kind, Impact, String), Vec<String>> = BTreeMap::new();
    for change in changes {
        by_text.entry((change.kind, change.impact, change.what)).or_default().extend(change.within);
    }
    let changes = by_text.into_iter().map(|((kind, impact, what), mut within)| {
        within.sort();
        Change { kind, impact, what, within }
    });
    changes.collect()
}
