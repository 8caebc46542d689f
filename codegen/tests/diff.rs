//! Two small documents for each kind of change, and what the report says of them. `UPDATE=1 cargo test -p oktant-codegen --test diff`
//! rewrites the output; the difference is the review.

#![allow(clippy::unwrap_used)]

use oktant_codegen::diff::{diff, report, version};
use oktant_codegen::hints::Hints;
use oktant_codegen::{model, yaml};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The model of some paths and schemas; operations are in the service `users` if they do not say.
fn api(facts: &str) -> model::Api {
    let mut facts: Map<String, Value> = serde_json::from_value(yaml::read(facts).unwrap()).unwrap();
    let mut take = |key: &str| facts.remove(key).unwrap_or_else(|| json!({}));
    let (mut paths, schemas, hooks) = (take("paths"), take("schemas"), take("hooks"));
    let items = paths.as_object_mut().unwrap().values_mut();
    for operation in items.flat_map(|item| item.as_object_mut().unwrap().values_mut()) {
        let operation = operation.as_object_mut().unwrap();
        operation.entry("tags").or_insert(json!(["User"]));
        operation.entry("responses").or_insert(json!({"204": {}}));
    }
    let document = json!({
        "info": {"version": "test"},
        "tags": [{"name": "User", "x-displayName": "Users"}, {"name": "Group", "x-displayName": "Groups"}],
        "paths": paths,
        "components": {"schemas": schemas},
        "x-webhooks": hooks,
    });
    model::build(&document).unwrap()
}

#[test]
fn every_kind_of_change_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let hints = Hints::parse("renamed: {fetchA: getA, fetchB: getB}\nreused: {}").unwrap();
    let (head, cases) = text.split_once("=== ").unwrap();
    let mut again = head.to_owned();
    for case in cases.split("\n=== ") {
        let (title, rest) = case.split_once("\n--- old\n").unwrap();
        let (old, rest) = rest.split_once("--- new\n").unwrap();
        let (new, _) = rest.split_once("--- report").unwrap();
        let report = report(&diff(&api(old), &api(new)), "1.0", "2.0", &hints);
        // The summary is the same in all.
        let told = report.split_once("\n## ").map_or(report.as_str(), |(_, told)| told);
        again += &format!("=== {title}\n--- old\n{old}--- new\n{new}--- report\n## {}\n\n", told.trim_end());
    }
    let again = again.trim_end().to_owned() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, again).unwrap();
        return;
    }
    let at = again.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(again == text, "diff.txt from line {at:?}; UPDATE=1 rewrites it\n{again}");
}

#[test]
fn the_summary_comes_first_and_counts() {
    let old = api("paths: {/a: {get: {operationId: getA}}, /b: {get: {operationId: getB}}}");
    let new = api("paths: {/a: {get: {operationId: readA}}, /c: {delete: {operationId: deleteC}}}");
    let text = report(&diff(&old, &new), "1.0", "2.0", &Hints::default());
    let summary = "| what | breaking | other |
| - | -: | -: |
| [Operations removed](#operations-removed) | 1 |  |
| [Operations renamed](#operations-renamed) | 1 |  |
| [Operations added](#operations-added) |  | 1 |

## Aliases
";
    assert!(
        text.starts_with("# From 1.0 to 2.0\n\n2 changes break programs that use what they change, 1 do not."),
        "{text}"
    );
    assert!(text.contains(summary), "{text}");
    assert!(report(&diff(&old, &old), "1.0", "1.0", &Hints::default()).ends_with("\n\nNothing changes for users.\n"));
}

#[test]
fn versions_are_those_of_file_names() {
    let document = json!({"info": {"version": "5.1.0"}});
    for (stem, expected) in [
        ("okta-management-2025.08.0", "2025.08.0"),
        ("okta-management-2026.41", "2026.41"),
        ("2024.08.3-minimal", "2024.08.3"),
        ("management", "5.1.0"),
        ("oas3", "5.1.0"),
    ] {
        assert_eq!(version(stem, &document), expected);
    }
}
