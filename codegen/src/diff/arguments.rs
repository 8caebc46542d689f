//! Arguments, bodies and responses of an operation that is in both documents.

use super::both::Both;
use super::change::{Change, Impact, Kind};
use super::operations::Pair;
use super::similar::are_alike;
use crate::emit::in_plain_words;
use crate::model::{Body, Operation, Parameter, Place, Ref, Shape};

pub(super) fn changes(both: &Both<'_>, pair: &Pair<'_>, changes: &mut Vec<Change>) {
    let mut out = Changes { id: &pair.new.id, changes };
    let of = |operation: &'_ Operation, place: Place| -> Vec<Parameter> {
        operation.parameters.iter().filter(|parameter| parameter.place == place).cloned().collect()
    };
    let (old_path, new_path) = (of(pair.old, Place::Path), of(pair.new, Place::Path));
    if old_path.len() == new_path.len() {
        for (old, new) in old_path.iter().zip(&new_path) {
            if old.wire != new.wire {
                let (from, to) = (&old.wire, &new.wire);
                out.add(
                    Kind::ArgumentsRenamed,
                    Impact::Breaks,
                    format!("path `{from}` → `{to}` (the same place in the path)"),
                );
            }
            compare(both, old, new, &mut out);
        }
    } else {
        by_name(both, &old_path, &new_path, &mut out);
    }
    for place in [Place::Query, Place::Header] {
        by_name(both, &of(pair.old, place), &of(pair.new, place), &mut out);
    }
    body(both, pair.old, pair.new, &mut out);
    response(both, pair.old, pair.new, &mut out);
}

/// The changes of one operation.
struct Changes<'a, 'b> {
    id: &'a str,
    changes: &'b mut Vec<Change>,
}

impl Changes<'_, '_> {
    fn add(&mut self, kind: Kind, impact: Impact, what: impl Into<String>) {
        self.changes.push(Change::new(kind, impact, what, [self.id]));
    }
}

/// Compares the parameters of one place.
fn by_name(both: &Both<'_>, old: &[Parameter], new: &[Parameter], out: &mut Changes<'_, '_>) {
    let named = |of: &[Parameter], wire: &str| of.iter().any(|parameter| parameter.wire == wire);
    let gone: Vec<&Parameter> = old.iter().filter(|parameter| !named(new, &parameter.wire)).collect();
    let mut added: Vec<&Parameter> = new.iter().filter(|parameter| !named(old, &parameter.wire)).collect();
    for (before, after) in old.iter().filter_map(|old| Some((old, new.iter().find(|new| new.wire == old.wire)?))) {
        compare(both, before, after, out);
    }
    for parameter in gone {
        let place = place(parameter);
        let alike = |new: &&Parameter| both.same(&parameter.of, &new.of) && are_alike(&parameter.wire, &new.wire);
        match added.iter().position(alike) {
            Some(at) => {
                let to = added.remove(at);
                let what =
                    format!("{place} `{}` → `{}` (the same type, a name with the same words)", parameter.wire, to.wire);
                out.add(Kind::ArgumentsRenamed, Impact::Breaks, what);
                compare(both, parameter, to, out);
            }
            None => out.add(Kind::ArgumentsRemoved, Impact::Breaks, format!("{place} `{}`", parameter.wire)),
        }
    }
    for parameter in added {
        let required = if parameter.required { ", required" } else { "" };
        let what = format!("{} `{}`: {}{required}", place(parameter), parameter.wire, in_plain_words(&parameter.of));
        match parameter.required {
            true => out.add(Kind::ArgumentsRequired, Impact::Breaks, what),
            false => out.add(Kind::ArgumentsAdded, Impact::Harmless, what),
        }
    }
}

