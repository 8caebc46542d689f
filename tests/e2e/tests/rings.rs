//! No files of a crate depend on each other in a ring, directly or through others, by the paths that they name.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_e2e::tree::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The sources of crates.
const CRATES: &[&str] = &[
    "core/src", "client/src", "keys/src", "bindings-python/src", "bindings-uniffi/src", "bindings-wasm/src",
    "simulator/src", "codegen/src", "cli/src", "export/src",
];

/// Modules whose files may need each other, and why.
const RECURSIVE: &[(&str, &str, &str)] =
    &[("codegen/src", "model::schema", "a schema holds schemas, so its readers recurse")];

/// Sources by the path of their module; the root's path is empty.
type Modules = BTreeMap<String, String>;

/// The hand-written modules below a folder, without their tests.
fn modules(folder: &Path, path: &str, into: &mut Modules) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap().path();
        let name = entry.file_stem().unwrap().to_str().unwrap();
        let own = if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
        if entry.is_dir() && name != "generated" {
            modules(&entry, &own, into);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            let source = fs::read_to_string(&entry).unwrap();
            let tests =
                ["#[cfg(test)]\nmod tests", "#[cfg(test)]\npub(crate) mod tests"].map(|tests| source.find(tests));
            let end = tests.into_iter().flatten().min().unwrap_or(source.len());
            let code = source[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
            let module = if matches!(name, "lib" | "mod") { path.to_owned() } else { own };
            into.insert(module, code.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The paths of a use tree, `a::{b, c::d}`.
fn paths(tree: &str) -> Vec<String> {
    let tree = tree.trim().split(" as ").next().unwrap_or_default();
    let Some((before, inside)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for letter in inside.strip_suffix('}').unwrap_or(inside).chars() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if letter == ',' && depth == 0 { parts.push(String::new()) } else { parts.last_mut().unwrap().push(letter) }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts
        .flat_map(|part| paths(part))
        .map(|path| format!("{before}{path}").trim_end_matches("::self").to_owned())
        .collect()
}

/// The paths that a module imports, from the root; `true` for re-exports.
fn imports(module: &str, modules: &Modules) -> Vec<(bool, String)> {
    let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let below = |path: &str, name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
    let mut found = Vec::new();
    for statement in modules[module].split(';') {
        let Some(at) = statement.rfind("use ").filter(|at| *at == 0 || statement[..*at].ends_with([' ', '\n'])) else {
            continue;
        };
        let reexports =
            statement[..at].trim_end().ends_with("pub") || statement[..at].trim_end().ends_with("pub(crate)");
        for path in paths(&statement[at + 4..].replace('\n', " ")) {
            let own = below(module, path.split("::").next().unwrap());
            if let Some(path) = path.strip_prefix("crate::") {
                found.push((reexports, path.to_owned()));
            } else if let Some(path) = path.strip_prefix("super::") {
                found.push((reexports, below(parent, path)));
            } else if modules.contains_key(&own) {
                found.push((reexports, below(module, &path)));
            }
        }
    }
    let named = modules[module].split("crate::").skip(1);
    let named = named
        .map(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter)).next().unwrap());
    found.extend(named.map(|path| (false, path.trim_end_matches(':').to_owned())));
    found
}

/// The module that a path leads to, through re-exports; `None` outside the crate and for the root.
fn target(path: &str, modules: &Modules, reexports: &BTreeMap<(String, String), String>) -> Option<String> {
    let parts: Vec<_> = path.split("::").collect();
    (0..=parts.len()).rev().find_map(|length| {
        let module = parts[..length].join("::");
        let source = modules.contains_key(&module).then_some(module)?;
        let next = parts.get(length).and_then(|name| reexports.get(&(source.clone(), (*name).to_owned())));
        match next {
            Some(next) if next != path => target(next, modules, reexports),
            _ => Some(source).filter(|module| !module.is_empty()),
        }
    })
}

/// The modules that depend on themselves through others.
fn in_rings(modules: &Modules) -> BTreeSet<String> {
    let imports: BTreeMap<_, _> = modules.keys().map(|module| (module, imports(module, modules))).collect();
    let mut reexports = BTreeMap::new();
    for (module, path) in imports.iter().flat_map(|(module, paths)| paths.iter().map(move |path| (*module, path))) {
        if let (true, Some(name)) = (path.0, path.1.rsplit("::").next()) {
            reexports.insert((module.clone(), name.to_owned()), path.1.clone());
        }
    }
    let mut needs: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (module, paths) in imports.iter().filter(|(module, _)| !module.is_empty()) {
        let targets =
            paths.iter().filter(|(reexports, _)| !reexports).filter_map(|(_, path)| target(path, modules, &reexports));
        needs.insert(module, targets.filter(|target| target != *module).collect());
    }
    let reached = |from: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = open.pop() {
            open.extend(needs.get(&module).into_iter().flatten().filter(|next| seen.insert((*next).clone())).cloned());
        }
        seen
    };
    modules.keys().filter(|module| reached(module).contains(*module)).cloned().collect()
}

#[test]
fn there_is_no_ring() {
    for folder in CRATES {
        let mut all = Modules::new();
        modules(&root().join(folder), "", &mut all);
        assert!(all.len() > 1, "{folder}: {:?}", all.keys());
        let mut rings = in_rings(&all);
        for (_, module, reason) in RECURSIVE.iter().filter(|(own, ..)| own == folder) {
            let before = rings.len();
            rings.retain(|found| !found.starts_with(module));
            assert!(rings.len() < before, "{folder}: {module} has no ring ({reason}): remove it from RECURSIVE");
        }
        assert!(rings.is_empty(), "{folder}: these files need each other: {rings:?}");
    }
}

#[test]
fn a_ring_is_found_through_a_reexport() {
    let sources = [
        ("", "mod a; mod b;\npub use a::{One, inner::Two};"),
        ("a", "mod inner;\nuse crate::b;"),
        ("a::inner", "use super::One;"),
        ("b", "fn f() -> crate::Two { todo() }"),
        ("c", "use crate::{One, b::{self, X}};"),
    ];
    let sources: Modules = sources.into_iter().map(|(path, source)| (path.to_owned(), source.to_owned())).collect();
    assert_eq!(in_rings(&sources), ["a", "a::inner", "b"].map(str::to_owned).into());
}
