//! The long run, in short. It has a program of tests to itself: it takes all that the machine has.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

#[test]
fn nothing_is_lost_or_doubled_while_the_way_is_bad() {
    let output = Command::new(env!("CARGO_BIN_EXE_soak")).args(["--calls", "20000"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("0 lost, 0 doubled"), "{text}");
}
