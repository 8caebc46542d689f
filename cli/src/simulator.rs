//! `oktant simulator`: starts the program oktant-simulator, which is beside this one.

use crate::failure::{Failure, Result};
use clap::{Arg, ArgMatches, Command};
use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process;

/// Names the program, as for the fixtures of the packages.
const VARIABLE: &str = "OKTANT_SIMULATOR";
const ARGUMENTS: &str = "arguments";

/// The command line: all that follows is the simulator's.
pub(crate) fn command() -> Command {
    Command::new("simulator").about("Run a simulated org on a local port").disable_help_flag(true).arg(
        Arg::new(ARGUMENTS)
            .value_name("FLAGS")
            .help("Flags of oktant-simulator; --help lists them")
            .value_parser(clap::value_parser!(OsString))
            .num_args(0..)
            .trailing_var_arg(true)
            .allow_hyphen_values(true),
    )
}

/// Runs the simulator until it ends.
pub(crate) fn run(matches: &ArgMatches) -> Result {
    let program = program();
    let mut simulator = process::Command::new(&program);
    simulator.args(matches.get_many::<OsString>(ARGUMENTS).into_iter().flatten());
    let error = match become_it(simulator) {
        Ok(0) => return Ok(()),
        Ok(status) => return Err(Failure::Code(status)),
        Err(error) => error,
    };
    Err(Failure::Local(match error.kind() {
        ErrorKind::NotFound => {
            format!(
                "{} is not there: install oktant-simulator beside oktant, or name it in {VARIABLE}",
                program.display()
            )
        }
        _ => format!("{}: {error}", program.display()),
    }))
}

/// The program that the environment names, the one beside this program, or the one in PATH.
fn program() -> PathBuf {
    if let Some(named) = env::var_os(VARIABLE) {
        return named.into();
    }
    let name = format!("oktant-simulator{}", env::consts::EXE_SUFFIX);
    let beside = env::current_exe().map(|own| own.with_file_name(&name)).unwrap_or_default();
    if beside.exists() { beside } else { name.into() }
}

/// Runs the simulator in place of this program, so that signals reach it; returns only if that fails.
#[cfg(unix)]
fn become_it(mut simulator: process::Command) -> std::io::Result<u8> {
    Err(std::os::unix::process::CommandExt::exec(&mut simulator))
}

/// Runs the simulator and returns its status.
#[cfg(not(unix))]
fn become_it(mut simulator: process::Command) -> std::io::Result<u8> {
    let status = simulator.status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
