//! The text of a file: names, doc comments, imports.

use super::{FOLDER, WIDTH};
use crate::emit::docs;
use crate::model::Api;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Words that are quoted where they are names.
const KEYWORDS: [&str; 28] = [
    "as", "break", "class", "continue", "do", "else", "false", "for", "fun", "if", "in", "interface", "is", "null",
    "object", "package", "return", "super", "this", "throw", "true", "try", "typealias", "typeof", "val", "var",
    "when", "while",
];

/// What generated code uses of other packages, and of `dev.oktant` from the package of the models.
const IMPORTS: [&str; 2] = ["kotlinx.serialization.json.JsonElement", "kotlinx.serialization.json.JsonObject"];
const FROM_KOTLIN: [&str; 1] = ["kotlin.time.Instant"];

/// A file that is being written.
pub(super) struct File {
    /// Its path in the generated folder, without the extension.
    path: String,
    package: &'static str,
    /// The names that it may import, whole.
    imports: BTreeSet<String>,
    pub(super) body: String,
}

impl File {
    pub(super) fn new(path: String, package: &'static str) -> File {
        let imports = IMPORTS.into_iter().map(str::to_owned).collect();
        File { path, package, imports, body: String::new() }
    }

    /// Lets the file import a name, if its text mentions it.
    pub(super) fn import(&mut self, name: String) {
        self.imports.insert(name);
    }

    /// Its path from the project's root, and its text.
    pub(super) fn finish(self, api: &Api) -> (String, String) {
        let mut out = format!("// {}\npackage {}\n", docs::generated_by(api), self.package);
        let code: String = self.body.lines().filter(|line| !is_comment(line)).collect::<Vec<_>>().join("\n");
        let names = self.imports.iter().map(String::as_str).chain(FROM_KOTLIN);
        let used = names.filter(|name| mentions(&code, name.rsplit('.').next().unwrap_or(name)));
        for (at, name) in used.enumerate() {
            let _ = writeln!(out, "{}import {name}", if at == 0 { "\n" } else { "" });
        }
        out.push('\n');
        out.push_str(self.body.trim_start());
        (format!("{FOLDER}/{}.kt", self.path), out)
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['*', '/'])
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

/// A name as code has it.
pub(super) fn quoted(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("`{name}`") } else { name.to_owned() }
}

/// A text as code has it.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}").replace('$', "\\$")
}

/// A doc comment of paragraphs and tags, one for each line; long ones are broken.
pub(super) fn comment(lines: &[String], indent: &str, out: &mut String) {
    if let [line] = lines
        && indent.len() + line.chars().count() + 7 <= WIDTH
    {
        let _ = writeln!(out, "{indent}/** {line} */");
        return;
    }
    let _ = writeln!(out, "{indent}/**");
    for line in lines {
        let mut row = format!("{indent} *");
        for word in line.split(' ') {
            if row.trim_end().len() > indent.len() + 2 && row.chars().count() + 1 + word.chars().count() > WIDTH {
                let _ = writeln!(out, "{}", row.trim_end());
                row = format!("{indent} *");
            }
            row.push(' ');
            row.push_str(word);
        }
        let _ = writeln!(out, "{}", row.trim_end());
    }
    let _ = writeln!(out, "{indent} */");
}

/// A function whose body is an expression, which `broken` gives in several lines after an indent: in one line where that fits.
pub(super) fn function(
    indent: &str,
    head: &str,
    parameters: &[String],
    of: &str,
    whole: &str,
    broken: impl Fn(&str) -> String,
) -> String {
    let length = |line: &str| line.chars().count();
    let mut text = format!("{indent}{head}({}): {of} =", parameters.join(", "));
    if length(&text) > WIDTH {
        let inner = parameters.iter().map(|parameter| format!("{indent}    {parameter},\n")).collect::<String>();
        text = format!("{indent}{head}(\n{inner}{indent}): {of} =");
    }
    let room = WIDTH - text.lines().last().map_or(0, length).min(WIDTH);
    let next = format!("{indent}    ");
    if length(whole) < room {
        format!("{text} {whole}")
    } else if next.len() + length(whole) <= WIDTH {
        format!("{text}\n{next}{whole}")
    } else if broken(indent).lines().next().is_some_and(|first| length(first) < room) {
        format!("{text} {}", broken(indent))
    } else {
        format!("{text}\n{next}{}", broken(&next))
    }
}

/// A property that is computed, in one line where that fits.
pub(super) fn getter(indent: &str, head: &str, of: &str, value: &str) -> String {
    let line = format!("{indent}{head}: {of} get() = {value}");
    if line.len() <= WIDTH {
        return line;
    }
    let line = format!("{indent}    get() = {value}");
    let line = if line.len() <= WIDTH { line } else { line.replacen("?.", &format!("\n{indent}        ?."), 1) };
    format!("{indent}{head}: {of}\n{line}")
}
