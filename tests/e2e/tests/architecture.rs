//! Rules of the workspace: dependencies between crates, versions, file lengths, sleeps in tests, documentation.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use oktant_e2e::tree::{files, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// Which crates of the workspace a crate may depend on, in tests and build scripts too.
const ARROWS: &[(&str, &[&str])] = &[
    ("oktant-codegen", &[]),
    ("oktant-core", &[]),
    ("oktant-keys", &["oktant-core"]),
    ("oktant", &["oktant-core", "oktant-keys"]),
    ("oktant-export", &["oktant", "oktant-core", "oktant-e2e", "oktant-simulator"]),
    ("oktant-simulator", &[]),
    ("oktant-cli", &["oktant", "oktant-core", "oktant-export", "oktant-fleet", "oktant-simulator"]),
    ("oktant-python", &["oktant", "oktant-core", "oktant-export"]),
    ("oktant-uniffi", &["oktant-core", "oktant-keys"]),
    ("oktant-wasm", &["oktant-core"]),
    ("oktant-e2e", &["oktant", "oktant-simulator"]),
    ("oktant-faults", &["oktant", "oktant-core", "oktant-replay"]),
    ("oktant-fleet", &["oktant", "oktant-core", "oktant-e2e", "oktant-simulator"]),
    ("oktant-replay", &["oktant", "oktant-core"]),
    ("oktant-benches", &["oktant", "oktant-core", "oktant-e2e", "oktant-export", "oktant-fleet", "oktant-simulator"]),
    ("oktant-examples", &["oktant", "oktant-e2e", "oktant-simulator"]),
    ("oktant-samples", &["oktant", "oktant-export", "oktant-simulator"]),
];

/// Files longer than 500 lines before their tests, with their limit and the reason.
const LONG: &[(&str, usize, &str)] = &[(
    "core/src/value/read.rs",
    531,
    "the one JSON reader: its hot loops are inlined into each other within a module",
)];

/// Test files that may let time pass, and why that decides nothing.
const SLEEPS: &[(&str, &str)] = &[
    ("bindings-python/tests/test_lists.py", "replaces the sleep of a list"),
    (
        "bindings-uniffi/kotlin/android/src/test/kotlin/com/example/UsersViewModelTest.kt",
        "looks again until a condition holds",
    ),
    ("bindings-uniffi/kotlin/src/test/kotlin/dev/oktant/Servers.kt", "looks again until a condition holds"),
    ("bindings-uniffi/kotlin/src/test/kotlin/dev/oktant/TransportTest.kt", "a delay that the clock of `runTest` skips"),
    ("bindings-uniffi/swift/Tests/OktantTests/Servers.swift", "looks again until a condition holds"),
    ("bindings-uniffi/swift/Tests/OktantTests/WaitTests.swift", "lets calls that have begun reach the engine, too"),
    ("bindings-wasm/npm/test/check.mjs", "looks again until a condition holds"),
    ("bindings-wasm/npm/test/chromium.mjs", "gives up a browser that never ends"),
    ("cli/tests/bulk.rs", "looks again until a condition holds"),
    ("client/tests/it/calls.rs", "gives up a call that would never end"),
    ("client/tests/it/server.rs", "looks again until the client has gone, and drips"),
    ("tests/faults/org.py", "the pauses that scenarios ask the org for"),
    ("tests/faults/play.py", "the quiet after a scenario, in which nothing more may be sent"),
    ("tests/faults/test_faults.py", "lets the org notice a connection that is closed"),
    ("tests/peers/situations.py", "an org whose answer takes longer than a timeout in the wrong unit"),
];

/// How tests let time pass, by language. A sleep of 0 is a yield to other tasks.
const SLEEP_CALLS: &[(&str, &[&str])] = &[
    (".rs", &["sleep("]),
    (".py", &["sleep("]),
    (".js", &["setTimeout("]),
    (".mjs", &["setTimeout("]),
    (".ts", &["setTimeout("]),
    (".kt", &["delay(", "sleep("]),
    (".swift", &["sleep("]),
];

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The members of the workspace, as cargo reads their manifests.
fn packages() -> Vec<Value> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    serde_json::from_str::<Value>(&metadata).unwrap()["packages"].as_array().unwrap().clone()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

#[test]
fn crates_depend_on_what_they_may() {
    let packages = packages();
    let own: BTreeSet<_> = packages.iter().map(|package| text(package, "name")).collect();
    assert_eq!(own, ARROWS.iter().map(|(name, _)| *name).collect(), "a crate has no line in ARROWS");
    for package in &packages {
        let name = text(package, "name");
        let (_, allowed) = ARROWS.iter().find(|(own, _)| *own == name).unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            let dependency = text(dependency, "name");
            assert!(!own.contains(dependency) || allowed.contains(&dependency), "{name} must not know {dependency}");
        }
    }
}

