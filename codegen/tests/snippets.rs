//! One snippet per feature of the document: facts in, code out. `UPDATE=1 cargo test -p oktant-codegen` rewrites the output;
//! the difference is the review.

#![allow(clippy::unwrap_used)]

use oktant_codegen::settings::Settings;
use oktant_codegen::{emit, model};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

const MARK: &str = "=== output\n";

#[test]
fn every_snippet_gives_its_output() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snippets");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (input, expected) = text.split_once(MARK).unwrap();
        let found = output(input);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, format!("{input}{MARK}{found}")).unwrap();
        } else if found != expected {
            let at = found.lines().zip(expected.lines()).position(|(a, b)| a != b);
            wrong.push(format!("{} from output line {at:?}; UPDATE=1 rewrites it", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_not_understood_says_where() {
    for (facts, error) in [
        (
            "schemas: {A: {type: object, properties: {b: {$ref: '#/components/schemas/C'}}}}",
            "/components/schemas/A/properties/b: the $ref #/components/schemas/C leads nowhere",
        ),
        (
            "schemas: {A: {type: object, discriminator: {propertyName: t}}}",
            "/components/schemas/A/discriminator: no mapping of tags to schemas",
        ),
        (
            "schemas: {A: {not: {type: string}}}",
            "/components/schemas/A: a schema that is put together in a way that is not understood",
        ),
        (
            "paths: {/a: {get: {operationId: x, tags: [Nobody], responses: {}}}}",
            "/paths/~1a/get: its tag is not in /tags",
        ),
        (
            "paths: {'/a/{id}': {get: {operationId: x, tags: [User], responses: {}}}}",
            "/paths/~1a~1{id}/get: the path names {id}, no parameter does",
        ),
        (
            "paths: {/a: {get: {operationId: x, tags: [User], responses: {}, parameters: [{name: c, in: cookie, schema: {}}]}}}",
            "/paths/~1a/get/parameters/0: a parameter in Some(\"cookie\") is not understood",
        ),
        (
            "paths: {/a: {post: {operationId: x, tags: [User], responses: {}, requestBody: {content: {application/pdf: {schema: {}}, multipart/form-data: {schema: {}}}}}}}",
            "/paths/~1a/post: a request body as a form or as something else is not understood",
        ),
        (
            "paths: {/a: {get: {operationId: x, tags: [User], responses: {}, servers: [{url: 'https://b.example'}]}}}",
            "/paths/~1a/get: its server is no label in front of the org",
        ),
        (
            "paths: {/a: {get: {operationId: x, tags: [User], responses: {}}, put: {operationId: x, tags: [User], responses: {}}}}",
            "/paths: two operations are named x",
        ),
    ] {
        assert_eq!(model::build(&document(facts)).unwrap_err().to_string(), error);
    }
}

#[test]
fn the_committed_code_is_what_spec_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let facts = oktant_codegen::facts::facts(&root.join("spec")).unwrap();
    let api = model::build(&facts.document).unwrap();
    let settings = settings();
    let files = emit::emit(&api, &settings, &root).unwrap();
    let again = emit::emit(&model::build(&facts.document).unwrap(), &settings, &root).unwrap();
    assert_eq!(files, again, "two runs differ");
    assert_eq!(emit::differences(&root, &files).unwrap(), Vec::<String>::new(), "run make generate");
    assert_eq!(api.operations.len(), 615 + 6, "operations and binary variants");
    assert_eq!(api.hooks.len(), 6);
    let named = api
        .types
        .values()
        .filter(|of| of.pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/')));
    let commons = api.types.values().filter(|of| matches!(of.kind, model::Kind::Union { .. })).count();
    assert_eq!(
        named.count(),
        1227 + 4 + commons,
        "every schema of the document and of the corrections has a type; a union has a second one for what its kinds share"
    );
}

/// Those of the project.
fn settings() -> Settings {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/settings.yaml");
    Settings::read(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn document(facts: &str) -> Value {
    let mut facts: Map<String, Value> = serde_json::from_value(oktant_codegen::yaml::read(facts).unwrap()).unwrap();
    let mut take = |key: &str| facts.remove(key).unwrap_or_else(|| json!({}));
    json!({
        "openapi": "3.0.3",
        "info": {"version": "snippet"},
        "tags": [{"name": "User", "x-displayName": "Users"}],
        "paths": take("paths"),
        "components": {"schemas": take("schemas")},
    })
}

fn output(input: &str) -> String {
    let api = model::build(&document(input)).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = emit::emit(&api, &settings(), &root).unwrap();
    let services = input.contains("services: true");
    let models = ["core/src/generated/models/", "bindings-python/python/oktant/generated/models/"];
    let service_folders = ["client/src/generated/services/users", "bindings-python/python/oktant/generated/"];
    let wanted = |path: &str| {
        let index = path.ends_with("mod.rs")
            || path.contains("__init__")
            || path.ends_with("hooks.py")
            || path.ends_with("settings.py");
        let begins = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
        let table = path.starts_with("core/") && path.ends_with(".txt");
        !index && (begins(&models) || (services && (table || begins(&service_folders))))
    };
    let shown = files.iter().filter(|(path, _)| wanted(path)).map(|(path, text)| format!("--- {path}\n{text}"));
    shown.collect::<Vec<_>>().join("\n")
}
