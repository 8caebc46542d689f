//! The journal of a bulk run: what was begun and what came of it, a line each, so that a run that was killed can go on.
//!
//! The first line says which run it is. A row has a line before its request is sent and another one after its answer. Lines are
//! appended and never changed; one that is half-written is the last, and is dropped. It survives the end of the process, not of
//! the machine's power.

use super::outcome::{Ending, Outcome};
use crate::failure::{Failure, Result};
use crate::notes::note;
use oktant::Json;
use oktant::value::Object;
use std::collections::HashMap;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

/// What a line says before the request of its row is sent, and after it was refused unread.
const STARTED: &str = "started";
const NOT_STARTED: &str = "not started";

/// The journal of a run.
pub(super) struct Journal {
    file: File,
    length: u64,
    states: States,
    /// The rows whose requests are being sent, with their states before.
    in_flight: HashMap<usize, RowState>,
    /// Why nothing can be written any more.
    failed: Option<io::Error>,
}

/// What a journal says of each row.
#[derive(Default)]
pub(super) struct States {
    rows: Vec<RowState>,
    counts: Counts,
}

/// What a journal says of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum RowState {
    /// No request was sent.
    #[default]
    NotStarted,
    /// A request may have been sent; how it ended is not known.
    Started,
    /// The call ended; `at` is where its line begins.
    Ended { outcome: Outcome, at: u64 },
}

/// How many rows are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) not_started: usize,
    pub(super) started: usize,
    pub(super) done: usize,
    pub(super) failed: usize,
    pub(super) unknown: usize,
}

/// Which run a journal is of: its first line. Another run has another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) org: String,
    pub(super) operation: String,
    /// The digest of the arguments for all rows.
    pub(super) arguments: String,
    /// The digest of the rows.
    pub(super) rows: String,
}

impl Journal {
    /// Opens the journal of a run of so many rows, or begins it.
    pub(super) fn open(path: &str, identity: &Identity, rows: usize) -> Result<Journal> {
        let failed = |error: io::Error| Failure::file(path, &error);
        let file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(Failure::Local(format!("{path}: a journal is a file")));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Local(format!("{path}: another run is using this journal")));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        Journal::of(file, path, identity, rows)
    }

    /// A journal that ends with the process.
    pub(super) fn temporary(identity: &Identity, rows: usize) -> Result<Journal> {
        let name = "the temporary journal";
        let file = tempfile::tempfile().map_err(|error| Failure::file(name, &error))?;
        Journal::of(file, name, identity, rows)
    }

    fn of(file: File, name: &str, identity: &Identity, rows: usize) -> Result<Journal> {
        let failed = |error: io::Error| Failure::file(name, &error);
        let (states, length) = States::read(&file, name, identity, rows)?;
        file.set_len(length).map_err(failed)?;
        let mut journal = Journal { file, length, states, in_flight: HashMap::new(), failed: None };
        if length == 0 {
            journal.append(&identity.line()).map_err(failed)?;
        }
        Ok(journal)
    }

    /// Writes that the request of a row is sent now.
    pub(super) fn start(&mut self, row: usize) -> io::Result<()> {
        if self.in_flight.contains_key(&row) {
            return Ok(());
        }
        self.append(&line(row, STARTED, Object::new()))?;
        self.in_flight.insert(row, self.states.get(row));
        self.states.set(row, RowState::Started);
        Ok(())
    }

    /// Writes that the org did not process the request of a row: it is as if it had not been sent.
    pub(super) fn take_back(&mut self, row: usize) -> io::Result<()> {
        let Some(before) = self.in_flight.get(&row).copied() else { return Ok(()) };
        let at = self.length;
        let state = match before {
            RowState::NotStarted => {
                self.append(&line(row, NOT_STARTED, Object::new()))?;
                before
            }
            RowState::Started => before,
            RowState::Ended { outcome, at: old } => {
                let entry = self.entry(old)?;
                self.append(&entry)?;
                RowState::Ended { outcome, at }
            }
        };
        self.in_flight.remove(&row);
        self.states.set(row, state);
        Ok(())
    }

    /// Writes how the call of a row ended.
    pub(super) fn end(&mut self, row: usize, ending: Ending) -> io::Result<()> {
        let Ending { outcome, mut facts } = ending;
        if outcome == (Outcome::Failed { again: true }) {
            facts.insert("again", true);
        }
        let at = self.length;
        self.append(&line(row, outcome.name(), facts))?;
        self.in_flight.remove(&row);
        self.states.set(row, RowState::Ended { outcome, at });
        Ok(())
    }

    /// Whether the request of a row is being sent.
    pub(super) fn is_in_flight(&self, row: usize) -> bool {
        self.in_flight.contains_key(&row)
    }

    pub(super) fn states(&self) -> &States {
        &self.states
    }

    /// Why the journal cannot be written, if it cannot.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// The line of an ended row.
    pub(super) fn entry(&self, at: u64) -> io::Result<Object> {
        (&self.file).seek(SeekFrom::Start(at))?;
        let mut text = Vec::new();
        BufReader::with_capacity(512, &self.file).read_until(b'\n', &mut text)?;
        match Json::parse(&text) {
            Ok(Json::Object(entry)) => Ok(entry),
            _ => Err(io::Error::other("the journal was changed while it was used")),
        }
    }

    /// Appends a line in one write. After a failure nothing is: what follows a half-written line would be lost with it.
    fn append(&mut self, entry: &Object) -> io::Result<()> {
        if self.failed.is_some() {
            return Err(io::Error::other("the journal cannot be written"));
        }
        let text = format!("{}\n", Json::from(entry.clone()));
        if let Err(error) = self.file.write_all(text.as_bytes()) {
            let shown = io::Error::new(error.kind(), error.to_string());
            self.failed = Some(error);
            return Err(shown);
        }
        self.length += text.len() as u64;
        Ok(())
    }
}

