//! `oktant fleet status`, over a real store that a client of the SDK has filled.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_fleet::Server;
use oktant_simulator::{Conditions, LocalOrg, Org, Setup, TOKEN};
use std::process::{Command, Output};

fn oktant(org: &LocalOrg, store: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env("HOME", "/nonexistent").env("OKTA_CLIENT_ORGURL", org.url()).env("OKTA_CLIENT_TOKEN", TOKEN);
    command.env("OKTA_CLIENT_FLEET", store).env("OKTA_CLIENT_FLEETTIMEOUT", "1").env("OKTA_CLIENT_FLEETMEMBER", "ann");
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_member_is_shown_with_what_it_holds() {
    let (store, org) = (Server::start(), LocalOrg::start(Org::new(&Setup::default()), Conditions::default()).unwrap());
    let status = || oktant(&org, &store.url(), &["fleet", "status", "--format", "json"]);
    assert_eq!(text(&status().stdout), "[]\n");
    store.command::<()>("SET oktant:{other}:x:rates text");
    let called = oktant(&org, &store.url(), &["--verbose", "api", "/api/v1/users/me"]);
    assert!(
        called.status.success() && text(&called.stderr).contains("* the fleet is joined\n"),
        "{}",
        text(&called.stderr)
    );
    let shown = text(&status().stdout);
    assert!(shown.contains(r#""member":"ann-"#) || shown.contains(r#""member": "ann-"#), "{shown}");
    assert!(shown.contains("/api/v1/users") && !shown.contains(TOKEN), "{shown}");
}

#[test]
fn a_store_that_is_missing_is_an_error() {
    let org = LocalOrg::start(Org::new(&Setup::default()), Conditions::default()).unwrap();
    let none = oktant(&org, "", &["fleet", "status"]);
    assert_eq!(none.status.code(), Some(3), "{}", text(&none.stderr));
    assert!(text(&none.stderr).contains("OKTA_CLIENT_FLEET is not set"));
    let url = format!("redis://:planted@127.0.0.1:{}", oktant_fleet::free_port());
    let called = oktant(&org, &url, &["--verbose", "api", "/api/v1/users/me"]);
    assert!(
        called.status.success() && text(&called.stderr).contains("* the fleet is lost: "),
        "{}",
        text(&called.stderr)
    );
    assert!(!text(&called.stderr).contains("planted"), "{}", text(&called.stderr));
    let away = oktant(&org, &url, &["fleet", "status"]);
    assert_eq!(away.status.code(), Some(10), "{}", text(&away.stderr));
    assert!(!text(&away.stderr).contains("planted"), "{}", text(&away.stderr));
}
