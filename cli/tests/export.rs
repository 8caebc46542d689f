//! `oktant export` against a simulated org. What an export does is tested in its own crate.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_simulator::{Conditions, LocalOrg, Org, Setup, TOKEN};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

fn oktant(org: &LocalOrg, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env("OKTA_CLIENT_ORGURL", org.url()).env("OKTA_CLIENT_TOKEN", TOKEN).args(arguments).output().unwrap()
}

#[test]
fn a_dataset_becomes_a_file() {
    let org = Org::new(&Setup { users: 450, ..Setup::default() });
    let org = LocalOrg::start(org, Conditions::default()).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("export");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("users.csv");
    let done = oktant(&org, &["export", "users", file.to_str().unwrap(), "--reserve", "10", "--jq", ".rows"]);
    assert_eq!(String::from_utf8_lossy(&done.stdout), "450\n", "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 451);
    let refused = oktant(&org, &["export", "users", folder.join("users.txt").to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("says no format"));
    let refused = oktant(&org, &["export", "users", file.to_str().unwrap(), "--since", "yesterday"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--since yesterday: write a time such as"));
    let other = folder.join("other.csv");
    let refused = oktant(&org, &["export", "users", other.to_str().unwrap(), "--search", "statu is"]);
    assert_eq!(refused.status.code(), Some(11));
    assert!(!String::from_utf8_lossy(&refused.stderr).contains("goes on"));
}