fn line(row: usize, outcome: &str, facts: Object) -> Object {
    let mut line = Object::new();
    line.insert("row", i64::try_from(row).unwrap_or(i64::MAX));
    line.insert("outcome", outcome);
    facts.into_iter().for_each(|(name, value)| drop(line.insert(name, value)));
    line
}

impl States {
    /// Reads what a journal says of each row, and how long it is without a line that is half-written.
    pub(super) fn read(file: &File, name: &str, identity: &Identity, rows: usize) -> Result<(States, u64)> {
        let failed = |error: io::Error| Failure::file(name, &error);
        let refused = |what: String| Failure::Local(format!("{name}: {what}"));
        let counts = Counts { not_started: rows, ..Counts::default() };
        let mut states = States { rows: vec![RowState::default(); rows], counts };
        let first = format!("{}\n", Json::from(identity.line()));
        (&mut &*file).rewind().map_err(failed)?;
        let mut lines = BufReader::new(file);
        let (mut length, mut number, mut text) = (0, 0, Vec::new());
        loop {
            text.clear();
            lines.read_until(b'\n', &mut text).map_err(failed)?;
            if !text.ends_with(b"\n") {
                // A file that is not ours is left alone.
                if number == 0 && !first.as_bytes().starts_with(&text) {
                    return Err(refused("this is no journal of a bulk run".to_owned()));
                }
                if !text.is_empty() {
                    note!("{name}: line {} is half-written and left out; {}", number + 1, kept(states.counts));
                }
                return Ok((states, length));
            }
            number += 1;
            let entry = Json::parse(&text).ok();
            if number == 1 {
                identity.check(entry.as_ref()).map_err(&refused)?;
            } else {
                let (row, state) = entry.as_ref().and_then(|entry| RowState::read(entry, length)).unwrap_or_default();
                if !(1..=rows).contains(&row) {
                    return Err(refused(format!(
                        "line {number} is damaged; {}: move the journal away to begin anew, and leave those rows out",
                        kept(states.counts)
                    )));
                }
                states.set(row, state);
            }
            length += text.len() as u64;
        }
    }

    /// What is known of a row.
    pub(super) fn get(&self, row: usize) -> RowState {
        self.rows.get(row.wrapping_sub(1)).copied().unwrap_or_default()
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    fn set(&mut self, row: usize, state: RowState) {
        if let Some(old) = self.rows.get_mut(row.wrapping_sub(1)) {
            *self.counts.of(*old) -= 1;
            *self.counts.of(state) += 1;
            *old = state;
        }
    }
}

/// The counts in words, without those that are zero.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { not_started, started, done, failed, unknown } = *self;
        write!(f, "{done} done")?;
        let others = [(failed, "failed"), (unknown, "unknown"), (started, "being sent"), (not_started, "not started")];
        let mut others = others.iter().filter(|(count, _)| *count > 0);
        others.try_for_each(|(count, name)| write!(f, ", {count} {name}"))
    }
}

