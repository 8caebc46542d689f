//! The oktant command: every operation of the Okta Management API on a terminal and in scripts.
//!
//! `catalog` names the operations, `command` is the command line, `call` runs an operation, `output` writes its result.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests"))]

mod api;
mod arguments;
mod body;
mod bulk;
mod call;
mod catalog;
mod client;
mod command;
mod completions;
mod config;
mod diff;
mod digest;
mod dry_run;
mod export;
mod failure;
mod fleet;
mod format;
mod globals;
mod hint;
mod logs;
mod notes;
mod output;
mod runtime;
mod simulator;
mod verbose;
mod verbs;
mod whoami;

use clap::ArgMatches;
use clap::builder::styling::{AnsiColor, Style};
use clap_complete::CompleteEnv;
use failure::{Failure, Result};
use globals::Globals;
use notes::note;
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    if env::var_os(completions::VARIABLE).is_some() {
        CompleteEnv::with_factory(command::listed).var(completions::VARIABLE).complete();
    }
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn run() -> Result {
    let matches = command::root().try_get_matches().map_err(|error| verbs::suggested(hint::concise(error)))?;
    let Some((mut first, mut inner)) = matches.subcommand() else { return Ok(()) };
    if let (command::RUN, Some(command)) = (first, inner.subcommand()) {
        (first, inner) = command;
    }
    let last = inner.subcommand().map_or(inner, |(_, last)| last);
    let globals = Globals::from_matches(&matches, last)?;
    globals.other_colors.write_global();
    match (first, inner.subcommand()) {
        ("api", _) => api::run(&globals, inner),
        (group, Some((name, inner)))
            if !matches!(group, "config" | "fleet") && (group, name) != (command::LOG, "tail") =>
        {
            operation(&globals, group, name, inner)
        }
        _ if globals.dry_run => {
            let what = "--dry-run shows the request of an operation or of oktant api";
            Err(Failure::Argument(format!("{what}: leave it out with {first}")))
        }
        ("simulator", _) => simulator::run(inner),
        ("completions", _) => completions::run(inner),
        ("man", _) => completions::write_man(command::listed(), inner),
        ("exit-codes", _) => output::bytes(&globals, format!("{}\n", command::exit_codes()).as_bytes()),
        ("diff", _) => diff::run(&globals, inner),
        ("config", Some((name, _))) => config::run(&globals, name),
        ("fleet", Some((_, inner))) => fleet::run(&globals, inner),
        ("whoami", _) => whoami::run(&globals),
        ("export", _) => export::run(globals, inner),
        _ => logs::run(&globals, last),
    }
}

/// Runs an operation of the table.
fn operation(globals: &Globals, group: &str, name: &str, matches: &ArgMatches) -> Result {
    let command = catalog::command(group, name);
    let command = command.ok_or_else(|| Failure::Argument(format!("{group} has no command {name}")))?;
    match bulk::from(matches) {
        Some(rows) => bulk::run(globals, command.operation, rows, matches),
        None => call::send(globals, call::prepared(command.operation, matches)?),
    }
}

/// Shows a failure on standard error.
fn report(failure: &Failure) -> ExitCode {
    match failure {
        Failure::Usage(help) if !help.use_stderr() => return printed(help.print().and_then(|()| io::stdout().flush())),
        Failure::Closed | Failure::Code(_) => {}
        failure if wants_json() => note!("{}", failure.document()),
        Failure::Usage(error) => {
            let _ = error.print();
            hint::hint(error).into_iter().for_each(|hint| note!("\n{hint}"));
        }
        failure => {
            let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
            note!("{style}error:{style:#} {failure}");
        }
    }
    ExitCode::from(failure.code())
}

/// The exit code of a help or version that was asked for.
fn printed(written: io::Result<()>) -> ExitCode {
    written.map_or_else(|error| report(&error.into()), |()| ExitCode::SUCCESS)
}

/// Whether errors are wanted as JSON; also if the command line itself is the error.
fn wants_json() -> bool {
    let arguments: Vec<_> = env::args_os().collect();
    let separate = arguments.windows(2).any(|pair| pair[0] == "--error-format" && pair[1] == "json");
    separate || arguments.iter().any(|argument| argument == "--error-format=json")
}
