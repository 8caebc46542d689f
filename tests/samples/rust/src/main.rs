//! Runs the sample that the argument names. `tests/samples/languages.py` writes the samples, each as a module, and `run`.

#![allow(unused, clippy::all, unreachable_pub, missing_docs, reason = "samples show one thing each")]

use std::process::{ExitCode, Termination};

include!(concat!(env!("OUT_DIR"), "/samples.rs"));

fn main() -> ExitCode {
    run(&std::env::args().nth(1).unwrap_or_default())
}