/// What the lines before a damaged one say.
fn kept(counts: Counts) -> String {
    format!("the lines before it say: {counts}")
}

impl RowState {
    /// The row and the state of a line at this place.
    fn read(entry: &Json, at: u64) -> Option<(usize, RowState)> {
        let row = usize::try_from(entry.get("row")?.as_i64()?).ok()?;
        let again = entry.get("again").and_then(Json::as_bool).unwrap_or_default();
        let state = match entry.get("outcome")?.as_str()? {
            STARTED => RowState::Started,
            NOT_STARTED => RowState::NotStarted,
            outcome => RowState::Ended { outcome: Outcome::parse(outcome, again)?, at },
        };
        Some((row, state))
    }
}

impl Counts {
    /// The number of all rows.
    pub(super) fn rows(self) -> usize {
        self.not_started + self.started + self.done + self.failed + self.unknown
    }

    fn of(&mut self, state: RowState) -> &mut usize {
        match state {
            RowState::NotStarted => &mut self.not_started,
            RowState::Started => &mut self.started,
            RowState::Ended { outcome: Outcome::Done, .. } => &mut self.done,
            RowState::Ended { outcome: Outcome::Failed { .. }, .. } => &mut self.failed,
            RowState::Ended { outcome: Outcome::Unknown, .. } => &mut self.unknown,
        }
    }
}

impl Identity {
    /// The members of the first line, each with what it is for people.
    fn members(&self) -> [(&'static str, &str, &'static str); 4] {
        [
            ("org", &self.org, "another org"),
            ("operation", &self.operation, "another operation"),
            ("arguments", &self.arguments, "other arguments on the command line"),
            ("rows", &self.rows, "other rows"),
        ]
    }

    fn line(&self) -> Object {
        let mut line = Object::new();
        line.insert("journal", "oktant bulk 1");
        self.members().into_iter().for_each(|(name, value, _)| drop(line.insert(name, value)));
        line
    }

