//! JSON: one document or array, or a document on each line.

use super::writer::{Shape, Writer};
use oktant::Json;
use std::io::{self, Write};

/// One document, or one array with each item on a line; indented on a terminal.
pub(super) struct Array {
    shape: Shape,
    indented: bool,
    any: bool,
}

impl Array {
    pub(super) fn new(shape: Shape, indented: bool) -> Array {
        Array { shape, indented, any: false }
    }
}

impl Writer for Array {
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()> {
        let list = self.shape == Shape::List;
        if list {
            out.write_all(if self.any { b",\n" } else { b"[\n" })?;
        }
        self.any = true;
        if self.indented {
            let depth = usize::from(list);
            write!(out, "{}{}", "  ".repeat(depth), pretty(&item, depth))?;
        } else {
            write!(out, "{item}")?;
        }
        if list { Ok(()) } else { writeln!(out) }
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match (self.shape, self.any) {
            (Shape::List, true) => out.write_all(b"\n]\n"),
            (Shape::List, false) => out.write_all(b"[]\n"),
            (Shape::Document, _) => Ok(()),
        }
    }
}

/// A document on each line; with `raw`, a string without its quotes.
pub(super) struct Lines {
    pub(super) raw: bool,
}

impl Writer for Lines {
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()> {
        match item.as_str().filter(|_| self.raw) {
            Some(text) => writeln!(out, "{text}"),
            None => writeln!(out, "{item}"),
        }
    }
}

/// Indented JSON, the first line without indentation.
pub(crate) fn pretty(value: &Json, depth: usize) -> String {
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let inside = |open: char, items: Vec<String>, close: char| {
        format!("{open}{}{}{}{close}", line(depth + 1), items.join(&format!(",{}", line(depth + 1))), line(depth))
    };
    match value {
        Json::Array(items) if !items.is_empty() => {
            inside('[', items.iter().map(|item| pretty(item, depth + 1)).collect(), ']')
        }
        Json::Object(members) if !members.is_empty() => {
            let member = |(name, value): (&str, &Json)| format!("{}: {}", Json::from(name), pretty(value, depth + 1));
            inside('{', members.iter().map(member).collect(), '}')
        }
        leaf => leaf.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mut writer: impl Writer, items: &[&str]) -> String {
        let mut out = Vec::new();
        items.iter().for_each(|item| writer.item(Json::parse(item.as_bytes()).unwrap(), &mut out).unwrap());
        writer.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_list_is_one_array() {
        assert_eq!(written(Array::new(Shape::List, false), &[]), "[]\n");
        assert_eq!(written(Array::new(Shape::List, false), &["1.50", "{\"a\":[]}"]), "[\n1.50,\n{\"a\":[]}\n]\n");
        let indented = written(Array::new(Shape::List, true), &["{\"a\":[1],\"b\":{}}"]);
        assert_eq!(indented, "[\n  {\n    \"a\": [\n      1\n    ],\n    \"b\": {}\n  }\n]\n");
    }

    #[test]
    fn lines_are_documents_or_raw_text() {
        assert_eq!(written(Lines { raw: false }, &["\"a\"", "{}"]), "\"a\"\n{}\n");
        assert_eq!(written(Lines { raw: true }, &["\"a\"", "{}"]), "a\n{}\n");
    }
}
