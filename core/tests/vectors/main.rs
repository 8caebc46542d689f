//! The vectors of `tests/vectors` on the core: what every host must see, as data. `UPDATE=1` writes what is seen into them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "who runs the vectors reads them; the core does not")]

mod forms;
mod layout;
mod script;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").canonicalize().unwrap()
}

/// All vectors, `area/rule`, in order.
fn names() -> BTreeSet<String> {
    let list = |path: &Path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let areas = list(&folder()).into_iter().filter(|path| path.is_dir());
    let files = areas.flat_map(|area| list(&area)).filter(|path| path.extension().is_some_and(|end| end == "json"));
    let name = |path: PathBuf| path.strip_prefix(folder()).unwrap().with_extension("").to_str().unwrap().to_owned();
    files.map(name).collect()
}

#[test]
fn every_vector_holds() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut failed = Vec::new();
    let names = names();
    for name in &names {
        let path = folder().join(name).with_extension("json");
        let text = fs::read_to_string(&path).unwrap();
        let vector: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let seen = script::play(name, &vector);
        if let Some(line) = misplaced(&seen) {
            failed
                .push(format!("{name}: the calls that line {line} wakes do not come next, in order, at the same time"));
        }
        if update {
            fs::write(&path, layout::lines(&seen)).unwrap();
        } else if let Some(difference) = first_difference(&vector, &seen) {
            failed.push(format!("{name}: {difference}"));
        } else if text != layout::lines(&vector) {
            failed.push(format!("{name}: it is laid out otherwise than UPDATE=1 does"));
        }
    }
    println!("{} vectors", names.len());
    assert!(failed.is_empty(), "{} of {} vectors failed\n{}", failed.len(), names.len(), failed.join("\n"));
}

/// A line whose woken calls do not go on at once: a host whose loop wakes by itself could not play it.
fn misplaced(vector: &Value) -> Option<usize> {
    let only_by_hand = vector["not"]["node"].is_string();
    let lines = vector["lines"].as_array().map_or(&[][..], Vec::as_slice);
    let wrong = |(at, line): (usize, &Value)| {
        let woken = line.get(4).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let next = lines.get(at + 1..).unwrap_or_default();
        let follow = woken.iter().enumerate().all(|(nth, who)| {
            next.get(nth).is_some_and(|line| line[0] == *who && line[1] == lines[at][1] && line[2] == "woke")
        });
        (!follow).then_some(at + 1)
    };
    lines.iter().enumerate().find_map(wrong).filter(|_| !only_by_hand)
}

/// The first difference of what was seen and what is expected, as text.
fn first_difference(expected: &Value, seen: &Value) -> Option<String> {
    if expected == seen {
        return None;
    }
    let lines = |vector: &Value| vector["lines"].as_array().cloned().unwrap_or_default();
    let pairs = lines(expected).into_iter().zip(lines(seen)).enumerate();
    for (at, (expected, seen)) in pairs {
        if expected != seen {
            return Some(format!("line {}\n  expected {expected}\n  seen     {seen}", at + 1));
        }
    }
    Some(format!("\n  expected {expected}\n  seen     {seen}"))
}

/// The page beside the vectors says which rule each of them holds.
#[test]
fn every_vector_stands_for_a_rule() {
    let page = fs::read_to_string(folder().join("README.md")).unwrap();
    let names = names();
    let told: BTreeSet<String> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| names.iter().any(|own| own.split('/').next() == name.split('/').next()) && name.contains('/'))
        .map(str::to_owned)
        .collect();
    assert_eq!(told, names, "tests/vectors/README.md lists others than there are");
}
