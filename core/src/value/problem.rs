//! Type mismatches in a document.

use super::{Json, Model, View};
use std::fmt;

/// A type mismatch: a value of another type than the API document declares, which was kept as raw JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The location as a JSON pointer (RFC 6901), such as `/profile/login`.
    pub pointer: String,
    /// The declared type in words, such as `a string`.
    pub expected: &'static str,
    /// The type found, in words; never the value itself.
    pub found: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.pointer, self.expected, self.found)
    }
}

pub(super) fn problems(view: View<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    look(view, "", "an object", &mut found);
    found
}

fn look(view: View<'_>, pointer: &str, expected: &'static str, found: &mut Vec<Problem>) {
    match view {
        View::Raw(value) => report(pointer, expected, value, found),
        View::Model(model) | View::Variant(model, _) => look_into(model, pointer, found),
        View::List(items) => {
            for at in 0..items.len() {
                look(items.item(at), &format!("{pointer}/{at}"), items.expected(), found);
            }
        }
        View::Map(entries) => {
            for at in 0..entries.len() {
                let (name, value) = entries.entry(at);
                look(value, &below(pointer, name), entries.expected(), found);
            }
        }
        View::Text(_) | View::Integer(_) | View::Bool(_) | View::Number(_) | View::Json(_) => {}
    }
}

fn look_into(model: &dyn Model, pointer: &str, found: &mut Vec<Problem>) {
    model.slots(&mut |slots, extras| {
        if let Some(whole) = extras.whole() {
            report(pointer, "an object", whole, found);
        }
        for (field, slot) in model.fields().iter().zip(slots) {
            match slot.view() {
                Some(view) => look(view, &below(pointer, field.name), field.expected, found),
                None => match extras.get(field.name) {
                    None | Some(Json::Null) => {}
                    Some(value) => report(&below(pointer, field.name), field.expected, value, found),
                },
            }
        }
    });
}

fn report(pointer: &str, expected: &'static str, value: &Json, found: &mut Vec<Problem>) {
    found.push(Problem { pointer: pointer.to_owned(), expected, found: value.kind() });
}

fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
