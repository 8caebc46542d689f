//! One snippet per feature of the document: facts in, code out. `UPDATE=1 cargo test -p oktant-codegen` rewrites the output;
//! the difference is the review.

#![allow(clippy::unwrap_used)]

use oktant_codegen::hints::Hints;
use oktant_codegen::settings::Settings;
use oktant_codegen::{emit, facts, model};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

const MARK: &str = "=== output\n";

#[test]
fn every_snippet_gives_its_output() {
    let files = std::fs::read_dir(tests("snippets")).unwrap().map(|entry| entry.unwrap().path());
    let wrong: Vec<String> = files.filter_map(|file| difference(&file, output)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn settings_give_the_code_of_each_language() {
    assert_eq!(difference(&tests("settings.txt"), settings_output), None);
}

/// Compares the output of a file's input with the one in the file, or writes it there.
fn difference(file: &Path, output: impl Fn(&str) -> String) -> Option<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let (input, expected) = text.split_once(MARK).unwrap();
    let found = output(input);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(file, format!("{input}{MARK}{found}")).unwrap();
        return None;
    }
    let at = found.lines().zip(expected.lines()).position(|(a, b)| a != b);
    (found != expected).then(|| format!("{} from output line {at:?}; UPDATE=1 rewrites it", file.display()))
}

