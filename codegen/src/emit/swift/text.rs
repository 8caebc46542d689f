//! The text of a file: names, doc comments, broken lines.

use super::{FOLDER, WIDTH};
use crate::emit::Files;
use crate::emit::docs;
use crate::model::Api;
use std::fmt::Write;

/// Words that are quoted where they are declared.
const KEYWORDS: [&str; 46] = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "inout",
    "internal", "is", "let", "nil", "operator", "private", "protocol", "public", "repeat", "rethrows", "return",
    "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
];

/// Names that Swift gives a meaning after a dot.
const MEMBERS: [&str; 4] = ["init", "self", "none", "some"];

/// A name that can stand after a dot: `self_`. Swift takes `.none` and `.some` of an optional value for those of `Optional`.
pub(super) fn member(name: String, suffix: &str) -> String {
    if MEMBERS.contains(&name.as_str()) { name + suffix } else { name }
}

/// The indent of members.
pub(super) const INDENT: &str = "    ";

/// Has the compiler emit a member into each program that uses it, and none of its code into the module: see ARCHITECTURE.md.
pub(super) fn emitted_into_client(out: &mut String) {
    let _ = writeln!(out, "{INDENT}@_alwaysEmitIntoClient");
}

/// A name as its declaration has it.
pub(super) fn quoted(name: &str) -> String {
    if KEYWORDS.contains(&name) || name == "where" || name == "while" { format!("`{name}`") } else { name.to_owned() }
}

/// A text as code has it.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A doc comment of paragraphs, one for each line; long ones are broken.
pub(super) fn comment(lines: &[String], indent: &str, out: &mut String) {
    for line in lines {
        let mut row = format!("{indent}///");
        let hanging = if line.starts_with("  - ") {
            "    "
        } else if line.starts_with("- ") {
            "  "
        } else {
            ""
        };
        for word in line.split(' ') {
            if row.trim_end().len() > indent.len() + 3 && row.chars().count() + 1 + word.chars().count() > WIDTH {
                let _ = writeln!(out, "{}", row.trim_end());
                row = format!("{indent}///{hanging}");
            }
            row.push(' ');
            row.push_str(word);
        }
        let _ = writeln!(out, "{}", row.trim_end());
    }
}

/// `head(items)tail`, in as few lines as the width allows: in one, with all items in a line of their own, or with several lines of
/// items.
pub(super) fn listed(indent: &str, head: &str, items: &[String], tail: &str) -> String {
    let line = format!("{indent}{head}{}{tail}", items.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let mut text = format!("{indent}{head}\n");
    let mut row = String::new();
    for (at, item) in items.iter().enumerate() {
        let item = if at + 1 == items.len() { item.clone() } else { format!("{item},") };
        if !row.is_empty() && indent.len() + 4 + row.chars().count() + 1 + item.chars().count() > WIDTH {
            let _ = writeln!(text, "{indent}    {row}");
            row.clear();
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(&item);
    }
    let _ = write!(text, "{indent}    {row}\n{indent}{tail}");
    text
}

/// Adds a file of the generated folder, which imports Foundation if it mentions one of its types.
pub(super) fn file(api: &Api, path: &str, body: &str, files: &mut Files) {
    let mut out = format!("// {}\n\n", docs::generated_by(api));
    let code = body.lines().filter(|line| !line.trim_start().starts_with("//"));
    if code.into_iter().any(|line| ["Date", "Data"].iter().any(|name| mentions(line, name))) {
        out.push_str("import Foundation\n\n");
    }
    out.push_str(body.trim_start());
    files.insert(format!("{FOLDER}/{path}.swift"), out);
}

/// True where a text has a word, whole.
fn mentions(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !part(before) && !part(after)
    })
}