/// The dependencies of each package, for every platform and every feature in use.
fn lock() -> BTreeMap<String, BTreeSet<String>> {
    let mut lock: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in read("Cargo.lock").lines() {
        if let Some(own) = line.strip_prefix("name = ") {
            name = own.trim_matches('"').to_owned();
        } else if let Some(needed) = line.strip_prefix(" \"") {
            let needed = needed.split([' ', '"']).next().unwrap().to_owned();
            lock.entry(name.clone()).or_default().insert(needed);
        }
    }
    lock
}

#[test]
fn the_sdk_needs_no_openssl_and_no_rsa() {
    let lock = lock();
    let mut seen = BTreeSet::from(["oktant".to_owned()]);
    let mut open: Vec<_> = seen.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let needed = lock.get(&name).into_iter().flatten();
        open.extend(needed.filter(|needed| seen.insert((*needed).clone())).cloned());
    }
    assert!(seen.contains("rustls") && seen.contains("aws-lc-rs") && seen.len() > 50);
    for name in ["openssl", "openssl-sys", "native-tls", "rsa", "regex", "oktant-simulator"] {
        assert!(!seen.contains(name), "oktant needs {name}");
    }
}

/// The lock file names `ring` although no feature uses it, so the tree of this platform is checked.
#[test]
fn there_is_one_cryptography_library() {
    let tree = cargo(&["tree", "--package", "oktant", "--edges", "normal", "--prefix", "none", "--offline"]);
    let has = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    assert!(has("aws-lc-rs") && has("rustls") && !has("ring"), "{tree}");
}

/// Another backend of UniFFI is then a change of two files.
#[test]
fn two_files_of_kotlin_know_the_types_of_uniffi() {
    let sources = "bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/";
    let imports = |path: &String| path.starts_with(sources) && read(path).contains("import dev.oktant.engine");
    let found: Vec<String> = files(".kt").into_iter().filter(imports).collect();
    assert_eq!(found, ["CallDriver.kt", "EngineTypes.kt"].map(|name| format!("{sources}{name}")));
}

#[test]
fn one_folder_of_swift_knows_the_types_of_uniffi() {
    let sources = "bindings-uniffi/swift/Sources/Oktant/";
    let imports = |path: &String| path.starts_with(sources) && read(path).contains("import OktantEngine");
    let found: Vec<String> = files(".swift").into_iter().filter(imports).collect();
    assert_eq!(
        found,
        ["CallDriver", "EngineTypes", "WakeRegistry"].map(|name| format!("{sources}Engine/{name}.swift"))
    );
}

/// What can be checked of Apple's platforms without a Mac.
#[test]
fn the_xcframework_has_the_platforms_of_the_manifests() {
    let script = read("bindings-uniffi/swift/xcframework.sh");
    let targets: Vec<&str> = script.split([' ', '"']).filter(|word| word.contains("-apple-")).collect();
    assert!(targets.len() >= 5, "{targets:?}");
    for target in targets {
        let made = Command::new("rustc").args(["--print", "cfg", "--target", target]).output().unwrap();
        assert!(
            String::from_utf8_lossy(&made.stdout).contains("target_vendor=\"apple\""),
            "Rust has no target {target}"
        );
    }
    for manifest in ["Package.swift", "Package@swift-6.2.swift"] {
        let manifest = read(&format!("bindings-uniffi/swift/{manifest}"));
        assert!(manifest.contains("platforms: [.macOS(.v13), .iOS(.v16)]"), "{manifest}");
        assert!(script.contains("MACOSX_DEPLOYMENT_TARGET=13.0 IPHONEOS_DEPLOYMENT_TARGET=16.0"), "{script}");
    }
}

#[test]
fn manifests_inherit_versions_and_lints() {
    for package in packages() {
        let (name, manifest) = (text(&package, "name"), fs::read_to_string(text(&package, "manifest_path")).unwrap());
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name}");
        let mut dependencies = false;
        for line in manifest.lines().map(|line| line.split('#').next().unwrap().trim()) {
            if line.starts_with('[') {
                dependencies = line.ends_with("dependencies]");
                assert!(!line.contains("dependencies."), "{name}: one line for each dependency: {line}");
            } else if !line.is_empty() && (dependencies || line.starts_with("version") || line.starts_with("edition")) {
                assert!(line.contains("workspace = true"), "{name}: {line}");
            }
        }
    }
}

