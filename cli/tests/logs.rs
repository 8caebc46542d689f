//! `oktant logs tail` against a simulated org: no event twice, none left out.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_simulator::{Conditions, LocalOrg, Org, Setup, TOKEN};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn org() -> LocalOrg {
    LocalOrg::start(Org::new(&Setup { users: 3, ..Setup::default() }), Conditions::default()).unwrap()
}

fn oktant(org: &LocalOrg, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env("OKTA_CLIENT_ORGURL", org.url()).env("OKTA_CLIENT_TOKEN", TOKEN).args(arguments);
    command
}

/// The lines of standard output.
fn lines(org: &LocalOrg, arguments: &[&str]) -> Vec<String> {
    let output = oktant(org, arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn add_group(org: &LocalOrg, name: &str) {
    lines(org, &["groups", "add", "--set", &format!("profile.name={name}")]);
}

/// A file in the folder of this test, not there yet.
fn fresh(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

/// Shows the name of the group that an event is about.
const NAMES: [&str; 3] = ["--jq", ".target[0].displayName", "--raw"];

#[test]
fn a_position_goes_on_where_the_last_command_ended() {
    let (org, position) = (org(), fresh("position.json"));
    let tail =
        ["logs", "tail", "--position", position.to_str().unwrap()].iter().chain(&NAMES).copied().collect::<Vec<_>>();
    add_group(&org, "one");
    add_group(&org, "two");
    assert_eq!(lines(&org, &tail), ["one", "two"]);
    assert!(lines(&org, &tail).is_empty());
    add_group(&org, "three");
    assert_eq!(lines(&org, &tail), ["three"]);
    fs::write(&position, "{}").unwrap();
    let failed = oktant(&org, &tail).output().unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("this is not a position in the log"));
}

#[test]
fn a_position_is_of_its_events() {
    let (org, position) = (org(), fresh("filtered.json"));
    let tail = ["logs", "tail", "--position", position.to_str().unwrap(), "--filter"];
    let filtered = |filter: &str| oktant(&org, &[&tail[..], &[filter]].concat()).output().unwrap();
    assert!(filtered(r#"eventType eq "group.lifecycle.create""#).status.success());
    let refused = filtered(r#"eventType eq "user.session.start""#);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is of other events"));
}

#[test]
fn a_position_without_events_is_at_the_end_of_the_log() {
    let (org, position) = (org(), fresh("end.json"));
    // The clock of this machine is not the org's.
    org.advance(std::time::Duration::from_secs(3600));
    add_group(&org, "one");
    let tail = ["logs", "tail", "-n", "0", "--position", position.to_str().unwrap()];
    let tail = tail.iter().chain(&NAMES).copied().collect::<Vec<_>>();
    assert!(lines(&org, &tail).is_empty());
    add_group(&org, "two");
    assert_eq!(lines(&org, &tail), ["two"]);
}

#[test]
fn the_newest_events_come_oldest_first() {
    let org = org();
    ["one", "two", "three"].into_iter().for_each(|name| add_group(&org, name));
    let tail = |n: &'static str| ["logs", "tail", "-n", n].iter().chain(&NAMES).copied().collect::<Vec<_>>();
    assert_eq!(lines(&org, &tail("2")), ["two", "three"]);
    assert!(lines(&org, &tail("0")).is_empty());
}

#[test]
fn older_events_of_the_same_instant_do_not_come_later() {
    for (n, shown) in [("0", vec![]), ("1", vec!["three"])] {
        let (org, position) = (org(), fresh("instant.json"));
        let tail = ["logs", "tail", "-n", n, "--position", position.to_str().unwrap()];
        let tail: Vec<&str> = tail.iter().chain(&NAMES).copied().collect();
        ["one", "two", "three"].into_iter().for_each(|name| add_group(&org, name));
        assert_eq!(lines(&org, &tail), shown);
        add_group(&org, "four");
        assert_eq!(lines(&org, &tail), ["four"]);
    }
}

#[test]
fn followed_events_are_shown_as_they_come() {
    let org = org();
    add_group(&org, "before");
    let follow = ["logs", "tail", "--follow", "--every", "1"].iter().chain(&NAMES).copied().collect::<Vec<_>>();
    let mut child = oktant(&org, &follow).stdout(Stdio::piped()).spawn().unwrap();
    let mut shown = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert_eq!(shown.next().unwrap(), "before");
    add_group(&org, "after");
    assert_eq!(shown.next().unwrap(), "after");
    add_group(&org, "last");
    assert_eq!(shown.next().unwrap(), "last");
    child.kill().unwrap();
    child.wait().unwrap();
}
