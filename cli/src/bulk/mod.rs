//! Bulk runs: an operation over the rows of a file, with a journal beside it.
//!
//! `rows` reads the file, `columns` makes arguments of a row, `run` sends them, `journal` remembers what came of each, `results`
//! tells it.

mod columns;
mod job;
mod journal;
mod line_starts;
mod outcome;
mod progress;
mod results;
mod rows;
mod run;
mod transport;

use crate::arguments::Input;
use crate::client;
use crate::failure::{Failure, ROWS_LEFT, Result};
use crate::globals::Globals;
use crate::notes::note;
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use job::Job;
use journal::{Counts, Journal};
use oktant_core::{Method, Operation};
use progress::Progress;
use rows::Source;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;
use transport::Journalled;

/// What people read of bulk runs at the end of `oktant run --help`.
pub(crate) const HELP: &str = "\
Columns are arguments of the operation in any spelling (userId, user-id), id for its only path argument, and members of the \
body by dotted paths. The cells of a column name:json are JSON. NDJSON has arguments and members as they are. Arguments on \
the command line are for all rows.

  oktant run users deactivate --from ids.csv --concurrency 20
  oktant groups assign-user --group-id 00g1 --from members.csv
  oktant users create --activate --set profile.department=Sales --from new.ndjson

ids.csv.journal says what is done: after a crash or an interrupt the same command goes on with the rest, and sends nothing \
twice. ids.csv.results.ndjson has a line for each row.";

/// Whether an operation can be run over rows: it writes.
pub(crate) fn is_possible(operation: &Operation) -> bool {
    !matches!(operation.method, Method::Get | Method::Head)
}

/// Adds the flags of a bulk run.
pub(crate) fn flags(command: Command, operation: &Operation) -> Command {
    if !is_possible(operation) {
        return command;
    }
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_hint(ValueHint::FilePath).help(help).requires("from")
    };
    let at_once = Arg::new("concurrency").long("concurrency").value_name("N").default_value("10").requires("from");
    let args = [
        Arg::new("from")
            .long("from")
            .value_name("FILE|-")
            .value_hint(ValueHint::FilePath)
            .help("Run it for each row of a CSV or NDJSON file; columns are arguments, and members of the body: profile.login"),
        at_once.value_parser(value_parser!(u16).range(1..=1000)).help("How many rows are sent at once"),
        file("results", "Where the results go; without it beside the rows: FILE.results.ndjson"),
        file("journal", "Where the journal is; without it beside the rows: FILE.journal"),
        Arg::new("repeat-unknown")
            .long("repeat-unknown")
            .action(ArgAction::SetTrue)
            .requires("from")
            .help("Send the rows again of which it is not known whether they were done"),
    ];
    command.args(args.map(|arg| arg.help_heading("Bulk")))
}

/// The rows that an operation is to be run over, if it is a bulk run.
pub(crate) fn from(matches: &ArgMatches) -> Option<&String> {
    matches.try_get_one("from").ok().flatten()
}

/// Runs an operation over the rows of a file.
pub(crate) fn run(globals: &Globals, operation: Operation, from: &str, matches: &ArgMatches) -> Result {
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    if from == "-" && [text("data"), text("file")].contains(&Some("-".to_owned())) {
        return Err(Failure::Argument("standard input has the rows already: give the body in a file".to_owned()));
    }
    let fixed = Input::from_matches(&operation, matches)?;
    let job = Job {
        fixed,
        operation: Arc::new(operation),
        source: Source::open(from)?,
        columns: globals.columns.clone(),
        concurrency: matches.get_one("concurrency").copied().map_or(1, |rows: u16| usize::from(rows)),
        repeat_unknown: matches.get_flag("repeat-unknown"),
    };
    let checked = job.check(client::config(globals)?)?;
    let beside = |ending: &str| job.source.path.as_ref().map(|path| format!("{path}.{ending}"));
    let path = text("journal").or_else(|| beside("journal"));
    let results = text("results").or_else(|| beside("results.ndjson")).unwrap_or_else(|| "-".to_owned());
    if let Some(used) = [Some(from), path.as_deref()].into_iter().flatten().find(|used| is_same_file(used, &results)) {
        return Err(Failure::Argument(format!("--results {results} would replace {used}")));
    }
    if globals.dry_run {
        let globals = Globals { columns: Vec::new(), ..globals.clone() };
        return job.show(&globals, &checked, path.as_deref());
    }
    results::check(&results)?;
    let journal = match path {
        Some(path) => Journal::open(&path, &checked.identity, checked.rows)?,
        None => Journal::temporary(&checked.identity, checked.rows)?,
    };
    send(&job, globals, journal, &results)
}

fn is_same_file(one: &str, other: &str) -> bool {
    let places = [one, other].map(std::fs::canonicalize);
    one != "-" && one == other || matches!(places, [Ok(one), Ok(other)] if one == other)
}

/// Sends the rows, and writes what came of them.
fn send(job: &Job, globals: &Globals, journal: Journal, results: &str) -> Result {
    let (journal, taken_back) = (Arc::new(Mutex::new(journal)), Arc::new(Notify::new()));
    let transport = client::transport(globals)?;
    let transport =
        Arc::new(Journalled { transport, journal: Arc::clone(&journal), taken_back: Arc::clone(&taken_back) });
    let client = client::client_over(globals, transport)?;
    let (rows, ended) = {
        let journal = lock(&journal);
        let rows = journal.states().counts().rows();
        (rows, (1..=rows).all(|row| !job.wants(journal.states().get(row))))
    };
    let progress = Progress::begin(rows, !globals.verbose);
    let sent = block_on(run::send(job, client, &journal, &taken_back, &progress));
    progress.end();
    let mut journal = lock(&journal);
    let written = results::write(job, &journal, results, globals.show_secrets);
    let counts = journal.states().counts();
    say(counts, written.as_ref().map(|()| results));
    if ended && rows > 0 {
        note!("nothing was sent: by the journal of an earlier run, every row has ended");
    }
    let failure = journal.failure().map(|error| Failure::file("the journal", &error));
    match failure.or(sent?) {
        Some(failure) => Err(failure),
        None if counts.done < rows => written.and(Err(Failure::Code(ROWS_LEFT))),
        None => written,
    }
}

fn lock(journal: &Mutex<Journal>) -> std::sync::MutexGuard<'_, Journal> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last line of a run.
fn say(mut counts: Counts, results: std::result::Result<&str, &Failure>) {
    // No call is under way any more.
    counts.unknown += std::mem::take(&mut counts.started);
    let place = match results {
        Ok("-") => String::new(),
        Ok(results) => format!("; results: {results}"),
        Err(failure) => format!("; no results: {failure}"),
    };
    let rows = if counts.rows() == 1 { "row" } else { "rows" };
    note!("{} {rows}: {counts}{place}", counts.rows());
    if counts.unknown > 0 {
        note!("look the unknown ones up, or send them again with --repeat-unknown");
    }
    if counts.not_started > 0 {
        note!("the same command goes on with the rest");
    }
}
