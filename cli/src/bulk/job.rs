//! The job of a bulk run: an operation and the rows that it is run over, checked before the first request.

use super::columns;
use super::journal::{Identity, RowState, States};
use super::outcome::Outcome;
use super::rows::{Row, Source, broken};
use crate::arguments::Input;
use crate::digest::Digest;
use crate::dry_run;
use crate::failure::Result;
use crate::globals::Globals;
use crate::notes::note;
use oktant_core::{Arguments, Config, Operation, Options, Session};
use std::fs::File;
use std::sync::Arc;

/// How many requests `--dry-run` shows.
const SHOWN: usize = 3;

/// An operation with the rows that it is run over.
pub(super) struct Job {
    pub(super) operation: Arc<Operation>,
    /// The arguments for all rows.
    pub(super) fixed: Input,
    pub(super) source: Source,
    /// The columns that count; all if none is chosen.
    pub(super) columns: Vec<String>,
    pub(super) concurrency: usize,
    pub(super) repeat_unknown: bool,
}

/// What is found before the first request.
pub(super) struct Checked {
    pub(super) rows: usize,
    pub(super) identity: Identity,
}

impl Job {
    /// Reads all rows once: what is wrong with them is refused before the first request.
    pub(super) fn check(&self, config: Config) -> Result<Checked> {
        let org = config.org_url.as_str().to_owned();
        let session = Session::new(config);
        let mut rows = self.source.rows()?;
        if let Some(mut header) = rows.columns() {
            if let Some(none) = self.columns.iter().find(|chosen| !header.contains(&chosen.as_str())) {
                return Err(broken(&self.source.name, 1, format!("there is no column {none}")));
            }
            header.retain(|name| self.counts(name));
            let checked = columns::check(&self.operation, &self.fixed, &header);
            checked.map_err(|what| broken(&self.source.name, 1, what))?;
        }
        let mut count = 0;
        for row in rows.by_ref() {
            let row = row?;
            let call = session.call(&self.operation, &self.arguments(&row)?, &Options::default());
            call.map_err(|error| broken(&self.source.name, row.line, error))?;
            count += 1;
        }
        let arguments = Digest::of(self.fixed.document()?.to_string() + &self.columns.join(","));
        let operation = self.operation.id.clone().into_owned();
        Ok(Checked { rows: count, identity: Identity { org, operation, arguments, rows: rows.digest() } })
    }

    /// Shows the first requests, and how many there would be.
    pub(super) fn show(&self, globals: &Globals, checked: &Checked, journal: Option<&str>) -> Result {
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
                let arguments = self.arguments(&row)?;
                dry_run::show(globals, &self.operation, &arguments, &Options::default())?;
            }
        }
        note!("{count} of {} rows would be sent", checked.rows);
        Ok(())
    }

    /// The arguments of a row, over those for all rows.
    pub(super) fn arguments(&self, row: &Row) -> Result<Arguments> {
        let refused = |what: String| broken(&self.source.name, row.line, what);
        let values = row.values.iter().filter(|(name, _)| self.counts(name));
        let input = columns::arguments(&self.operation, &self.fixed, values).map_err(refused)?;
        input.arguments_of(&self.operation).map_err(|failure| refused(failure.to_string()))
    }

    /// Whether a column counts.
    fn counts(&self, name: &str) -> bool {
        self.columns.is_empty() || self.columns.iter().any(|chosen| chosen == name)
    }

    /// Whether a row is to be sent.
    pub(super) fn wants(&self, state: RowState) -> bool {
        match state {
            RowState::NotStarted => true,
            RowState::Started => self.operation.idempotent || self.repeat_unknown,
            RowState::Ended { outcome: Outcome::Done, .. } => false,
            RowState::Ended { outcome: Outcome::Failed { again }, .. } => again,
            RowState::Ended { outcome: Outcome::Unknown, .. } => self.repeat_unknown,
        }
    }
}
