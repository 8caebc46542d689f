//! The corrections of `spec/corrections.overlay.yaml`: an OpenAPI Overlay 1.0.0 whose actions state what they correct and why.
//!
//! `x-expects` is the wrong fact, a subset of the node at the target; `x-evidence` is what was seen on the wire. The overlay is
//! written for one version of the document, `x-pinned`, in which every action must find what it corrects. In any other
//! version an action that finds something else is left out and listed, and one that is done already is counted.
//!
//! A value is replaced by two actions, as the standard requires: one removes it, the next adds the new one. Such a pair counts
//! as one correction.

mod target;

use crate::yaml::{self, YamlError};
use serde_json::{Map, Value};
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

/// Errors of an overlay.
#[derive(Debug, thiserror::Error)]
pub enum OverlayError {
    /// The text is not valid YAML.
    #[error(transparent)]
    Yaml(#[from] YamlError),
    /// The overlay is invalid.
    #[error("{place}: {what}")]
    Form {
        /// Where in the overlay.
        place: String,
        /// What is wrong there.
        what: String,
    },
    /// Corrections that do not apply to the version of the document that they were written for.
    #[error("the corrections do not fit the document that they are pinned to:\n{}", .0.join("\n"))]
    Missed(Vec<String>),
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
    pub fn read(text: &str) -> Result<Self, OverlayError> {
        let overlay = yaml::read(text)?;
        only(&overlay, &["overlay", "info", "extends", "x-pinned", "actions"], "#")?;
        if overlay.get("overlay").and_then(Value::as_str) != Some("1.0.0") {
            return Err(form("#/overlay", "Overlay 1.0.0 is understood"));
        }
        let pinned = overlay.get("x-pinned").and_then(Value::as_str);
        let pinned = pinned.ok_or_else(|| form("#", "x-pinned must name a version of the document"))?.to_owned();
        let actions = overlay.get("actions").and_then(Value::as_array);
        let actions = actions.ok_or_else(|| form("#", "there is no list of actions"))?;
        let mut corrections: Vec<Correction> = Vec::new();
        for (i, action) in actions.iter().enumerate() {
            let place = format!("#/actions/{i}");
            if let Some(new) = second_half(corrections.last(), action, &place)? {
                if let Some(first) = corrections.last_mut() {
                    first.change = Change::Replace(new);
                }
            } else {
                corrections.push(correction(action, &place)?);
            }
        }
        Ok(Self { pinned, corrections })
    }

    /// Applies the corrections to a document.
    pub fn apply(&self, document: &mut Value) -> Result<Report, OverlayError> {
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
        if missed.is_empty() { Ok(report) } else { Err(OverlayError::Missed(missed)) }
    }
}

impl Correction {
    fn judge(&self, document: &Value) -> Verdict {
        let Some(found) = self.target.find(document) else {
            return match self.change {
                Change::Remove if self.target.parent().find(document).is_some() => Verdict::Mended,
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
        match &self.change {
            Change::Update(new) => {
                if let Some(found) = self.target.find_mut(document) {
                    merge(found, new);
                }
            }
            Change::Replace(new) => {
                if let Some(found) = self.target.find_mut(document) {
                    *found = new.clone();
                }
            }
            Change::Remove => self.target.remove(document),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { applied, mended, gone } = self;
        write!(f, "corrections: {applied} applied, {} already mended, {} gone", mended.len(), gone.len())
    }
}

fn correction(action: &Value, place: &str) -> Result<Correction, OverlayError> {
    let target = known_target(action, place)?;
    if action.get("x-evidence").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(form(place, "x-evidence must say what the wire showed"));
    }
    let expects = action.get("x-expects").ok_or_else(|| form(place, "x-expects must say what is mended"))?.clone();
    let change = match (action.get("update"), action.get("remove")) {
        (Some(new), None) => Change::Update(new.clone()),
        (None, Some(Value::Bool(true))) => Change::Remove,
        _ => return Err(form(place, "an action has either update or remove: true")),
    };
    Ok(Correction { target, expects, change })
}

/// The new value, if this action adds what the one before it removed.
fn second_half(before: Option<&Correction>, action: &Value, place: &str) -> Result<Option<Value>, OverlayError> {
    let Some(Correction { target: removed, change: Change::Remove, .. }) = before else { return Ok(None) };
    let target = known_target(action, place)?;
    let update = action.get("update").and_then(Value::as_object).filter(|update| update.len() == 1);
    let new = removed.last().and_then(|key| update?.get(key));
    Ok(new.filter(|_| target == removed.parent()).cloned())
}

fn known_target(action: &Value, place: &str) -> Result<Target, OverlayError> {
    only(action, &["target", "description", "update", "remove", "x-expects", "x-evidence"], place)?;
    let text = action.get("target").and_then(Value::as_str).ok_or_else(|| form(place, "an action needs a target"))?;
    Target::parse(text).ok_or_else(|| form(place, &format!("{text}: not of the form $.a.b['c d'].e[0]")))
}

fn only(node: &Value, keys: &[&str], place: &str) -> Result<(), OverlayError> {
    let members = node.as_object().ok_or_else(|| form(place, "must be a mapping"))?;
    match members.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(form(place, &format!("{key} is not known here"))),
        None => Ok(()),
    }
}

fn form(place: &str, what: &str) -> OverlayError {
    OverlayError::Form { place: place.to_owned(), what: what.to_owned() }
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
        (Value::Object(found), Value::Object(new)) => merge_members(found, new),
        (Value::Array(found), Value::Array(new)) => {
            let missing: Vec<_> = new.iter().filter(|new| !found.contains(new)).cloned().collect();
            found.extend(missing);
        }
        (Value::Array(found), entry) => found.push(entry.clone()),
        (found, new) => *found = new.clone(),
    }
}

fn merge_members(found: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (key, new) in new {
        match found.get_mut(key) {
            Some(found) => merge(found, new),
            None => drop(found.insert(key.clone(), new.clone())),
        }
    }
}

#[cfg(test)]
mod tests;
