//! Operations that are added, removed, renamed or in another service.

use super::change::{Change, Impact, Kind};
use super::similar::{are_alike, shared_words};
use crate::model::{Api, Operation};
use crate::official::unnamed;
use std::collections::BTreeMap;

/// An operation in both documents.
pub(super) struct Pair<'a> {
    pub(super) old: &'a Operation,
    pub(super) new: &'a Operation,
    /// Why two operations with different IDs are taken for one.
    why: String,
}

impl Pair<'_> {
    pub(super) fn is_renamed(&self) -> bool {
        self.old.id != self.new.id
    }
}

/// The operations of two documents.
pub(super) struct Matches<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) removed: Vec<&'a Operation>,
    added: Vec<&'a Operation>,
}

/// Finds the operations of the old document in the new one: with the same ID, method and path; with the same method and path; with the
/// same ID; with the nearest name.
pub(super) fn matches<'a>(old: &'a Api, new: &'a Api) -> Matches<'a> {
    let mut found =
        Matches { pairs: Vec::new(), removed: old.operations.iter().collect(), added: new.operations.iter().collect() };
    found.take("", |operation| Some(format!("{} {}", operation.id, route(operation))));
    found.take("same method and path", |operation| operation.variant_of.is_none().then(|| route(operation)));
    found.take("", |operation| Some(operation.id.clone()));
    found.take_nearest();
    found.pairs.sort_by(|a, b| a.old.id.cmp(&b.old.id));
    found
}

impl<'a> Matches<'a> {
    /// Makes pairs of the operations that are left and have the same key.
    fn take(&mut self, why: &str, key: impl Fn(&Operation) -> Option<String>) {
        let mut by_key: BTreeMap<String, &Operation> = BTreeMap::new();
        for operation in &self.added {
            by_key.extend(key(operation).map(|key| (key, *operation)));
        }
        let mut left = Vec::new();
        for old in std::mem::take(&mut self.removed) {
            match key(old).and_then(|key| by_key.remove(&key)) {
                Some(new) => self.pairs.push(Pair { old, new, why: why.to_owned() }),
                None => left.push(old),
            }
        }
        self.removed = left;
        let pairs = &self.pairs;
        self.added.retain(|operation| !pairs.iter().any(|pair| std::ptr::eq(pair.new, *operation)));
    }

    /// Makes pairs of the operations that are left, have the same method, and are alike in name and path.
    fn take_nearest(&mut self) {
        let mut left = Vec::new();
        for old in std::mem::take(&mut self.removed) {
            let alike = |new: &&&Operation| {
                new.method == old.method
                    && are_alike(&old.id, &new.id)
                    && are_alike(&unnamed(&old.path), &unnamed(&new.path))
            };
            let nearness = |new: &&&Operation| {
                let ((shared, all), (steps, all_steps)) =
                    (shared_words(&old.id, &new.id), shared_words(&unnamed(&old.path), &unnamed(&new.path)));
                (shared * 100 / all.max(1) + steps * 100 / all_steps.max(1), std::cmp::Reverse(new.id.clone()))
            };
            let nearest = self.added.iter().filter(alike).max_by_key(nearness).copied();
            let Some(new) = nearest else {
                left.push(old);
                continue;
            };
            let (shared, all) = shared_words(&old.id, &new.id);
            let why =
                format!("the nearest name: {shared} of {all} words, the same method, `{}` → `{}`", old.path, new.path);
            self.added.retain(|operation| !std::ptr::eq(*operation, new));
            self.pairs.push(Pair { old, new, why });
        }
        self.removed = left;
    }
}

pub(super) fn changes(matches: &Matches<'_>, new: &Api, changes: &mut Vec<Change>) {
    for operation in &matches.removed {
        changes.push(Change::new(Kind::OperationsRemoved, Impact::Breaks, shown(operation), None));
    }
    for operation in &matches.added {
        changes.push(Change::new(Kind::OperationsAdded, Impact::Harmless, shown(operation), None));
    }
    for Pair { old, new: now, why } in matches.pairs.iter().filter(|pair| pair.is_renamed()) {
        let is_reused = new.operations.iter().any(|operation| operation.id == old.id);
        let reused = if is_reused { format!("; **`{}` calls another operation now**", old.id) } else { String::new() };
        let what = format!("`{}` → `{}` of `{}` ({why}){reused}", old.id, now.id, now.area);
        changes.push(Change::new(Kind::OperationsRenamed, Impact::Breaks, what, None));
    }
    for Pair { old, new: now, .. } in matches.pairs.iter().filter(|pair| pair.old.area != pair.new.area) {
        let is_gone = !new.areas.iter().any(|area| area.name == old.area);
        let gone = if is_gone { " (gone)" } else { "" };
        let what = format!("`{}`{gone} → `{}`", old.area, now.area);
        changes.push(Change::new(Kind::OperationsMoved, Impact::Breaks, what, [now.id.as_str()]));
    }
    for pair in &matches.pairs {
        at_run_time(pair.old, pair.new, changes);
    }
}

/// What no compiler sees.
fn at_run_time(old: &Operation, new: &Operation, changes: &mut Vec<Change>) {
    let scopes = |operation: &Operation| {
        let scopes = operation.scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>();
        if scopes.is_empty() { "none".to_owned() } else { scopes.join(" or ") }
    };
    let host = |operation: &Operation| operation.host.clone().unwrap_or_else(|| "the org".to_owned());
    let again = |operation: &Operation| if operation.facts.again { "idempotent" } else { "not idempotent" }.to_owned();
    // A token with an old scope, or the old credential, may not be enough any more.
    let had_tokens = old.facts.security != "ssws" && old.facts.security != "none";
    let lost_scope = had_tokens
        && (old.scopes.iter().any(|scope| !new.scopes.contains(scope))
            || (old.scopes.is_empty() && !new.scopes.is_empty()));
    let lost_credential = old.facts.security != new.facts.security && new.facts.security != "any";
    if old.facts.deprecated != new.facts.deprecated {
        let what = if new.facts.deprecated { "deprecated now" } else { "not deprecated any more" };
        changes.push(Change::new(Kind::AtRunTime, Impact::Harmless, what, [new.id.as_str()]));
    }
    for (what, before, after, breaks) in [
        ("scope", scopes(old), scopes(new), lost_scope),
        ("credential", old.facts.security.to_owned(), new.facts.security.to_owned(), lost_credential),
        ("request", format!("`{}`", route(old)), format!("`{}`", route(new)), false),
        ("host", host(old), host(new), false),
        ("lifecycle", old.facts.lifecycle.clone(), new.facts.lifecycle.clone(), false),
        ("retries", again(old), again(new), false),
    ] {
        if before != after {
            let impact = if breaks { Impact::Breaks } else { Impact::Harmless };
            changes.push(Change::new(Kind::AtRunTime, impact, format!("{what} {before} → {after}"), [new.id.as_str()]));
        }
    }
}

fn route(operation: &Operation) -> String {
    format!("{} {}", operation.method, unnamed(&operation.path))
}

fn shown(operation: &Operation) -> String {
    format!("`{}` in `{}`: `{} {}`", operation.id, operation.area, operation.method, operation.path)
}
