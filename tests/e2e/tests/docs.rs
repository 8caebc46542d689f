//! Doc comments of public items say more than the item's name and type, in every language.
//!
//! Generated code is left out: its sentences come from `codegen/src/emit/docs.rs`, and codegen's snapshots show them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use oktant_e2e::tree::{files, root};
use std::collections::BTreeSet;
use std::fs;

/// Where public items are, by folder and file ending, and how many documented ones there are at least.
const SOURCES: &[(&str, &str, usize)] = &[
    ("core/src/", ".rs", 300),
    ("keys/src/", ".rs", 10),
    ("client/src/", ".rs", 100),
    ("bindings-python/src/", ".rs", 1),
    ("bindings-uniffi/src/", ".rs", 50),
    ("bindings-wasm/src/", ".rs", 1),
    ("simulator/src/", ".rs", 40),
    ("bindings-python/python/", ".py", 100),
    ("bindings-python/python/", ".pyi", 10),
    ("bindings-wasm/npm/src/", ".ts", 80),
    ("bindings-uniffi/kotlin/src/main/", ".kt", 100),
    ("bindings-uniffi/swift/Sources/", ".swift", 100),
];

/// Words that add nothing to a name.
const FILLERS: &str = "a all an and are as at be by for from given has have in into is it its of on one or s that the their \
                       these this to was what where which with";

/// Kinds of JSON values: an item that is one, such as a variant `String`, has no more to say.
const KINDS: &str = "array bool boolean integer json list null number object string";

/// A documented public item.
struct Item {
    line: usize,
    declaration: String,
    doc: String,
}

/// The sources below a folder, without files of tests.
fn sources(folder: &str, ending: &str) -> Vec<String> {
    files(ending).into_iter().filter(|path| path.starts_with(folder) && !path.ends_with("tests.rs")).collect()
}

/// The words of a text in lower case and in the singular; `orgUrl` and `org_url` are two words.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (lower && c.is_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if c.is_alphanumeric() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
    }
    let singular = |word: String| if word.len() > 3 { word.trim_end_matches('s').to_owned() } else { word };
    words.into_iter().filter(|word| !word.is_empty()).map(singular).collect()
}

/// True if a doc comment says no more than the declaration below it.
fn repeats(item: &Item) -> bool {
    let known: BTreeSet<String> = words(&item.declaration).union(&words(FILLERS)).cloned().collect();
    let said = words(&item.doc);
    said.is_subset(&known) && !said.is_subset(&words(KINDS).union(&words(FILLERS)).cloned().collect())
}

/// Whether a declaration is public, in a language whose doc comments stand above it.
fn is_public(declaration: &str, ending: &str) -> bool {
    let variant = declaration.starts_with(char::is_uppercase) && !declaration.contains("::");
    match ending {
        ".rs" => declaration.starts_with("pub ") || variant,
        ".swift" => declaration.starts_with("public ") || declaration.starts_with("case "),
        ".kt" => declaration.starts_with("public ") || variant,
        _ => !declaration.starts_with(['_', '#']),
    }
}

/// Items whose doc comment (`///`, `/** */`) stands above them.
fn documented_above(text: &str, ending: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut doc = String::new();
    for (at, line) in text.lines().map(str::trim).enumerate() {
        let comment = line.strip_prefix("///").or(line.strip_prefix("/**")).or(line.strip_prefix('*'));
        if let Some(words) = comment {
            doc += words;
        } else if !line.starts_with("#[") && !line.starts_with('@') {
            let doc = std::mem::take(&mut doc);
            if !doc.is_empty() && is_public(line, ending) {
                items.push(Item { line: at + 1, declaration: line.to_owned(), doc });
            }
        }
    }
    items
}

/// Items of Python, whose docstring stands below them.
fn documented_below(text: &str) -> Vec<Item> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut items = Vec::new();
    let mut declaration = String::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some(rest) = line.strip_prefix("\"\"\"") {
            let mut doc = rest.to_owned();
            while !doc.ends_with("\"\"\"") && at + 1 < lines.len() {
                at += 1;
                doc = doc + " " + lines[at];
            }
            let name = declaration.trim_start_matches("async ").trim_start_matches("def ").trim_start_matches("class ");
            if name.starts_with(char::is_alphabetic) {
                items.push(Item { line: at + 1, declaration: std::mem::take(&mut declaration), doc });
            }
        } else if line.starts_with("def ") || line.starts_with("async def ") || line.starts_with("class ") {
            declaration = line.to_owned();
        } else if !declaration.is_empty() && !declaration.ends_with([':', '.']) && declaration.contains('(') {
            declaration = declaration + " " + line; // a signature of several lines
        } else {
            declaration = if line.contains(": ") { line.to_owned() } else { String::new() };
        }
        at += 1;
    }
    items
}

#[test]
fn doc_comments_say_more_than_the_name() {
    let mut found = Vec::new();
    for (folder, ending, least) in SOURCES {
        let mut count = 0;
        for path in sources(folder, ending) {
            let text = fs::read_to_string(root().join(&path)).unwrap();
            let python = ending.starts_with(".py");
            let items = if python { documented_below(&text) } else { documented_above(&text, ending) };
            count += items.len();
            let repeating = items.iter().filter(|item| repeats(item));
            found.extend(
                repeating.map(|item| format!("{path}:{}: {} | {}", item.line, item.declaration, item.doc.trim())),
            );
        }
        assert!(count >= *least, "{folder}*{ending}: {count} documented items");
    }
    assert!(found.is_empty(), "{} doc comments only repeat the name:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_repeated_name_is_found() {
    let rust = "/// The org's URL.\n#[must_use]\npub fn org_url(&self) -> &str {";
    let typescript = "/** The status. */\nreadonly status: number;";
    let python = "def rates(self) -> list[Rate]:\n    \"\"\"The rates.\"\"\"\nname: str\n\"\"\"Its name.\"\"\"";
    let items = [documented_above(rust, ".rs"), documented_above(typescript, ".ts"), documented_below(python)];
    assert_eq!(items.iter().flatten().filter(|item| repeats(item)).count(), 4);
    let told =
        documented_above("/// The org's URL, `https://example.okta.com`.\npub fn org_url(&self) -> &str {", ".rs");
    assert!(told.len() == 1 && !repeats(&told[0]));
}
