//! `oktant simulator`: a simulated org to try commands on.

use crate::failure::{Failure, Result};
use clap::{ArgMatches, Args, Command, FromArgMatches};
use oktant_simulator::Program;

/// The command line: that of the simulator itself.
pub(crate) fn command() -> Command {
    Command::new("simulator").defer(Program::augment_args).about("Run a simulated org on a local port")
}

/// Runs the simulator until a signal ends it, or a command that it runs.
pub(crate) fn run(matches: &ArgMatches) -> Result {
    let program = Program::from_arg_matches(matches)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match runtime.block_on(program.run()).map_err(Failure::Local)? {
        0 => Ok(()),
        status => Err(Failure::Code(status)),
    }
}
