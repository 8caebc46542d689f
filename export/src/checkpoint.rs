//! The folder of an unfinished export: finished parts, and how far it is.
//!
//! A part is complete before the state names it, and the state is replaced as a whole: whenever the process ends, the next one goes
//! on from the last state and removes what came after it.

use crate::error::{Error, Result};
use crate::range::Second;
use crate::recent::Recent;
use crate::request::Restriction;
use crate::work::Work;
use crate::{Dataset, Format};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The version of the form of the state.
const VERSION: u32 = 1;
const STATE: &str = "state.json";
const LOCK: &str = "lock";
/// What is being written; complete once it has another name.
const UNFINISHED: &str = "unfinished";

/// How far an export is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    version: u32,
    pub(crate) options: Options,
    /// Names and kinds of the columns; those of the org may change while the export runs.
    pub(crate) columns: Vec<(String, String)>,
    /// The name of the file that the parts become, without its folder.
    pub(crate) output: PathBuf,
    /// The org's time when reading began.
    pub(crate) start: Second,
    pub(crate) stage: Stage,
    pub(crate) rows: Parts,
    pub(crate) changed: Parts,
    /// Rows that the second look, or the next export, may see again.
    pub(crate) recent: Recent,
}

/// What determines the rows and the form of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// The URL of the org.
    pub(crate) org: String,
    pub(crate) dataset: Dataset,
    pub(crate) format: Format,
    pub(crate) document: bool,
    pub(crate) restriction: Restriction,
}

/// What the export does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// Reads the rows.
    First(Work),
    /// Reads what changed since, or came since.
    Second(Work, Restriction),
    /// All is read; where the log can be continued.
    Read(Option<String>),
    /// The files are complete; only the parts are left to be removed.
    Joined,
}

/// The parts of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parts {
    pub(crate) count: usize,
    pub(crate) rows: u64,
}

/// Which file a part belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Rows,
    Changed,
}

/// The folder, locked against other processes.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    steps: Steps,
    _lock: File,
}

/// Counts the steps at which a process can end; tests end it there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Steps {
    #[cfg(test)]
    left: Option<std::sync::Arc<std::sync::atomic::AtomicUsize>>,
}

impl State {
    pub(crate) fn new(
        options: Options,
        columns: Vec<(String, String)>,
        output: PathBuf,
        start: Second,
        work: Work,
    ) -> State {
        State {
            version: VERSION,
            options,
            columns,
            output,
            start,
            stage: Stage::First(work),
            rows: Parts::default(),
            changed: Parts::default(),
            recent: Recent::default(),
        }
    }

    /// This state, if it is of an export with these options. One that is read is finished with its own.
    pub(crate) fn check(self, options: Options, folder: &Path) -> Result<State> {
        let own = &self.options;
        let shown = |expression: &Option<String>| match expression {
            Some(expression) => format!("the search {expression}"),
            None => "no search".to_owned(),
        };
        let what = if own.org != options.org {
            format!("the org {}", own.org)
        } else if own.dataset != options.dataset {
            format!("the dataset {}", own.dataset)
        } else if own.restriction.expression != options.restriction.expression {
            shown(&own.restriction.expression)
        } else if own.format != options.format {
            format!("the format {:?}", own.format).to_lowercase()
        } else if *own != options && !matches!(self.stage, Stage::Read(_) | Stage::Joined) {
            "other options".to_owned()
        } else {
            return Ok(self);
        };
        Err(Error::OtherOptions { path: folder.to_owned(), what })
    }

    /// Whether something that was read would be lost with it.
    pub(crate) fn has_rows(&self) -> bool {
        self.rows.count > 0 || !matches!(self.stage, Stage::First(_))
    }

    pub(crate) fn parts(&mut self, target: Target) -> &mut Parts {
        match target {
            Target::Rows => &mut self.rows,
            Target::Changed => &mut self.changed,
        }
    }
}

impl Stage {
    /// The same with other work.
    pub(crate) fn with(&self, work: Work) -> Stage {
        match self {
            Stage::First(_) => Stage::First(work),
            Stage::Second(_, restriction) => Stage::Second(work, restriction.clone()),
            Stage::Read(cursor) => Stage::Read(cursor.clone()),
            Stage::Joined => Stage::Joined,
        }
    }
}

