//! The results of a bulk run: a line for each row, in their order.

use super::job::Job;
use super::journal::{Journal, RowState};
use super::outcome::Outcome;
use super::rows::Row;
use crate::body::Body;
use crate::failure::{Failure, Result};
use crate::output::secrets;
use oktant::Json;
use oktant::value::Object;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Members of the journal that are no news.
const LEFT_OUT: [&str; 3] = ["row", "outcome", "again"];

/// Checks, before anything is sent, that there is a folder for the results.
pub(super) fn check(path: &str) -> Result {
    match Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => Err(Failure::Local(format!("{path}: there is no folder {}", folder.display()))),
        None => Ok(()),
    }
}

/// Writes the results to a file, whole or not at all, or to standard output for `-`.
pub(super) fn write(job: &Job, journal: &Journal, path: &str, show_secrets: bool) -> Result {
    if path == "-" {
        return lines(job, journal, show_secrets, BufWriter::new(io::stdout().lock()), Failure::from).map(drop);
    }
    let failed = |error: io::Error| Failure::file(path, &error);
    // A device is written to, not replaced.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let file = File::options().write(true).open(path).map_err(failed)?;
        return lines(job, journal, show_secrets, BufWriter::new(file), failed).map(drop);
    }
    let unfinished = format!("{path}.unfinished");
    let file = File::create(&unfinished).map_err(|error| Failure::file(&unfinished, &error))?;
    let written = lines(job, journal, show_secrets, BufWriter::new(file), failed);
    let written = written.and_then(|out| out.into_inner().map_err(|error| failed(error.into_error())));
    let renamed = written.and_then(|file| file.sync_all().and_then(|()| fs::rename(&unfinished, path)).map_err(failed));
    if renamed.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    renamed
}

fn lines<W: Write>(
    job: &Job,
    journal: &Journal,
    show_secrets: bool,
    mut out: W,
    failed: impl Fn(io::Error) -> Failure,
) -> Result<W> {
    for row in job.source.rows()? {
        let mut line = Json::from(line(&row?, journal)?);
        if !show_secrets {
            secrets::mask(&mut line);
        }
        writeln!(out, "{line}").map_err(&failed)?;
    }
    out.flush().map_err(&failed)?;
    Ok(out)
}

fn line(row: &Row, journal: &Journal) -> Result<Object> {
    let mut line = Object::new();
    line.insert("row", i64::try_from(row.number).unwrap_or(i64::MAX));
    let mut arguments = Body::default();
    row.values.iter().for_each(|(path, value)| arguments.set(path, value.clone()));
    line.insert("arguments", arguments.build()?.unwrap_or_else(|| Json::Object(Object::new())));
    match journal.states().get(row.number) {
        RowState::NotStarted => drop(line.insert("outcome", "not started")),
        RowState::Started => {
            line.insert("outcome", Outcome::Unknown.name());
            line.insert("error", "the run ended before the answer came");
        }
        RowState::Ended { outcome, at } => {
            line.insert("outcome", outcome.name());
            let entry = journal.entry(at).map_err(|error| Failure::file("the journal", &error))?;
            let facts = entry.into_iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_ref()));
            facts.for_each(|(name, value)| drop(line.insert(name, value)));
        }
    }
    Ok(line)
}