    /// Checks that the first line of a journal is that of this run.
    fn check(&self, line: Option<&Json>) -> std::result::Result<(), String> {
        let text = |name: &str| line.and_then(|line| line.get(name)).and_then(Json::as_str);
        if text("journal") != Some("oktant bulk 1") {
            return Err("this is no journal of a bulk run".to_owned());
        }
        match self.members().into_iter().find(|(name, value, _)| text(name) != Some(value)) {
            Some((.., other)) => {
                let advice = "repeat the command as it was to go on with it; to begin another one, name a file with --journal, or \
                              move this one away, which forgets what was done";
                Err(format!("this is the journal of a run with {other}: {advice}"))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: Outcome = Outcome::Failed { again: true };

    fn identity() -> Identity {
        let text = |text: &str| text.to_owned();
        Identity { org: text("https://a"), operation: text("addGroup"), arguments: text("00"), rows: text("01") }
    }

    fn ending(outcome: Outcome) -> Ending {
        let mut facts = Object::new();
        facts.insert("status", 200);
        Ending { outcome, facts }
    }

    fn outcome(state: RowState) -> Option<Outcome> {
        if let RowState::Ended { outcome, .. } = state { Some(outcome) } else { None }
    }

    /// A journal in which row 1 is done, 2 failed, 3 was started, and 4 was not.
    fn written(path: &str) {
        let mut journal = Journal::open(path, &identity(), 4).unwrap();
        journal.start(1).unwrap();
        journal.start(2).unwrap();
        journal.end(1, ending(Outcome::Done)).unwrap();
        journal.end(2, ending(FAILED)).unwrap();
        journal.start(3).unwrap();
        journal.start(3).unwrap();
        assert!(journal.is_in_flight(3) && !journal.is_in_flight(1));
    }

    #[test]
    fn every_cut_of_a_journal_is_a_journal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal").to_str().unwrap().to_owned();
        written(&path);
        let whole = std::fs::read(&path).unwrap();
        assert_eq!(whole.iter().filter(|byte| **byte == b'\n').count(), 6);
        for length in 0..=whole.len() {
            let cut = whole.get(..length).unwrap();
            std::fs::write(&path, cut).unwrap();
            let mut journal = Journal::open(&path, &identity(), 4).unwrap();
            let lines = cut.iter().filter(|byte| **byte == b'\n').count();
            let states = journal.states();
            let expected = [
                (1, if lines > 3 { Some(Outcome::Done) } else { None }, lines > 1),
                (2, if lines > 4 { Some(FAILED) } else { None }, lines > 2),
                (3, None, lines > 5),
                (4, None, false),
            ];
            for (row, ended, started) in expected {
                let state = states.get(row);
                assert_eq!((outcome(state), state != RowState::NotStarted), (ended, started), "{length} {row}");
            }
            // It goes on where it was cut.
            journal.start(4).unwrap();
            journal.end(4, ending(Outcome::Unknown)).unwrap();
            let RowState::Ended { at, .. } = journal.states().get(4) else { unreachable!() };
            let entry = r#"{"row":4,"outcome":"unknown","status":200}"#;
            assert_eq!(Json::from(journal.entry(at).unwrap()).to_string(), entry);
            drop(journal);
            let counts = Journal::open(&path, &identity(), 4).unwrap().states().counts();
            assert_eq!(
                (counts.unknown, counts.not_started + counts.started),
                (1, 6_usize.saturating_sub(lines).clamp(1, 3))
            );
        }
    }

    #[test]
    fn counts_of_nothing_are_left_out() {
        assert_eq!(Counts::default().to_string(), "0 done");
        let counts = Counts { not_started: 1, started: 2, done: 3, failed: 4, unknown: 5 };
        assert_eq!(counts.to_string(), "3 done, 4 failed, 5 unknown, 2 being sent, 1 not started");
    }

    #[test]
    fn a_row_that_is_taken_back_is_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal").to_str().unwrap().to_owned();
        written(&path);
        let open = || Journal::open(&path, &identity(), 4).unwrap();
        let mut journal = open();
        for row in 2..=4 {
            journal.start(row).unwrap();
            assert_eq!(journal.states().get(row), RowState::Started);
            journal.take_back(row).unwrap();
            assert!(!journal.is_in_flight(row));
        }
        drop(journal);
        let journal = open();
        let states = [2, 3, 4].map(|row| journal.states().get(row));
        assert!(matches!(states, [RowState::Ended { outcome: FAILED, .. }, RowState::Started, RowState::NotStarted]));
        let RowState::Ended { at, .. } = states[0] else { unreachable!() };
        assert_eq!(journal.entry(at).unwrap().get("status").and_then(Json::as_i64), Some(200));
    }

    #[test]
    fn another_run_is_refused_and_its_journal_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal").to_str().unwrap().to_owned();
        written(&path);
        let whole = std::fs::read(&path).unwrap();
        let refusal = |identity: &Identity, rows| {
            let text = Journal::open(&path, identity, rows).err().unwrap().to_string();
            text.replace(&path, "journal")
        };
        for (other, what) in [
            (Identity { org: String::new(), ..identity() }, "another org"),
            (Identity { operation: String::new(), ..identity() }, "another operation"),
            (Identity { arguments: String::new(), ..identity() }, "other arguments on the command line"),
            (Identity { rows: String::new(), ..identity() }, "other rows"),
        ] {
            let text = refusal(&other, 4);
            assert!(text.starts_with(&format!("journal: this is the journal of a run with {what}: repeat")), "{text}");
        }
        let damaged = "journal: line 6 is damaged; the lines before it say: 1 done, 1 failed: move the journal away to begin \
                       anew, and leave those rows out";
        assert_eq!(refusal(&identity(), 2), damaged);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
        for other in ["id\n1\n", "id", "{}\n"] {
            std::fs::write(&path, other).unwrap();
            assert_eq!(refusal(&identity(), 4), "journal: this is no journal of a bulk run");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), other);
        }
    }

    #[test]
    fn one_run_uses_a_journal_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal").to_str().unwrap().to_owned();
        let first = Journal::open(&path, &identity(), 1).unwrap();
        let text = Journal::open(&path, &identity(), 1).err().unwrap().to_string();
        assert!(text.ends_with("another run is using this journal"), "{text}");
        drop(first);
        assert!(Journal::open(&path, &identity(), 1).is_ok());
    }
}
