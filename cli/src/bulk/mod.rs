//! Bulk runs: an operation over the rows of a file, with a journal beside it.
//!
//! `rows` reads the file, `columns` makes arguments of a row, `run` sends them, `journal` remembers what came of each, `results`
//! tells it.

mod columns;
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
use crate::digest::Digest;
use crate::dry_run;
use crate::failure::{Failure, ROWS_LEFT, Result};
use crate::globals::Globals;
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use journal::{Counts, Identity, Journal, States};
use oktant::bindings;
use oktant_core::{Config, Method, Operation, Options, Session};
use progress::Progress;
use rows::{Source, broken};
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;
use transport::Journalled;

/// What people read of bulk runs at the end of `oktant run --help`.
pub(crate) const HELP: &str = "\
Columns are arguments of the operation in any spelling (userId, user-id), id for its only path argument, and members of the
body by dotted paths; the cells of a column name:json are JSON. Lines of NDJSON are arguments and members as they are. Arguments
on the command line are for all rows.

  oktant run users deactivate --from ids.csv --concurrency 20
  oktant groups assign-user --group-id 00g1 --from members.csv
  oktant users create --activate --set profile.department=Sales --from new.ndjson

ids.csv.journal says what is done: after a crash or an interrupt the same command goes on with the rest, and sends nothing twice.
ids.csv.results.ndjson has a line for each row.";

/// How many requests `--dry-run` shows.
const SHOWN: usize = 3;

/// An operation with the rows that it is run over.
struct Job {
    operation: Arc<Operation>,
    /// The arguments for all rows.
    fixed: Input,
    source: Source,
    concurrency: usize,
    repeat_unknown: bool,
}

/// What is found before the first request.
struct Checked {
    rows: usize,
    identity: Identity,
}

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
        concurrency: matches.get_one("concurrency").copied().map_or(1, |rows: u16| usize::from(rows)),
        repeat_unknown: matches.get_flag("repeat-unknown"),
    };
    let checked = job.check(client::config(globals)?)?;
    let beside = |ending: &str| job.source.path.as_ref().map(|path| format!("{path}.{ending}"));
    let path = text("journal").or_else(|| beside("journal"));
    if globals.dry_run {
        return job.show(globals, &checked, path.as_deref());
    }
    let journal = match path {
        Some(path) => Journal::open(&path, &checked.identity, checked.rows)?,
        None => Journal::temporary(&checked.identity, checked.rows)?,
    };
    let results = text("results").or_else(|| beside("results.ndjson")).unwrap_or_else(|| "-".to_owned());
    job.run(globals, journal, &results)
}

impl Job {
    /// Reads all rows once: what is wrong with them is refused before the first request.
    fn check(&self, config: Config) -> Result<Checked> {
        let org = config.org_url.as_str().to_owned();
        let session = Session::new(config);
        let mut rows = self.source.rows()?;
        if let Some(header) = rows.columns() {
            let checked = columns::check(&self.operation, &self.fixed, &header);
            checked.map_err(|what| broken(&self.source.name, 1, what))?;
        }
        let mut count = 0;
        for row in rows.by_ref() {
            let row = row?;
            let refused = |what: String| broken(&self.source.name, row.line, what);
            let input = columns::arguments(&self.operation, &self.fixed, &row).map_err(refused)?;
            let arguments = input.arguments_of(&self.operation).map_err(|failure| refused(failure.to_string()))?;
            let call = session.call(&self.operation, &arguments, &Options::default());
            call.map_err(|error| refused(error.to_string()))?;
            count += 1;
        }
        let arguments = Digest::of(self.fixed.document()?.to_string());
        let operation = self.operation.id.clone().into_owned();
        Ok(Checked { rows: count, identity: Identity { org, operation, arguments, rows: rows.digest() } })
    }

    /// Shows the first requests, and how many there would be.
    fn show(&self, globals: &Globals, checked: &Checked, journal: Option<&str>) -> Result {
        let file = journal.and_then(|path| Some((path, File::open(path).ok()?)));
        let states = match file {
            Some((path, file)) => States::read(&file, path, &checked.identity, checked.rows)?.0,
            None => States::default(),
        };
        let mut count = 0;
        for row in self.source.rows()? {
            let row = row?;
            if !self.wants(states.get(row.number)) {
                continue;
            }
            count += 1;
            if count <= SHOWN {
                let input = columns::arguments(&self.operation, &self.fixed, &row);
                let input = input.map_err(|what| broken(&self.source.name, row.line, what))?;
                let arguments = input.arguments_of(&self.operation)?;
                dry_run::show(globals, &self.operation, &arguments, &Options::default())?;
            }
        }
        eprintln!("{count} of {} rows would be sent", checked.rows);
        Ok(())
    }

    fn run(&self, globals: &Globals, journal: Journal, results: &str) -> Result {
        let (journal, taken_back) = (Arc::new(Mutex::new(journal)), Arc::new(Notify::new()));
        let transport = bindings::transport(&client::config(globals)?)?;
        let transport =
            Arc::new(Journalled { transport, journal: Arc::clone(&journal), taken_back: Arc::clone(&taken_back) });
        let client = client::builder(globals).transport(transport).build()?;
        let rows = { lock(&journal).states().counts() }.rows();
        let progress = Progress::begin(rows, !globals.verbose);
        let sent = block_on(run::send(self, client, &journal, &taken_back, &progress));
        progress.end();
        let mut journal = lock(&journal);
        let written = results::write(self, &journal, results, globals.show_secrets);
        let counts = journal.states().counts();
        say(counts, results);
        let failure = journal.failure().map(|error| Failure::file("the journal", &error));
        match failure.or(sent?) {
            Some(failure) => Err(failure),
            None if counts.done < rows => written.and(Err(Failure::Code(ROWS_LEFT))),
            None => written,
        }
    }
}

fn lock(journal: &Mutex<Journal>) -> std::sync::MutexGuard<'_, Journal> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last line of a run.
fn say(mut counts: Counts, results: &str) {
    // No call is under way any more.
    counts.unknown += std::mem::take(&mut counts.started);
    let place = if results == "-" { String::new() } else { format!("; results: {results}") };
    eprintln!("{} rows: {}{place}", counts.rows(), progress::shown(counts));
    if counts.unknown > 0 {
        eprintln!("look the unknown ones up, or send them again with --repeat-unknown");
    }
    if counts.not_started > 0 {
        eprintln!("the same command goes on with the rest");
    }
}