/// Compares a parameter that is in both documents.
fn compare(both: &Both<'_>, old: &Parameter, new: &Parameter, out: &mut Changes<'_, '_>) {
    let named = format!("{} `{}`", place(new), new.wire);
    if !both.same(&old.of, &new.of) {
        out.add(Kind::ArgumentsRetyped, Impact::Breaks, format!("{named}: {}", both.in_words(&old.of, &new.of)));
    }
    match (old.required, new.required) {
        (false, true) => out.add(Kind::ArgumentsRequired, Impact::Breaks, format!("{named} is required now")),
        (true, false) => {
            out.add(
                Kind::ArgumentsRequired,
                Impact::Breaks,
                format!("{named} is optional now: it has another place among the arguments"),
            );
        }
        _ => {}
    }
    if !matches!(new.of, Ref::Named(_)) {
        let missing = |from: &Parameter, of: &Parameter| -> Vec<String> {
            of.values.iter().filter(|value| !from.values.contains(value)).map(|value| format!("`{value}`")).collect()
        };
        // An argument is any text.
        for (kind, values) in [(Kind::ValuesRemoved, missing(new, old)), (Kind::ValuesAdded, missing(old, new))] {
            if !values.is_empty() {
                out.add(kind, Impact::Harmless, format!("{named}: {}", values.join(", ")));
            }
        }
    }
    if old.limits != new.limits {
        let limits = |of: &Parameter| if of.limits.is_empty() { "no limits".to_owned() } else { of.limits.join(", ") };
        out.add(Kind::AtRunTime, Impact::Harmless, format!("{named}: {} → {}", limits(old), limits(new)));
    }
    if old.explode != new.explode {
        out.add(Kind::AtRunTime, Impact::Harmless, format!("{named}: another form of the list in the URL"));
    }
}

fn body(both: &Both<'_>, old: &Operation, new: &Operation, out: &mut Changes<'_, '_>) {
    match (&old.body, &new.body) {
        (None, None) => {}
        (None, Some(body)) if body.required => {
            out.add(Kind::Bodies, Impact::Breaks, format!("takes {} now, required", taken(body)))
        }
        (None, Some(body)) => out.add(Kind::Bodies, Impact::Harmless, format!("takes {} now, optional", taken(body))),
        (Some(body), None) => {
            out.add(Kind::Bodies, Impact::Breaks, format!("takes no body any more (was {})", taken(body)))
        }
        (Some(before), Some(after)) => {
            let same = match (&before.of, &after.of) {
                (Some(before), Some(after)) => both.same(before, after),
                _ => taken(before) == taken(after),
            };
            if !same {
                out.add(Kind::Bodies, Impact::Breaks, format!("{} → {}", taken(before), taken(after)));
            }
            match (before.required, after.required) {
                (false, true) => out.add(Kind::Bodies, Impact::Breaks, "the body is required now"),
                (true, false) => out.add(
                    Kind::Bodies,
                    Impact::Breaks,
                    "the body is optional now: it has another place among the arguments",
                ),
                _ => {}
            }
        }
    }
}

fn response(both: &Both<'_>, old: &Operation, new: &Operation, out: &mut Changes<'_, '_>) {
    let (before, after) = (both.old.item(old), both.new.item(new));
    match (before, after) {
        (None, Some(_)) => {
            return out.add(Kind::Responses, Impact::Breaks, format!("is a list now: {} → {}", given(old), given(new)));
        }
        (Some(_), None) => {
            return out.add(
                Kind::Responses,
                Impact::Breaks,
                format!("is no list any more: {} → {}", given(old), given(new)),
            );
        }
        _ => {}
    }
    let same = match (&old.reply.of, &new.reply.of) {
        (Some(before), Some(after)) => both.same(before, after),
        _ => given(old) == given(new),
    };
    let impact = if old.reply.shape == Shape::Nothing { Impact::Harmless } else { Impact::Breaks };
    if !same {
        out.add(Kind::Responses, impact, format!("{} → {}", given(old), given(new)));
    } else if old.reply.optional != new.reply.optional {
        let what = if new.reply.optional { "may be empty now" } else { "is never empty now" };
        out.add(Kind::Responses, Impact::Breaks, what);
    }
}

/// What a call takes as its body, in words.
fn taken(body: &Body) -> String {
    match (&body.of, &body.part) {
        (Some(of), _) => in_plain_words(of),
        (None, Some(_)) => "a file".to_owned(),
        (None, None) => format!("content of type `{}`", body.media.join("`, `")),
    }
}

/// What a call returns, in words.
fn given(operation: &Operation) -> String {
    match (operation.reply.shape, &operation.reply.of) {
        (Shape::Nothing, _) => "nothing".to_owned(),
        (Shape::Text, _) => format!("content of type `{}`", operation.reply.media.join("`, `")),
        (_, Some(of)) => in_plain_words(of),
        (_, None) => in_plain_words(&Ref::Any),
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
    }
}