fn tests(name: &str) -> PathBuf {
    root().join("codegen/tests").join(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn what_is_not_understood_says_where() {
    let table = r#"
schemas: {A: {type: object, properties: {b: {$ref: '#/components/schemas/C'}}}}
    /components/schemas/A/properties/b: the $ref #/components/schemas/C leads nowhere
schemas: {A: {type: object, discriminator: {propertyName: t}}}
    /components/schemas/A/discriminator: no mapping of tags to schemas
schemas: {A: {not: {type: string}}}
    /components/schemas/A: a schema that is put together in a way that is not understood
paths: {/a: {get: {operationId: x, tags: [Nobody], responses: {}}}}
    /paths/~1a/get: its tag is not in /tags
paths: {'/a/{id}': {get: {operationId: x, tags: [User], responses: {}}}}
    /paths/~1a~1{id}/get: the path names {id}, no parameter does
paths: {/a: {get: {operationId: x, tags: [User], responses: {}, parameters: [{name: c, in: cookie, schema: {}}]}}}
    /paths/~1a/get/parameters/0: a parameter in Some("cookie") is not understood
paths: {/a: {post: {operationId: x, tags: [User], responses: {}, requestBody: {content: {application/pdf: {schema: {}}, multipart/form-data: {schema: {}}}}}}}
    /paths/~1a/post: a request body as a form or as something else is not understood
paths: {/a: {get: {operationId: x, tags: [User], responses: {}, servers: [{url: 'https://b.example'}]}}}
    /paths/~1a/get: its server is no label in front of the org
paths: {/a: {get: {operationId: x, tags: [User], responses: {}}, put: {operationId: x, tags: [User], responses: {}}}}
    /paths: two operations are named x
"#;
    let lines: Vec<&str> = table.trim().lines().map(str::trim).collect();
    for pair in lines.chunks(2) {
        assert_eq!(model::build(&document(pair[0])).unwrap_err().to_string(), pair[1]);
    }
}

#[test]
fn the_committed_code_is_what_spec_gives() {
    let root = root();
    let facts = facts::facts(&root.join("spec")).unwrap();
    let api = model::build(&facts.document).unwrap();
    let settings = facts::settings(&root.join("spec")).unwrap();
    let hints = facts::hints(&root.join("spec"), &api).unwrap();
    let files = emit::emit(&facts.document, &api, &settings, &hints, &root).unwrap();
    let again = emit::emit(&facts.document, &model::build(&facts.document).unwrap(), &settings, &hints, &root).unwrap();
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

#[test]
fn typescript_declares_every_schema_and_operation() {
    let root = root();
    let document = facts::facts(&root.join("spec")).unwrap().document;
    let api = model::build(&document).unwrap();
    let settings = facts::settings(&root.join("spec")).unwrap();
    let files = emit::emit(&document, &api, &settings, &Hints::default(), &root).unwrap();
    let texts = |folder: &str| {
        let folder = format!("bindings-wasm/npm/src/generated/{folder}/");
        files.iter().filter(|(path, _)| path.starts_with(&folder)).map(|(_, text)| text.as_str()).collect::<String>()
    };
    let (models, services) = (texts("models"), texts("services"));
    let declared: HashMap<&str, &str> = models
        .split("\nexport ")
        .skip(1)
        .filter_map(|text| {
            let (_, rest) = text.split_once(' ')?;
            Some((rest.split([' ', '<']).next()?, rest))
        })
        .collect();
    let commons: Vec<&str> = api
        .types
        .values()
        .filter_map(|of| match &of.kind {
            model::Kind::Union { common, .. } => Some(common.as_str()),
            _ => None,
        })
        .collect();
    let mut missing = Vec::new();
    for (name, of) in &api.types {
        // A union's unknown case has what all of its variants share.
        let stem = commons.contains(&name.as_str()).then(|| format!("Unknown{}", name.trim_end_matches("Common")));
        let names = [name.clone(), format!("{name}Input")]
            .into_iter()
            .chain(stem.clone())
            .chain(stem.map(|stem| stem + "Input"));
        let text: String = names.filter_map(|name| declared.get(name.as_str())).copied().collect();
        let properties: &[model::Field] = match &of.kind {
            model::Kind::Model { fields, .. } => fields.as_slice(),
            _ => &[],
        };
        // A type that is only sent lacks what is only read, and the other way round.
        let both = declared.contains_key(format!("{name}Input").as_str());
        let wires = properties.iter().filter(|field| both || !(field.read_only || field.write_only));
        let has = |wire: &str| {
            let member = |line: &str| {
                let line = line.trim_start().trim_start_matches("readonly ").trim_start_matches('"');
                line.strip_prefix(wire).is_some_and(|rest| rest.trim_start_matches('"').starts_with([':', '?']))
            };
            text.lines().any(member)
        };
        missing.extend(text.is_empty().then(|| name.clone()));
        missing.extend(wires.filter(|field| !has(&field.wire)).map(|field| format!("{name}.{}", field.wire)));
    }
    assert_eq!(missing, Vec::<String>::new());
    for operation in &api.operations {
        assert_eq!(services.matches(&format!("\n  {}(", operation.id)).count(), 1, "{}", operation.id);
    }
}

#[test]
fn kotlin_declares_every_schema_in_use_and_operation() {
    let root = root();
    let document = facts::facts(&root.join("spec")).unwrap().document;
    let api = model::build(&document).unwrap();
    let settings = facts::settings(&root.join("spec")).unwrap();
    let files = emit::emit(&document, &api, &settings, &Hints::default(), &root).unwrap();
    let folder = "bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/generated";
    let services = files.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/services/")));
    let services: String = services.map(|(_, text)| text.as_str()).collect();
    for operation in &api.operations {
        assert!(services.contains(&format!(" fun {}(", operation.id)), "{}", operation.id);
    }
    let mut missing = Vec::new();
    for (name, of) in api.types.iter().filter(|(_, of)| of.area != "unused") {
        let model::Kind::Model { fields, .. } = &of.kind else { continue };
        // The properties that all variants of a union share are those of the union.
        let unions = api.types.iter().filter(|(_, of)| match &of.kind {
            model::Kind::Union { common, variants, .. } => {
                common == name || variants.iter().any(|variant| variant.of == *name)
            }
            _ => false,
        });
        let places = [name].into_iter().chain(unions.map(|(union, _)| union));
        let texts = places.filter_map(|name| files.get(&format!("{folder}/models/{name}.kt")));
        let text: String = texts.map(String::as_str).collect();
        let read_all =
            text.split("fun readAll").nth(1).and_then(|text| text.split("    }\n").next()).unwrap_or_default();
        let read = read_all.lines().skip(1).filter(|line| !line.trim().is_empty() && !line.contains("secret(")).count();
        let declared = fields.iter().filter(|field| text.contains(&format!("* `{}`: ", field.wire))).count();
        if [read, declared] != [fields.len(); 2] {
            missing.push(format!("{name}: {read} and {declared} of {}", fields.len()));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn swift_declares_every_schema_in_use_and_operation() {
    let root = root();
    let document = facts::facts(&root.join("spec")).unwrap().document;
    let api = model::build(&document).unwrap();
    let settings = facts::settings(&root.join("spec")).unwrap();
    let files = emit::emit(&document, &api, &settings, &Hints::default(), &root).unwrap();
    let texts = |folder: &str| {
        let folder = format!("bindings-uniffi/swift/Sources/Oktant/generated/{folder}/");
        files.iter().filter(|(path, _)| path.starts_with(&folder)).map(|(_, text)| text.as_str()).collect::<String>()
    };
    let (models, services) = (texts("models"), texts("services"));
    for operation in &api.operations {
        assert!(services.contains(&format!(" func {}(", operation.id)), "{}", operation.id);
    }
    let swift = |name: &str| {
        let common =
            api.types.iter().find(|(_, of)| matches!(&of.kind, model::Kind::Union { common, .. } if common == name));
        let name = common.map_or(name, |(union, _)| union);
        if matches!(name, "Duration" | "Error") { format!("Okta{name}") } else { name.to_owned() }
    };
    let mut missing = Vec::new();
    for (name, of) in api.types.iter().filter(|(_, of)| of.area != "unused") {
        let model::Kind::Model { fields, .. } = &of.kind else { continue };
        let name = swift(name);
        let after =
            |mark: &str| models.split_once(mark).map(|(_, rest)| rest.split("\n}\n").next().unwrap_or_default());
        let table = after(&format!("    public enum {name}: Schema {{")).unwrap_or_default().matches(".init(").count();
        let own = after(&format!("\nextension {name} {{"))
            .or_else(|| after(&format!("\nextension Model<Schemas.{name}> {{")));
        let declared = own.unwrap_or_default().matches("    public var ").count();
        if [table, declared] != [fields.len(); 2] {
            missing.push(format!("{name}: {table} and {declared} of {}", fields.len()));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
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
    let document = document(input);
    let api = model::build(&document).unwrap();
    let files =
        emit::emit(&document, &api, &facts::settings(&root().join("spec")).unwrap(), &Hints::default(), &root())
            .unwrap();
    let services = input.contains("services: true");
    let models = [
        "core/src/generated/models/",
        "bindings-python/python/oktant/generated/models/",
        "bindings-wasm/npm/src/generated/models/",
        "bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/generated/models/",
        "bindings-uniffi/swift/Sources/Oktant/generated/models/",
    ];
    let service_folders = [
        "client/src/generated/services/users",
        "bindings-python/python/oktant/generated/",
        "bindings-wasm/npm/src/generated/services/",
        "bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/generated/services/",
        "bindings-uniffi/swift/Sources/Oktant/generated/services/Users",
    ];
    let wanted = |path: &str| {
        let index = path.ends_with("mod.rs")
            || path.contains("__init__")
            || path.ends_with("hooks.py")
            || path.ends_with("settings.py");
        let begins = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
        let table = path.ends_with("/operations.txt") || path.ends_with("/paths.txt");
        !index && (begins(&models) || (services && (table || begins(&service_folders))))
    };
    let shown = files.iter().filter(|(path, _)| wanted(path)).map(|(path, text)| format!("--- {path}\n{text}"));
    shown.collect::<Vec<_>>().join("\n")
}

/// What the generator marks as made from settings; of the page in docs/ the table alone.
fn settings_output(input: &str) -> String {
    let document = document("{}");
    let api = model::build(&document).unwrap();
    let files = emit::emit(&document, &api, &Settings::read(input).unwrap(), &Hints::default(), &root()).unwrap();
    let made = files.iter().filter_map(|(path, text)| {
        let (_, made) = text.split_once("from spec/settings.yaml")?;
        Some(format!("--- {path}\n{}", made.split("<!-- from here on by hand").next()?))
    });
    made.collect()
}
