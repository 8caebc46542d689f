//! Completions of values that only the machine knows, as a shell asks for them.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::process::Command;

#[test]
fn profiles_of_the_files_are_completed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("okta.yaml"),
        "okta:\n  profiles:\n    staging: {maxWait: 1}\n    prod: {maxWait: 2}\n",
    )
    .unwrap();
    let mut oktant = Command::new(env!("CARGO_BIN_EXE_oktant"));
    oktant.args(["--", "oktant", "users", "list", "--profile", ""]).current_dir(&folder).env("HOME", folder.path());
    oktant.env("OKTANT_COMPLETE", "fish");
    let completed = String::from_utf8(oktant.output().unwrap().stdout).unwrap();
    assert_eq!(completed.lines().collect::<Vec<_>>(), ["staging", "prod"]);
}
