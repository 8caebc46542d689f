//! The JSON writer: values to compact text.

use super::plain::plain_length;
use super::walk::{Event, Walk};
use super::{Json, Model, View};
use std::fmt::Write;

/// The compact JSON of a view.
pub(super) fn text(value: View<'_>) -> String {
    let mut out = String::new();
    view(value, &mut out);
    out
}

/// Writes a view.
pub(super) fn view(value: View<'_>, out: &mut String) {
    match value {
        View::Text(text) => string(text, out),
        View::Integer(value) => drop(write!(out, "{value}")),
        View::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        View::Number(number) => drop(write!(out, "{number}")),
        View::Json(value) | View::Raw(value) => json(value, out),
        View::Model(value) => model(value, None, out),
        View::Variant(value, tag) => model(value, tag, out),
        View::List(items) => {
            out.push('[');
            for at in 0..items.len() {
                if at > 0 {
                    out.push(',');
                }
                view(items.item(at), out);
            }
            out.push(']');
        }
        View::Map(entries) => {
            let mut members = Members::open(out);
            for at in 0..entries.len() {
                let (name, value) = entries.entry(at);
                view(value, members.next(name));
            }
            members.close();
        }
    }
}

/// Writes a JSON value.
pub(super) fn json(value: &Json, out: &mut String) {
    if !matches!(value, Json::Array(_) | Json::Object(_)) {
        return leaf(value, out);
    }
    for event in Walk::new(value) {
        match event {
            Event::Open(Json::Array(_)) => out.push('['),
            Event::Open(_) => out.push('{'),
            Event::Item { first, name } => {
                if !first {
                    out.push(',');
                }
                if let Some(name) = name {
                    string(name, out);
                    out.push(':');
                }
            }
            Event::Leaf(value) => leaf(value, out),
            Event::Close(Json::Array(_)) => out.push(']'),
            Event::Close(_) => out.push('}'),
        }
    }
}

fn leaf(value: &Json, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => drop(write!(out, "{number}")),
        Json::String(text) => string(text, out),
        Json::Unpaired(text) => out.push_str(text),
        Json::Array(_) | Json::Object(_) => {}
    }
}

/// Writes the fields that are set, then the extras that no set field replaces, and the tag unless one of them has its name.
fn model(model: &dyn Model, tag: Option<(&str, &str)>, out: &mut String) {
    model.slots(&mut |slots, extras| {
        if let Some(whole) = extras.whole() {
            return json(whole, out);
        }
        let fields = model.fields();
        let mut members = Members::open(out);
        let mut tag = tag;
        for (field, slot) in fields.iter().zip(slots) {
            if let Some(value) = slot.view() {
                tag = tag.filter(|(name, _)| *name != field.name);
                view(value, members.next(field.name));
            }
        }
        for (name, value) in extras.iter() {
            let replaced = fields.iter().zip(slots).any(|(field, slot)| field.name == name && slot.view().is_some());
            if !replaced {
                tag = tag.filter(|(known, _)| *known != name);
                json(value, members.next(name));
            }
        }
        if let Some((name, value)) = tag {
            string(value, members.next(name));
        }
        members.close();
    });
}

struct Members<'a> {
    out: &'a mut String,
    first: bool,
}

impl<'a> Members<'a> {
    fn open(out: &'a mut String) -> Members<'a> {
        out.push('{');
        Members { out, first: true }
    }

    fn next(&mut self, name: &str) -> &mut String {
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
        string(name, self.out);
        self.out.push(':');
        self.out
    }

    fn close(self) {
        self.out.push('}');
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(plain_length(rest.as_bytes()));
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => drop(write!(out, "\\u{:04x}", u32::from(control))),
            None => break,
        }
        rest = chars.as_str();
    }
    out.push('"');
}
