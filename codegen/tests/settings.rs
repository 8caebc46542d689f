//! Settings: entries in, the code of each language out. `UPDATE=1 cargo test -p oktant-codegen` rewrites the output; the
//! difference is the review.

#![allow(clippy::unwrap_used)]

use oktant_codegen::settings::Settings;
use oktant_codegen::{emit, model};
use serde_json::json;
use std::path::Path;

const MARK: &str = "=== output\n";

/// What the generator marks as made from settings; of the page in docs/ the table alone.
fn output(input: &str) -> String {
    let api = json!({"openapi": "3.0.3", "info": {"version": "snippet"}, "tags": [], "paths": {}, "components": {"schemas": {}}});
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = emit::emit(&model::build(&api).unwrap(), &Settings::read(input).unwrap(), &root).unwrap();
    let made = files.iter().filter_map(|(path, text)| {
        let (_, made) = text.split_once("from spec/settings.yaml")?;
        let made = made.split("<!-- from here on by hand").next()?;
        Some(format!("--- {path}\n{made}"))
    });
    made.collect()
}

#[test]
fn entries_give_the_code_of_each_language() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settings.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    let (input, expected) = text.split_once(MARK).unwrap();
    let found = output(input);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&file, format!("{input}{MARK}{found}")).unwrap();
    } else {
        let at = found.lines().zip(expected.lines()).position(|(a, b)| a != b);
        assert!(found == expected, "{} differs from output line {at:?}; UPDATE=1 rewrites it", file.display());
    }
}

#[test]
fn an_entry_that_contradicts_itself_or_another_is_named() {
    for (more, what) in [
        ("{name: org_url, type: text, doc: Twice.}", "org_url: the name occurs twice"),
        ("{name: a, env: ORG_URL, type: text, doc: A.}", "a: another setting has the name ORGURL"),
        ("{name: a, env: A, type: text, doc: A., aliases: {Go: [org.url]}}", "a: another setting has the name ORGURL"),
        ("{name: a, type: text, doc: 'See {b}.'}", "a: there is no setting b"),
        ("{name: a, type: text, doc: A., without: {swift: 'see {b}'}}", "a: there is no setting b"),
        (
            "{name: a, type: text, doc: A., implies: {setting: b, text: x}}",
            "a: it implies a setting that the environment does not have",
        ),
        ("{name: a, type: text, doc: A., default: '1'}", "a: the doc does not end in \"Default: 1\""),
        ("{name: a, type: text, doc: 'A. Default: 1.'}", "a: the doc has a default, the setting has none"),
        ("{name: a, type: text, doc: A., unit: ms}", "unknown field `unit`"),
        ("{name: a, type: number, doc: A.}", "unknown variant `number`"),
        ("{name: a, type: text, doc: A., without: {perl: no}}", "perl"),
    ] {
        let text = format!("- {{name: org_url, env: ORGURL, type: text, doc: Org URL.}}\n- {more}\n");
        let error = Settings::read(&text).unwrap_err().to_string();
        assert!(error.contains(what), "{more}: {error}");
    }
}