impl Folder {
    /// Opens the folder of a file's export, and its state if there is one.
    pub(crate) fn open(path: PathBuf, steps: Steps) -> Result<(Folder, Option<State>)> {
        match fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(Error::file(&path)(error)),
            _ => {}
        }
        let lock_path = path.join(LOCK);
        let lock = File::create(&lock_path).map_err(Error::file(&lock_path))?;
        lock.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => {
                Error::Invalid(format!("another process is writing the export in {}", path.display()))
            }
            fs::TryLockError::Error(error) => Error::file(&lock_path)(error),
        })?;
        let folder = Folder { path, steps, _lock: lock };
        let state_path = folder.path.join(STATE);
        let state = match fs::read(&state_path) {
            Ok(bytes) => Some(serde_json::from_slice::<State>(&bytes).map_err(|error| folder.broken_state(error))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Error::file(&state_path)(error)),
        };
        if let Some(state) = state.as_ref().filter(|state| state.version != VERSION) {
            let what = format!("version {} of its state", state.version);
            return Err(Error::OtherOptions { path: folder.path, what });
        }
        state.as_ref().map_or(Ok(()), |state| folder.check_parts(state))?;
        Ok((folder, state))
    }

    /// Checks that every part is there that the state names.
    fn check_parts(&self, state: &State) -> Result<()> {
        if matches!(state.stage, Stage::Joined) {
            return Ok(());
        }
        let parts = [(Target::Rows, state.rows), (Target::Changed, state.changed)];
        let mut parts = parts.into_iter().flat_map(|(target, parts)| self.parts(target, parts));
        match parts.find(|part| !part.exists()) {
            Some(part) => Err(Error::damaged(&self.path, format!("{} is missing", part.display()))),
            None => Ok(()),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The paths of the parts of a file.
    pub(crate) fn parts(&self, target: Target, parts: Parts) -> Vec<PathBuf> {
        (1..=parts.count).map(|number| self.part(target, number)).collect()
    }

    /// Writes a part. It counts once the state says so.
    pub(crate) fn put_part(
        &self,
        target: Target,
        number: usize,
        write: &dyn Fn(&mut File) -> io::Result<()>,
    ) -> Result<()> {
        self.replace(&self.part(target, number), write)
    }

    /// Replaces the state.
    pub(crate) fn put_state(&self, state: &[u8]) -> Result<()> {
        self.replace(&self.path.join(STATE), &|file| file.write_all(state))
    }

    pub(crate) fn broken_state(&self, error: serde_json::Error) -> Error {
        Error::damaged(&self.path, format!("{STATE}: {error}"))
    }

    /// Writes a file, which has its name only once it is complete.
    pub(crate) fn replace(&self, path: &Path, write: &dyn Fn(&mut File) -> io::Result<()>) -> Result<()> {
        let unfinished = self.path.join(UNFINISHED);
        let failed = Error::file;
        self.steps.take().map_err(failed(&unfinished))?;
        let mut file = File::create(&unfinished).map_err(failed(&unfinished))?;
        write(&mut file).and_then(|()| file.sync_all()).map_err(failed(path))?;
        self.steps.take().map_err(failed(path))?;
        fs::rename(&unfinished, path).map_err(failed(path))?;
        sync_folder(path).map_err(failed(path))?;
        self.steps.take().map_err(failed(path))
    }

    /// Removes the folder of a finished export. The state goes last but one: without it nothing says that the rest may go.
    pub(crate) fn remove(&self) -> Result<()> {
        let failed = Error::file;
        let keep = |name: &std::ffi::OsStr| name == STATE || name == LOCK;
        for entry in fs::read_dir(&self.path).map_err(failed(&self.path))? {
            let entry = entry.map_err(failed(&self.path))?;
            if !keep(&entry.file_name()) {
                self.steps.take().map_err(failed(&entry.path()))?;
                fs::remove_file(entry.path()).map_err(failed(&entry.path()))?;
            }
        }
        self.steps.take().map_err(failed(&self.path))?;
        fs::remove_dir_all(&self.path).map_err(failed(&self.path))
    }

    fn part(&self, target: Target, number: usize) -> PathBuf {
        let name = match target {
            Target::Rows => "rows",
            Target::Changed => "changed",
        };
        self.path.join(format!("{name}-{number:06}"))
    }
}

/// Makes a rename durable.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

impl Steps {
    #[cfg(test)]
    pub(crate) fn until(count: usize) -> Steps {
        Steps { left: Some(std::sync::Arc::new(count.into())) }
    }

    #[cfg(test)]
    fn take(&self) -> io::Result<()> {
        use std::sync::atomic::Ordering::SeqCst;
        let Some(left) = &self.left else { return Ok(()) };
        left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1))
            .map_or_else(|_| Err(io::Error::other("the process ends here")), |_| Ok(()))
    }

    #[cfg(not(test))]
    fn take(&self) -> io::Result<()> {
        let _ = self;
        Ok(())
    }
}
