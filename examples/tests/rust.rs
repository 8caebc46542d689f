//! Runs the programs of examples/rust as a user does, against a simulated org or a server with a script.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant::value::{Document, Object};
use oktant_e2e::{Answer, Scripted, Simulated, TOKEN};
use oktant_simulator::{ServiceApp, Setup};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program writes, errors included.
fn run(program: &str, url: &str, token: Option<&str>, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).env("OKTA_CLIENT_ORGURL", url).env_remove("OKTA_CLIENT_TOKEN");
    let output = command.envs(token.map(|token| ("OKTA_CLIENT_TOKEN", token))).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

fn keys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/keys")
}

#[test]
fn users_are_written_as_csv() {
    let org = Simulated::with_users(450);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("users.csv");
    let path = file.to_str().unwrap();
    let output = run(env!("CARGO_BIN_EXE_users_to_csv"), org.url(), Some(TOKEN), &[path]);
    assert_eq!(output, format!("450 users in {path}\n"));
    let csv = std::fs::read_to_string(&file).unwrap();
    assert!(csv.starts_with("id,status,login,badge\n00u") && csv.lines().count() == 451, "{csv}");
}

#[test]
fn a_service_app_gets_one_token() {
    let mut jwk = Object::parse(&std::fs::read(keys().join("p256.jwk.json")).unwrap()).unwrap();
    jwk.remove("d");
    let jwk = jwk.to_text();
    let app = ServiceApp::read("0oa7serv0000Jk1Lm9x8", &format!(r#"{{"keys":[{jwk}]}}"#)).unwrap();
    let org = Simulated::of(Setup { users: 450, service_apps: vec![app], ..Setup::default() });
    let key = keys().join("p256.pkcs8.pem");
    let arguments = ["0oa7serv0000Jk1Lm9x8", key.to_str().unwrap()];
    let output = run(env!("CARGO_BIN_EXE_service_app"), org.url(), None, &arguments);
    assert_eq!(output.matches("got a token for GET /api/v1/users").count(), 1, "{output}");
    assert!(output.ends_with("450 users\n"), "{output}");
}

#[test]
fn a_user_is_created_once() {
    let org = Simulated::with_users(1);
    let first = run(env!("CARGO_BIN_EXE_errors"), org.url(), Some(TOKEN), &["ann@example.com"]);
    assert!(first.starts_with("ann@example.com is 00u"), "{first}");
    assert_eq!(run(env!("CARGO_BIN_EXE_errors"), org.url(), Some(TOKEN), &["ann@example.com"]), first);
    let bad = run(env!("CARGO_BIN_EXE_errors"), org.url(), Some(TOKEN), &["no email"]);
    assert!(bad.starts_with("Okta responded with Some(\"E0000001\")") && bad.contains("request ID Some("), "{bad}");
    let config = run(env!("CARGO_BIN_EXE_errors"), "https://example-admin.okta.com", Some(TOKEN), &["ann@example.com"]);
    assert!(config.starts_with("check the settings: "), "{config}");
}

#[test]
fn the_log_is_followed() {
    let event = |number: usize| {
        format!(
            r#"{{"published":"2026-01-0{number}T00:00:00.000Z","eventType":"user.session.start","actor":{{"displayName":"Ann"}}}}"#
        )
    };
    let org = Scripted::start(move |number, got| {
        let next = format!("/api/v1/logs?after={number}");
        Answer::page(got, Some(&next), &format!("[{}]", event(number + 1)))
    });
    let output = run(env!("CARGO_BIN_EXE_log_tail"), org.url(), Some(TOKEN), &["0", "3"]);
    assert_eq!(output.lines().last(), Some("2026-01-03T00:00:00.000Z user.session.start Ann"), "{output}");
    assert_eq!((output.lines().count(), org.requests().len()), (3, 3));
}

#[test]
fn a_path_without_a_method_is_called() {
    let org = Simulated::with_users(5);
    let output = run(env!("CARGO_BIN_EXE_custom_endpoint"), org.url(), Some(TOKEN), &["/api/v1/users"]);
    assert!(output.starts_with("status 200, request ID Some("), "{output}");
    assert_eq!(output.lines().filter(|line| line.starts_with("00u")).count(), 5, "{output}");
}