#[test]
fn every_folder_with_code_has_a_readme() {
    let code = [".rs", ".py", ".yaml", "Cargo.toml"].into_iter().flat_map(files);
    let top = code.filter_map(|path| path.split_once('/').map(|(top, _)| top.to_owned()));
    let crates = files("Cargo.toml").into_iter().filter_map(|path| path.strip_suffix("/Cargo.toml").map(str::to_owned));
    // The README of the folder above covers them; the pages of `client` and `simulator` are for users.
    let inner = ["tests/faults/rust", "tests/replay/rust", "tests/samples/rust", "client", "simulator"];
    let folders: BTreeSet<_> = top.chain(crates).filter(|folder| !inner.contains(&folder.as_str())).collect();
    assert!(folders.len() >= 9, "{folders:?}");
    for folder in folders {
        let path = root().join(&folder).join("README.md");
        let text = fs::read_to_string(path).unwrap_or_else(|_| panic!("{folder} has no README.md"));
        let lines = text.lines().count();
        assert!((3..=15).contains(&lines), "{folder}/README.md has {lines} lines");
        assert!(text.starts_with("# "), "{folder}/README.md");
    }
}

#[test]
fn files_are_short_or_have_a_reason() {
    let sources = files(".rs").into_iter().filter(|path| !path.contains("/tests/") && !path.ends_with("tests.rs"));
    let mut long = BTreeMap::new();
    for path in sources {
        let lines = read(&path).lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
        if lines > 500 {
            long.insert(path, lines);
        }
    }
    for (path, most, reason) in LONG {
        let lines = long.remove(*path).unwrap_or(0);
        assert!(lines > 500, "{path} is short now: take it from LONG");
        assert!(lines <= *most, "{path} grew to {lines} lines; it may have {most}: {reason}");
    }
    assert!(long.is_empty(), "split it, or write into LONG why not: {long:?}");
}

/// The files of tests that let time pass, without this one.
fn sleeping_tests() -> BTreeSet<String> {
    let is_test = |path: &String| {
        ["tests/", "test/", "Tests/"].iter().any(|folder| format!("/{path}").contains(&format!("/{folder}")))
    };
    let mut found = BTreeSet::new();
    for (ending, calls) in SLEEP_CALLS {
        for path in files(ending).into_iter().filter(|path| is_test(path) && !path.ends_with(file!())) {
            let text = read(&path).replace("sleep(0)", "").replace("sleep(0 ", "");
            let is_called =
                |call: &&str| text.match_indices(*call).any(|(at, _)| !text[..at].ends_with(char::is_alphabetic));
            if calls.iter().any(is_called) {
                found.insert(path);
            }
        }
    }
    found
}

#[test]
fn no_test_sleeps_to_be_right() {
    let allowed: BTreeSet<_> = SLEEPS.iter().map(|(path, _)| (*path).to_owned()).collect();
    let found = sleeping_tests();
    let new: Vec<_> = found.difference(&allowed).collect();
    assert!(new.is_empty(), "wait for an event, or write into SLEEPS why that decides nothing: {new:#?}");
    assert_eq!(found, allowed, "remove from SLEEPS what no longer sleeps");
}

/// Reminders, tests left out, and paths of the machine that a file was written on.
#[test]
fn nothing_is_left_for_later_or_on_one_machine() {
    // With a plus, so that this file has none of them.
    let words = "TO+DO FIX+ME X+XX #[ign+ore /ro+ot/ /ho+me/ /wo+rk/ /t+mp/".replace('+', "");
    for path in [".rs", ".py", ".md", ".toml", ".sh"].into_iter().flat_map(files) {
        let text = read(&path);
        for word in words.split(' ') {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn every_kind_of_error_is_explained() {
    let source = read("core/src/error.rs");
    let tree = source.split("```").nth(1).unwrap();
    let kinds = source.split("pub enum ErrorKind {").nth(1).unwrap().split("\n}").next().unwrap();
    let mut doc = None;
    let mut count = 0;
    for line in kinds.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix("/// ") {
            doc = Some(text);
            continue;
        }
        let kind = line.trim_end_matches(',');
        assert!(doc.take().is_some_and(|text| text.ends_with('.')), "{kind} has no doc");
        assert!(tree.contains(&format!("-- {kind} ")), "{kind} is not in the tree of the module");
        count += 1;
    }
    assert!(count >= 10);
}

/// The table of dependencies in ARCHITECTURE.md is complete.
#[test]
fn every_dependency_is_used_and_on_the_map() {
    let map = read("ARCHITECTURE.md");
    let table = map.split("## Dependencies").nth(1).unwrap();
    let manifest = read("Cargo.toml");
    let dependencies = manifest.split("[workspace.dependencies]\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let packages = packages();
    let all = packages.iter().flat_map(|package| package["dependencies"].as_array().unwrap());
    let used: BTreeSet<_> = all.map(|dependency| text(dependency, "name")).collect();
    let dependencies: Vec<_> = dependencies.lines().filter(|line| !line.starts_with('#')).collect();
    for name in dependencies.iter().map(|line| line.split(' ').next().unwrap()) {
        assert!(used.contains(name), "no crate uses {name}");
        assert!(name.starts_with("oktant") || table.contains(name), "ARCHITECTURE.md does not say why {name} is there");
    }
    let sorted = dependencies.iter().skip_while(|line| line.starts_with("oktant"));
    assert!(sorted.is_sorted(), "sort the dependencies of the root manifest");
}
