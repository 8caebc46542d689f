//! `oktant simulator` starts another program, with its flags and status.

#![allow(clippy::unwrap_used, reason = "tests")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

fn simulator(program: &str, flags: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.arg("simulator").args(flags).env("OKTANT_SIMULATOR", program).output().unwrap()
}

#[test]
fn flags_and_status_are_those_of_the_simulator() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("simulator");
    fs::write(&program, "#!/bin/sh\nprintf '%s;' \"$@\"\nexit 7\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let flags = ["--users", "20", "--help", "--format", "x", "--", "sh", "-c", "echo a b"];
    let ran = simulator(program.to_str().unwrap(), &flags);
    assert_eq!(String::from_utf8_lossy(&ran.stdout), format!("{};", flags.join(";")));
    assert_eq!(ran.status.code(), Some(7));
}

#[test]
fn one_that_is_not_there_is_an_error_that_says_what_to_do() {
    let ran = simulator("/nowhere/oktant-simulator", &[]);
    assert_eq!(
        String::from_utf8_lossy(&ran.stderr),
        "error: /nowhere/oktant-simulator is not there: install oktant-simulator beside oktant, or name it in OKTANT_SIMULATOR\n"
    );
    assert_eq!(ran.status.code(), Some(1));
}
