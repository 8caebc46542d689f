//! The corrections of `spec/corrections.overlay.yaml`: an OpenAPI Overlay 1.0.0 whose actions state what they correct and why.
//!
//! `x-expects` is the wrong fact, a subset of the node at the target; `x-evidence` is what was seen on the wire. The overlay is
//! written for one version of the document, `x-pinned`, in which every action must find what it corrects. In any other
//! version an action that finds something else is left out and listed, and one that is done already is counted.
//!
//! A value is replaced by two actions, as the standard requires: one removes it, the next adds the new one. Such a pair counts
//! as one correction.

mod target;

use crate::node::Fault;
use crate::yaml;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use std::fmt;
use target::Target;

/// A parsed overlay.
#[derive(Debug)]
pub struct Overlay {
    /// The version of the document that the corrections were written for.
    pub pinned: String,
    corrections: Vec<Correction>,
}

/// A report on the corrections.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many were applied.
    pub applied: usize,
    /// Corrections that another version of the document does not need any more.
    pub mended: Vec<String>,
    /// Corrections whose target another version of the document does not have, or has with another value.
    pub gone: Vec<String>,
}

/// An overlay as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "overlay")]
    version: String,
    #[serde(rename = "info")]
    _info: IgnoredAny,
    #[serde(rename = "extends")]
    _extends: IgnoredAny,
    #[serde(rename = "x-pinned")]
    pinned: String,
    actions: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    target: Target,
    #[serde(rename = "description")]
    _description: Option<IgnoredAny>,
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
    #[serde(rename = "x-expects")]
    expects: Option<Value>,
    #[serde(rename = "x-evidence")]
    evidence: Option<String>,
}

#[derive(Debug)]
struct Correction {
    target: Target,
    expects: Value,
    change: Change,
}

#[derive(Debug)]
enum Change {
    /// Merges a value into the target.
    Update(Value),
    /// Removes the target.
    Remove,
    /// Replaces the target by this value.
    Replace(Value),
}

enum Verdict {
    Applies,
    Mended,
    Gone(String),
}

impl Overlay {
    /// Parses an overlay; every action needs a target, evidence and the expected value.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let overlay: Document = parsed(yaml::read(text)?, "#")?;
        if overlay.version != "1.0.0" {
            return Err(Fault::new("#/overlay", "Overlay 1.0.0 is understood"));
        }
        let mut corrections: Vec<Correction> = Vec::new();
        for (i, action) in overlay.actions.into_iter().enumerate() {
            let place = format!("#/actions/{i}");
            let action: Action = parsed(action, &place)?;
            match corrections.last_mut().and_then(|before| Some((action.second_half(before)?, before))) {
                Some((new, first)) => first.change = Change::Replace(new),
                None => corrections.push(action.correction(&place)?),
            }
        }
        Ok(Self { pinned: overlay.pinned, corrections })
    }

    /// Applies the corrections to a document.
    pub fn apply(&self, document: &mut Value) -> Result<Report, Fault> {
        let pinned = document.pointer("/info/version").and_then(Value::as_str) == Some(&self.pinned);
        let mut report = Report::default();
        let mut missed = Vec::new();
        for correction in &self.corrections {
            let target = &correction.target;
            match correction.judge(document) {
                Verdict::Applies => {
                    correction.apply(document);
                    report.applied += 1;
                }
                Verdict::Mended if pinned => missed.push(format!("{target}: changes nothing")),
                Verdict::Gone(why) if pinned => missed.push(format!("{target}: {why}")),
                Verdict::Mended => report.mended.push(target.to_string()),
                Verdict::Gone(why) => report.gone.push(format!("{target}: {why}")),
            }
        }
        if missed.is_empty() {
            return Ok(report);
        }
        let what = "the corrections do not fit the document that they are pinned to:";
        Err(Fault::new("corrections.overlay.yaml", format!("{what}\n{}", missed.join("\n"))))
    }
}

impl Correction {
    fn judge(&self, document: &Value) -> Verdict {
        let Some(found) = document.pointer(&self.target.pointer) else {
            return match self.change {
                Change::Remove if self.target.has_parent(document) => Verdict::Mended,
                _ => Verdict::Gone("is not there".to_owned()),
            };
        };
        let mended = match &self.change {
            Change::Update(new) => says_already(found, new),
            Change::Replace(new) => found == new,
            Change::Remove => false,
        };
        if mended {
            Verdict::Mended
        } else if matches(found, &self.expects) {
            Verdict::Applies
        } else {
            Verdict::Gone(format!("is not {}", self.expects))
        }
    }

    fn apply(&self, document: &mut Value) {
        match (&self.change, document.pointer_mut(&self.target.pointer)) {
            (Change::Update(new), Some(found)) => merge(found, new),
            (Change::Replace(new), Some(found)) => *found = new.clone(),
            (Change::Remove, _) => self.target.remove(document),
            (_, None) => {}
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { applied, mended, gone } = self;
        write!(f, "corrections: {applied} applied, {} already mended, {} gone", mended.len(), gone.len())
    }
}

impl Action {
    fn correction(self, place: &str) -> Result<Correction, Fault> {
        if self.evidence.is_none_or(|evidence| evidence.is_empty()) {
            return Err(Fault::new(place, "x-evidence must say what the wire showed"));
        }
        let expects = self.expects.ok_or_else(|| Fault::new(place, "x-expects must say what is mended"))?;
        let change = match (self.update, self.remove) {
            (Some(new), false) => Change::Update(new),
            (None, true) => Change::Remove,
            _ => return Err(Fault::new(place, "an action has either update or remove: true")),
        };
        Ok(Correction { target: self.target, expects, change })
    }

    /// The new value, if this action adds what the one before it removed.
    fn second_half(&self, before: &Correction) -> Option<Value> {
        let Correction { target: removed, change: Change::Remove, .. } = before else { return None };
        let (parent, key) = removed.split()?;
        let update = self.update.as_ref()?.as_object().filter(|update| update.len() == 1)?;
        update.get(&key).filter(|_| self.target.pointer == parent).cloned()
    }
}

fn parsed<T: DeserializeOwned>(node: Value, place: &str) -> Result<T, Fault> {
    serde_json::from_value(node).map_err(|error| Fault::new(place, error.to_string()))
}

/// Whether every expected member is present with its value; lists and scalars must be equal.
fn matches(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(key, expected)| found.get(key).is_some_and(|found| matches(found, expected)))
        }
        _ => found == expected,
    }
}

/// Whether a merge would change nothing.
fn says_already(found: &Value, new: &Value) -> bool {
    match (found, new) {
        (Value::Object(found), Value::Object(new)) => {
            new.iter().all(|(key, new)| found.get(key).is_some_and(|found| says_already(found, new)))
        }
        (Value::Array(found), Value::Array(new)) => new.iter().all(|new| found.contains(new)),
        (Value::Array(found), entry) => found.contains(entry),
        _ => found == new,
    }
}

/// Merges as Overlay 1.0.0 says: mappings member by member, lists by appending, everything else by replacing.
fn merge(found: &mut Value, new: &Value) {
    match (found, new) {
        (Value::Object(found), Value::Object(new)) => {
            new.iter().for_each(|(key, new)| merge(found.entry(key).or_insert(Value::Null), new));
        }
        (Value::Array(found), Value::Array(new)) => {
            let missing: Vec<_> = new.iter().filter(|new| !found.contains(new)).cloned().collect();
            found.extend(missing);
        }
        (Value::Array(found), entry) => found.push(entry.clone()),
        (found, new) => *found = new.clone(),
    }
}

#[cfg(test)]
mod tests;
