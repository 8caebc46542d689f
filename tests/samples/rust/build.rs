//! Gives the crate the samples that `OKTANT_SAMPLES` names, or none.

use std::path::PathBuf;
use std::{env, fs, io};

const NONE: &str = "fn run(_: &str) -> std::process::ExitCode { std::process::ExitCode::from(2) }";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=OKTANT_SAMPLES");
    let samples = match env::var("OKTANT_SAMPLES") {
        Ok(path) => {
            println!("cargo::rerun-if-changed={path}");
            fs::read_to_string(path)?
        }
        Err(_) => NONE.to_owned(),
    };
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(PathBuf::from(out).join("samples.rs"), samples)
}
