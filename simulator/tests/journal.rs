//! What survives the end of the program, and how an org begins again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::person;
use common::wire::{Program, command, refusal};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A path that no other test uses, and no file yet.
fn path(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

fn users(program: &Program) -> Value {
    program.get("/api/v1/users?limit=200")
}

/// The same with the port taken out of links.
fn portable(value: &Value, program: &Program) -> String {
    value.to_string().replace(&program.address, "ORG")
}

#[test]
fn every_answered_change_is_there_after_a_kill() {
    let file = path("kill.jsonl");
    let flags = ["--users", "20", "--seed", "3", "--rate-limit", "1000000", "--save", file.to_str().unwrap()];
    let program = Program::start(&flags);
    let (answered, begun) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let known = thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (program, answered, begun) = (&program, &answered, &begun);
                scope.spawn(move || {
                    let mut known = Vec::new();
                    for nth in 0.. {
                        begun.fetch_add(1, Ordering::SeqCst);
                        let body = person(&format!("w{writer}n{nth}"));
                        let stream = std::net::TcpStream::connect(&program.address);
                        let request = common::wire::request("POST", "/api/v1/users", &body);
                        let answer = stream.and_then(|stream| common::wire::exchange(stream, &request));
                        let Ok(answer) = answer else { break };
                        assert_eq!(answer.status, 200, "{}", answer.json());
                        known.push(answer.json()["id"].as_str().unwrap().to_owned());
                        if answered.fetch_add(1, Ordering::SeqCst) == 150 {
                            // In the middle of the others' requests.
                            kill(program);
                        }
                    }
                    known
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(known.len() > 150);
    drop(program);
    let again = Program::start(&flags);
    for id in &known {
        assert_eq!(again.get(&format!("/api/v1/users/{id}"))["id"], **id);
    }
    let all = users(&again).as_array().unwrap().len();
    assert!((known.len() + 20..=begun.load(Ordering::SeqCst) + 20).contains(&all) || all == 200, "{all}");
}

fn kill(program: &Program) {
    let id = program.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
}

#[test]
fn an_org_continues_as_it_was() {
    let file = path("continue.jsonl");
    let flags = ["--users", "5", "--save", file.to_str().unwrap(), "--time-scale", "1000"];
    let program = Program::start(&flags);
    let ann = program.post("/api/v1/users", &person("ann"))["id"].as_str().unwrap().to_owned();
    let group = program.post("/api/v1/groups", &json!({ "profile": { "name": "Ops" } }));
    let group = group["id"].as_str().unwrap().to_owned();
    assert_eq!(program.call("PUT", &format!("/api/v1/groups/{group}/users/{ann}"), &Value::Null).0, 204);
    program.post("/__simulator/snapshot", &json!({ "name": "two" }));
    assert_eq!(program.call("DELETE", &format!("/api/v1/groups/{group}"), &Value::Null).0, 204);
    program.post("/__simulator/clock", &json!({ "advance": "30 days" }));
    let late = program.post("/api/v1/users", &person("late"));
    let before = portable(&users(&program), &program);
    drop(program);
    // An unfinished line, as the end of the machine may leave it.
    let whole = fs::read(&file).unwrap();
    fs::write(&file, [&whole[..], br#"{"at":17500000"#].concat()).unwrap();

    let mut child = command(&flags);
    let program = Program::of(child.stderr(std::process::Stdio::piped()));
    assert_eq!(fs::read(&file).unwrap(), whole, "the unfinished line is gone");
    assert_eq!(portable(&users(&program), &program), before);
    let now = program.get("/__simulator/clock");
    assert!(late["created"].as_str() <= now["now"].as_str(), "the clock goes on from there: {now}");
    program.post("/__simulator/restore", &json!({ "name": "two" }));
    let members = program.get(&format!("/api/v1/groups/{group}/users"));
    assert_eq!(members[0]["id"], *ann);
    program.post("/__simulator/reset", &Value::Null);
    assert_eq!(users(&program).as_array().unwrap().len(), 5);
    drop(program);
    let program = Program::start(&flags);
    assert_eq!(users(&program).as_array().unwrap().len(), 5, "a reset is in the journal too");
}

#[test]
fn what_comes_after_a_restart_is_the_same_too() {
    let file = path("ids.jsonl");
    let flags = ["--users", "5", "--save", file.to_str().unwrap()];
    let program = Program::start(&flags);
    program.post("/api/v1/users", &person("ann"));
    // Reads and refused requests draw request IDs and error IDs, which must not change what ids come next.
    for _ in 0..5 {
        assert_eq!(program.call("GET", "/api/v1/users/nobody", &Value::Null).0, 404);
    }
    program.post("/__simulator/snapshot", &Value::Null);
    let id = |program: &Program| program.post("/api/v1/users", &person("bob"))["id"].clone();
    let bob = id(&program);
    program.post("/__simulator/restore", &Value::Null);
    drop(program);
    assert_eq!(id(&Program::start(&flags)), bob);
}

#[test]
fn an_org_is_loaded_and_saved_elsewhere() {
    let (first, second) = (path("first.jsonl"), path("second.jsonl"));
    let (first, second) = (first.to_str().unwrap(), second.to_str().unwrap());
    let program = Program::start(&["--users", "3", "--save", first]);
    program.post("/api/v1/users", &person("ann"));
    // A loaded file may still be written on by another process; it is read as it is.
    let loaded = Program::start(&["--load", first, "--save", second]);
    loaded.post("/api/v1/users", &person("bob"));
    assert_eq!((users(&program).as_array().unwrap().len(), users(&loaded).as_array().unwrap().len()), (4, 5));
    drop((program, loaded));
    assert!(refusal(&["--load", first, "--save", second]).contains("holds an org already"));
    let both = Program::start(&["--save", second]);
    assert_eq!(users(&both).as_array().unwrap().len(), 5);
    assert!(refusal(&["--save", second]).contains("another process writes on it"));
    assert!(refusal(&["--users", "4", "--load", first]).contains("leave these flags out"));
}

#[test]
fn a_file_that_is_no_journal_is_left_alone() {
    let file = path("foreign.jsonl");
    let name = file.to_str().unwrap();
    let whole = path("whole.jsonl");
    let program = Program::start(&["--save", whole.to_str().unwrap()]);
    program.post("/api/v1/users", &person("ann"));
    drop(program);
    let saved = fs::read_to_string(&whole).unwrap();
    let refused = |contents: &str, expected: &str| {
        fs::write(&file, contents).unwrap();
        for flag in ["--save", "--load"] {
            let said = refusal(&[flag, name]);
            assert!(said.contains(name) && said.contains(expected), "{contents:?}: {said}");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), contents);
    };
    refused("users: 5\n", "this is no journal of oktant-simulator");
    refused("{\"a\": 1}\n{\"b\": 2}\n", "this is no journal of oktant-simulator");
    refused("half a line", "this is no journal of oktant-simulator");
    refused(&saved.replace("\"version\":1", "\"version\":2"), "version 2 of the format is unknown");
    refused(&(saved.clone() + "{\"at\": 1}\n"), "line 3: this is no request");
    refused(&(saved.clone() + "{\"at\n" + "{}"), "line 3: ");
    refused(&saved.replace("\"status\":200", "\"status\":404"), "line 2: POST /api/v1/users is answered with 200");
    assert!(refusal(&["--load", "/nowhere/at all"]).contains("/nowhere/at all: "));
    assert!(refusal(&["--save", env!("CARGO_TARGET_TMPDIR")]).contains(": not a file"));
    assert!(refusal(&["--save", "/nowhere/at all"]).contains("/nowhere/at all: "));
}

#[test]
fn a_seed_file_fills_the_org_and_a_reset_returns_to_it() {
    let (seed, file) = (path("seed.json"), path("seeded.jsonl"));
    let requests = json!([
        { "method": "POST", "path": "/api/v1/users?activate=true", "body": person("ann"), "as": "ann" },
        { "method": "POST", "path": "/api/v1/groups", "body": { "profile": { "name": "Ops" } }, "as": "ops" },
        { "method": "PUT", "path": "/api/v1/groups/{ops.id}/users/{ann.id}" },
    ]);
    fs::write(&seed, requests.to_string()).unwrap();
    let flags = ["--seed-file", seed.to_str().unwrap(), "--save", file.to_str().unwrap()];
    let program = Program::start(&flags);
    let ann = "/api/v1/users/ann@example.com";
    let groups = program.get(&format!("{ann}/groups"));
    assert_eq!(groups.as_array().unwrap().len(), 2);
    let id = program.get(ann)["id"].clone();
    for _ in 0..2 {
        assert_eq!(program.call("DELETE", ann, &Value::Null).0, 204);
    }
    assert_eq!(program.call("GET", ann, &Value::Null).0, 404);
    drop(program);
    // The journal holds the seed file; the flag may be given again, and another one may not.
    let program = Program::start(&["--save", file.to_str().unwrap()]);
    assert_eq!(program.call("GET", ann, &Value::Null).0, 404);
    program.post("/__simulator/reset", &Value::Null);
    assert_eq!(program.get(ann)["id"], id);
    drop(program);
    drop(Program::start(&flags));
    fs::write(&seed, "[]").unwrap();
    assert!(refusal(&flags).contains("leave these flags out"));
    fs::write(&seed, json!([{ "method": "POST", "path": "/api/v1/groups", "body": {} }]).to_string()).unwrap();
    let said = refusal(&["--seed-file", seed.to_str().unwrap()]);
    assert!(said.contains("seed file: request 1 (POST /api/v1/groups): 400 E0000001 "), "{said}");
}

#[test]
fn a_journal_knows_what_kind_of_org_it_holds() {
    let file = path("kind.jsonl");
    let save = ["--save", file.to_str().unwrap()];
    let zones = |program: &Program| program.call("GET", "/api/v1/zones", &Value::Null).0;
    let refused = zones(&Program::start(&[&save[..], &["--classic", "--lacks", "/api/v1/zones"]].concat()));
    assert!(refused >= 400, "{refused}");
    assert_eq!(zones(&Program::start(&save)), refused);
    assert!(refusal(&[&save[..], &["--classic"]].concat()).contains("leave these flags out"));
}
