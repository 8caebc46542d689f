//! The oktant command: every operation of the Okta Management API on a terminal and in scripts.
//!
//! `catalog` names the operations, `command` is the command line, `call` runs an operation, `output` writes its result.

mod arguments;
mod body;
mod bulk;
mod call;
mod catalog;
mod client;
mod command;
mod digest;
mod dry_run;
mod failure;
mod globals;
mod output;
mod verbose;

use failure::{Failure, Result};
use globals::Globals;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn run() -> Result {
    let matches = command::root().try_get_matches()?;
    let Some((mut group, mut inner)) = matches.subcommand() else { return Ok(()) };
    if group == command::RUN {
        let Some(command) = inner.subcommand() else { return Ok(()) };
        (group, inner) = command;
    }
    let Some((name, inner)) = inner.subcommand() else { return Ok(()) };
    let command = catalog::command(group, name).ok_or_else(|| Failure::Argument(format!("{group} has no {name}")))?;
    call::run(&Globals::from_matches(&matches, inner), command.operation, inner)
}

/// Runs a future to its end.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(future)
}

fn report(failure: &Failure) -> ExitCode {
    match failure {
        Failure::Usage(error) => drop(error.print()),
        Failure::Closed | Failure::Code(_) => {}
        failure => eprintln!("error: {failure}"),
    }
    ExitCode::from(failure.code())
}
