//! What cannot be written is refused before anything is sent, and standard error that nobody reads breaks nothing.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_simulator::{Conditions, LocalOrg, Org, Setup, TOKEN};
use std::fs::{self, File};
use std::process::{Command, Output};

fn org() -> LocalOrg {
    LocalOrg::start(Org::new(&Setup::default()), Conditions::default()).unwrap()
}

fn oktant(org: &LocalOrg, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env("OKTA_CLIENT_ORGURL", org.url()).env("OKTA_CLIENT_TOKEN", TOKEN).args(arguments);
    command
}

fn run(org: &LocalOrg, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = oktant(org, arguments).output().unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn nothing_is_sent_if_the_result_cannot_be_shown() {
    let org = org();
    let add = ["groups", "add", "--set", "profile.name=Ops"];
    let (code, error) = run(&org, &[&add[..], &["--jq", ".["]].concat());
    assert_eq!(code, Some(2), "{error}");
    let (code, error) = run(&org, &[&add[..], &["--output", "no/such/folder.json"]].concat());
    assert!(code == Some(1) && error.contains("no/such/folder.json: "), "{error}");
    assert!(org.requests("POST", "/api/v1/groups").is_empty());
}

#[test]
fn nothing_is_sent_if_there_is_no_folder_for_the_results() {
    let (org, folder) = (org(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let rows = path("rows.csv");
    fs::write(&rows, "profile.name\nOps\n").unwrap();
    let (code, error) = run(&org, &["run", "groups", "add", "--from", &rows, "--results", &path("missing/results")]);
    assert!(code == Some(1) && error.contains("there is no folder"), "{error}");
    assert!(org.requests("POST", "/api/v1/groups").is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn standard_error_that_nobody_reads_breaks_nothing() {
    let org = org();
    let mut command = oktant(&org, &["users", "list", "--verbose", "--jq", ".status", "--raw"]);
    let done = command.stderr(File::create("/dev/full").unwrap()).output().unwrap();
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(0), &b"ACTIVE\n"[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    for arguments in [&["--help"][..], &["--version"], &["users", "list", "--help"], &["completions", "bash"]] {
        let mut command = oktant(&org(), arguments);
        let done = command.stdout(File::create("/dev/full").unwrap()).output().unwrap();
        let error = String::from_utf8(done.stderr).unwrap();
        assert!(
            done.status.code() == Some(1) && error.contains("the output cannot be written"),
            "{arguments:?}: {error}"
        );
    }
}

#[test]
fn incomplete_settings_are_shown_with_what_is_missing() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env_remove("OKTA_CLIENT_ORGURL").env_remove("OKTA_CLIENT_TOKEN").env("HOME", "/nonexistent");
    let Output { status, stdout, stderr } =
        command.args(["config", "show", "--setting", "MAXWAIT=7"]).output().unwrap();
    let (shown, error) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(3));
    assert!(
        shown.contains("OKTA_CLIENT_ORGURL = not set") && shown.contains("OKTA_CLIENT_MAXWAIT = 7 (code)"),
        "{shown}"
    );
    assert!(
        error.contains("OKTA_CLIENT_ORGURL is not set") && error.contains("OKTA_CLIENT_TOKEN is not set"),
        "{error}"
    );
}

#[test]
fn verbose_shows_urls_with_their_queries() {
    let org = org();
    let (_, error) = run(&org, &["users", "list", "--search", "status eq \"ACTIVE\"", "--limit", "1", "--verbose"]);
    let request = format!(
        "> GET {}/api/v1/users?search=status%20eq%20%22ACTIVE%22&limit=1\n< 200 GET /api/v1/users [",
        org.url()
    );
    assert!(error.contains(&request) && !error.contains(TOKEN), "{error}");
}
