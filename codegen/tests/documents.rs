//! The committed facts and corrections, and the real documents if there is a folder `../shared/spec` beside the project.

use oktant_codegen::{facts, import, node, overlay::Overlay, yaml};
use serde_json::Value;
use std::path::{Path, PathBuf};

const PINNED: &str = "okta-management-2024.08.3.yaml";
const NEWER: &str = "okta-management-2025.08.0.yaml";

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

fn committed(name: &str) -> std::io::Result<String> {
    std::fs::read_to_string(spec().join(name))
}

/// The text of a real document; `None` if the folder is missing, which the test reports.
fn document(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/spec").join(name)).ok();
    if text.is_none() {
        println!("{name} is not beside the project: not compared");
    }
    text
}

#[test]
fn committed_facts_are_what_an_import_gives() {
    let management = committed("management.yaml").unwrap();
    let again = import::import(&management).unwrap();
    assert_eq!(import::render(&again.facts), management, "spec/management.yaml was edited by hand");
    for name in [PINNED, NEWER] {
        let Some(text) = document(name) else { continue };
        let facts = import::import(&text).unwrap().facts;
        if facts["info"] == again.facts["info"] {
            assert_eq!(import::render(&facts), management, "run `make import` with {name}");
        }
    }
}

#[test]
fn committed_facts_are_complete() {
    let facts = yaml::read(&committed("management.yaml").unwrap()).unwrap();
    if facts["info"]["version"] == "2024.08.3" {
        let expected = "615 operations, 6 hooks, 1227 schemas, 311 parameters, 106 tags, 110 scopes";
        assert_eq!(import::counts(&facts), expected);
    }
}

#[test]
fn committed_facts_have_no_prose() {
    fn look(node: &Value, named: bool, place: &str) {
        match node {
            Value::Object(members) => {
                for (key, value) in members {
                    let words = [
                        "description", "summary", "title", "example", "examples", "externalDocs", "x-enumDescriptions",
                    ];
                    assert!(named || !words.contains(&key.as_str()), "{key} at {place}");
                    look(value, !named && key == "properties", &node::below(place, key));
                }
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| look(item, false, &format!("{place}/{i}")))
            }
            Value::String(text) => assert!(text.split_whitespace().count() < 7, "a sentence at {place}: {text}"),
            _ => {}
        }
    }
    look(&yaml::read(&committed("management.yaml").unwrap()).unwrap(), false, "#");
}

#[test]
fn the_corrections_meet_the_committed_facts() {
    let facts = facts::facts(&spec()).unwrap();
    assert!(facts.corrections.applied >= 100, "{}", facts.corrections);
    let policies =
        facts.document.pointer("/paths/~1api~1v1~1policies/get/responses/200/content/application~1json/schema/type");
    assert_eq!(policies, Some(&Value::from("array")));
}

#[test]
fn another_document_needs_no_edit() {
    let Some(text) = document(NEWER) else { return };
    let mut import = import::import(&text).unwrap();
    let paths = import.facts["paths"].as_object().unwrap().values();
    assert!(
        paths.flat_map(|path| path.as_object().unwrap().values()).filter(|it| it["operationId"].is_string()).count()
            > 700
    );
    let report =
        Overlay::read(&committed("corrections.overlay.yaml").unwrap()).unwrap().apply(&mut import.facts).unwrap();
    assert!(report.applied >= 100, "{report}");
    import::check(&import.facts).unwrap();
}
