//! An export, from its options to its file.

#[cfg(feature = "arrow")]
use crate::batches::{BatchSink, Batches};
use crate::checkpoint::{Folder, Options, Stage, State, Steps, Target};
use crate::columns::{self, Attributes, Columns};
use crate::dataset::Reading;
use crate::error::{Error, Result};
use crate::last::Last;
#[cfg(feature = "arrow")]
use crate::lines::Lines;
use crate::lists::Lists;
use crate::plan::Plan;
use crate::progress::{OnProgress, Progress};
use crate::range::{Limits, Second};
use crate::request::{Restriction, org_time, parent_ids};
use crate::run::Reader;
use crate::work::Work;
use crate::writer::{LAG, PartSize, Writer};
use crate::{Dataset, Format};
use oktant::Client;
use serde::{Serialize, Serializer};
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Results after which a search ends.
const SEARCH_RESULTS: usize = 50_000;
/// Pages that are requested at once.
const CONCURRENCY: usize = 24;
/// Links that are followed, as many as Linux follows: more are a circle.
const LINKS: usize = 40;
/// How long an org keeps events.
const LOG_KEPT: Second = 90 * 86_400;

/// An export of a dataset, not begun yet.
#[must_use = "an export does nothing until `to` is awaited"]
pub struct Export {
    reader: Reader,
    expression: Option<String>,
    since: Option<Second>,
    since_last: bool,
    format: Option<Format>,
    document: bool,
    on_progress: Option<OnProgress>,
    limits: Limits,
    part: PartSize,
    steps: Steps,
}

/// What a finished export wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The file.
    pub path: PathBuf,
    /// Its rows.
    pub rows: u64,
    /// The file with what changed, or came, while the export ran; `None` if nothing did.
    pub changed_path: Option<PathBuf>,
    /// The rows of that file.
    pub changed: u64,
    /// Whether an earlier process had begun it.
    pub resumed: bool,
    /// Whether the attributes of profiles are in one column, a map: their schemas cannot be read or, of apps, differ. NDJSON has no
    /// columns.
    pub has_profile_map: bool,
}

impl Export {
    /// An export of a dataset, by default of all of it.
    pub fn new(okta: &Client, dataset: Dataset) -> Export {
        let page = dataset.limit().unwrap_or(200) as usize;
        let results = if dataset.reading() == Reading::Search { SEARCH_RESULTS } else { usize::MAX };
        Export {
            reader: Reader { client: okta.clone(), dataset, concurrency: CONCURRENCY },
            expression: None,
            since: None,
            since_last: false,
            format: None,
            document: false,
            on_progress: None,
            limits: Limits { page, results },
            part: PartSize::default(),
            steps: Steps::default(),
        }
    }

    /// Only rows that an expression selects: `search` of users, groups and devices, `filter` of apps and of the log. If rows belong
    /// to parents, such as members to groups, it selects the parents.
    pub fn search(mut self, expression: impl Into<String>) -> Export {
        self.expression = Some(expression.into());
        self
    }

    /// Only users and groups updated since then, or events published since then. Default for events: 90 days, as long as an org
    /// keeps them.
    pub fn since(mut self, time: SystemTime) -> Export {
        let passed = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        self.since = Some(passed.as_secs().cast_signed());
        self
    }

    /// Only what changed since the last export to this file, into another file with the time of that export in its name:
    /// `users.20261130T120000Z.csv`. The first time everything. Of users and groups that were deleted it learns nothing; a full
    /// export does.
    pub fn since_last(mut self) -> Export {
        self.since_last = true;
        self
    }

    /// The number of pages that are requested at once. Default: 24. The client's pacing keeps them below the rate limit.
    pub fn concurrency(mut self, requests: usize) -> Export {
        self.reader.concurrency = requests;
        self
    }

    /// The format. Default: what the extension of the file means.
    pub fn format(mut self, format: Format) -> Export {
        self.format = Some(format);
        self
    }

    /// Adds the column `document` with each row's whole document.
    pub fn with_document(mut self) -> Export {
        self.document = true;
        self
    }

    /// Calls this after each page.
    pub fn on_progress(mut self, listener: impl Fn(&Progress) + Send + Sync + 'static) -> Export {
        self.on_progress = Some(Box::new(listener));
        self
    }

    /// Exports to a file.
    ///
    /// Until it is complete, its parts are in the folder `NAME.partial` beside it. If the process ends before that, the same call
    /// goes on there: no row is lost or doubled. Of an export of users or groups, `NAME.changed.EXT` has the rows that changed or
    /// came while it ran, and a few that changed shortly before. A file of that name is replaced; of a symbolic link, the file that
    /// it leads to.
    ///
    /// # Errors
    /// [`Error`]; what was read is kept, and the same call goes on. If nothing was read, nothing is left.
    pub async fn to(mut self, path: impl AsRef<Path>) -> Result<Report> {
        let path = path.as_ref();
        let format = self.format.or_else(|| Format::of_path(path)).ok_or_else(|| {
            Error::Invalid(format!(
                "the name of {} says no format: end it with .ndjson, .csv, .parquet or .arrow",
                path.display()
            ))
        })?;
        // What a link leads to is replaced, not the link.
        let path = &linked(path);
        // A folder cannot be replaced by a file, and a device must not be.
        if path.file_name().is_none() || fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(Error::Invalid(format!("{} is no regular file", path.display())));
        }
        self.check()?;
        let last_path = suffixed(path, ".state.json");
        let org = self.reader.client.org_url().to_owned();
        let (dataset, expression) = (self.reader.dataset, self.expression.clone());
        let last = if self.since_last { Last::read(&last_path, &org, dataset, expression.as_deref())? } else { None };
        let since = match &last {
            Some(last) if dataset.reading() == Reading::Search => Some(last.start - LAG),
            _ => self.since,
        };
        let restriction = Restriction { expression, since };
        let options = Options { org, dataset, format, document: self.document, restriction };
        let (folder, state) = Folder::open(suffixed(path, ".partial"), self.steps.clone())?;
        // One with nothing in it is no export to finish: its search may have been refused.
        let state = state.filter(|state| state.has_rows() || state.options == options);
        let resumed = state.is_some();
        let state = match state {
            Some(state) => state.check(options, folder.path())?,
            None => match self.begin(options, path, last.as_ref()).await {
                Ok(state) => state,
                Err(error) => {
                    let _ = folder.remove();
                    return Err(error);
                }
            },
        };
        let columns = Columns::of_kinds(dataset.name(), &state.columns);
        let columns = columns.ok_or_else(|| Error::damaged(folder.path(), "its columns cannot be read"))?;
        let mut writer = Writer::new(folder, state, Arc::new(columns), self.part, self.on_progress.take());
        if let Err(error) = self.read(&mut writer, last.is_some()).await {
            // Nothing is lost, and other options can be tried.
            if !resumed && !writer.has_read() {
                let _ = writer.folder.remove();
            }
            return Err(error);
        }
        let output = path.to_owned();
        tokio::task::spawn_blocking(move || finish(writer, &output, &last_path, resumed))
            .await
            .unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
    }

    /// Reads the rows into memory, batch after batch. What changes meanwhile is as it was when it was read.
    ///
    /// # Errors
    /// [`Error`] if an option is not valid, or the schema of the org cannot be read.
    #[cfg(feature = "arrow")]
    pub async fn batches(self) -> Result<Batches> {
        self.check()?;
        let Reader { client, dataset, .. } = &self.reader;
        let restriction = Restriction { expression: self.expression.clone(), since: self.since };
        let columns = Arc::new(columns(client, *dataset, &restriction, self.document).await?);
        let dataset = *dataset;
        let start = self.org_time().await?;
        let schema = columns.arrow_schema();
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        let (part, lines, batches) = (self.part, Lines::default(), sender.clone());
        let mut sink = BatchSink { dataset, columns, part, lines, batches };
        let reading = tokio::spawn(async move {
            let mut stage = Some((self.first(&restriction, start, None), restriction.clone()));
            while let Some((mut work, restricted)) = stage {
                if let Err(error) = self.reader.read(&mut work, &restricted, &mut sink).await {
                    let _ = sender.send(Err(error)).await;
                    return;
                }
                let tail = dataset.reading() == Reading::Events && matches!(work, Work::Ranges(_));
                stage = tail.then(|| (Work::Lists(Lists::poll(None)), since_start(&restriction, start)));
            }
            if let Err(error) = sink.send().await {
                let _ = sender.send(Err(error)).await;
            }
        });
        Ok(Batches { schema, batches: receiver, reading: reading.abort_handle() })
    }

    /// Checks the options.
    fn check(&self) -> Result<()> {
        let dataset = self.reader.dataset;
        if self.expression.is_some() && dataset.expression().is_none() {
            return Err(Error::Invalid(format!("{dataset} cannot be searched")));
        }
        if self.expression.as_deref().is_some_and(|expression| !is_whole(expression)) {
            return Err(Error::Invalid(
                "the search is empty, or has a quote or parenthesis without its other".to_owned(),
            ));
        }
        let dated = matches!(dataset.reading(), Reading::Search | Reading::Events);
        if (self.since.is_some() || self.since_last) && !dated {
            return Err(Error::Invalid(format!("{dataset} do not tell when they changed: export all of them")));
        }
        Ok(())
    }

    /// The state before the first row.
    async fn begin(&self, options: Options, path: &Path, last: Option<&Last>) -> Result<State> {
        let Reader { client, dataset, .. } = &self.reader;
        let columns = columns(client, *dataset, &options.restriction, options.document).await?.kinds();
        let start = self.org_time().await?;
        let work = self.first(&options.restriction, start, last);
        let output = match last {
            Some(last) => unused(path, &compact(last.start)),
            None => path.to_owned(),
        };
        let output = output.file_name().map(PathBuf::from).unwrap_or_default();
        let mut state = State::new(options, columns, output, start, work);
        if let Some(last) = last {
            state.recent = last.recent.clone();
        }
        Ok(state)
    }

    /// The org's time, if the reading depends on it.
    async fn org_time(&self) -> Result<Second> {
        let Reader { client, dataset, .. } = &self.reader;
        match dataset.reading() {
            Reading::Search | Reading::Events => Ok(org_time(client, *dataset).await?),
            Reading::List | Reading::Children(_) => Ok(0),
        }
    }

    /// What is read first.
    fn first(&self, restriction: &Restriction, start: Second, last: Option<&Last>) -> Work {
        match (self.reader.dataset.reading(), last) {
            (Reading::Search, _) => self.created_until(start),
            (Reading::Events, Some(last)) if last.cursor.is_some() => Work::Lists(Lists::poll(last.cursor.clone())),
            (Reading::Events, _) => {
                let since = restriction.since.unwrap_or(start - LOG_KEPT);
                Work::Ranges(Plan::new(since, start - LAG, self.limits))
            }
            (Reading::List, _) => Work::Lists(Lists::one()),
            (Reading::Children(_), _) => Work::Lists(Lists::of_parents()),
        }
    }

    /// What was created until a second, with the second itself: of it, some may be there already.
    fn created_until(&self, second: Second) -> Work {
        Work::Ranges(Plan::new(0, second + 1, self.limits))
    }

    /// Reads what is left, stage after stage.
    async fn read(&self, writer: &mut Writer, continues: bool) -> Result<()> {
        loop {
            let (mut work, restriction) = match &writer.state.stage {
                Stage::First(work) => (work.clone(), writer.state.options.restriction.clone()),
                Stage::Second(work, restriction) => (work.clone(), restriction.clone()),
                Stage::Read(_) | Stage::Joined => return writer.written().await,
            };
            let read = self.reader.read(&mut work, &restriction, writer).await;
            if let Err(error) = read {
                // What was read is kept; if that fails, too, the first error says why.
                let stage = writer.state.stage.with(work);
                let _ = writer.checkpoint(stage).await;
                let _ = writer.written().await;
                return Err(error);
            }
            let stage = self.next_stage(&writer.state, &work, continues).await?;
            writer.checkpoint(stage).await?;
        }
    }

    /// What follows work that is done.
    async fn next_stage(&self, state: &State, work: &Work, continues: bool) -> Result<Stage> {
        let second = |work| Stage::Second(work, since_start(&state.options.restriction, state.start));
        Ok(match (self.reader.dataset.reading(), &state.stage, work) {
            // The next export sees what changed since this one began.
            (Reading::Search, Stage::First(_), _) if !continues => second(self.created_until(self.org_time().await?)),
            (Reading::Events, Stage::First(_), Work::Ranges(_)) => second(Work::Lists(Lists::poll(None))),
            (_, _, Work::Lists(lists)) => Stage::Read(lists.end.clone()),
            _ => Stage::Read(None),
        })
    }
}

/// The columns of a dataset in this org.
async fn columns(client: &Client, dataset: Dataset, restriction: &Restriction, document: bool) -> Result<Columns> {
    let apps = match dataset {
        Dataset::AppUsers => parent_ids(client, dataset, restriction).await?,
        _ => Vec::new(),
    };
    let apps: Vec<&str> = apps.iter().map(String::as_str).collect();
    let attributes = Attributes::fetch(client, dataset.name(), &apps).await?;
    let columns = Columns::new(dataset.name(), &attributes);
    Ok(if document { columns.with_document() } else { columns })
}

/// What the second look reads: since the first one began, or a little before.
fn since_start(restriction: &Restriction, start: Second) -> Restriction {
    let since = restriction.since.unwrap_or(0).max(start - LAG);
    Restriction { since: Some(since), ..restriction.clone() }
}

/// Makes files of the parts, and removes the parts.
fn finish(writer: Writer, path: &Path, last_path: &Path, resumed: bool) -> Result<Report> {
    let Writer { folder, mut state, .. } = writer;
    let output = path.with_file_name(&state.output);
    let changed_path = infixed(&output, "changed");
    if let Stage::Read(cursor) = &state.stage {
        join(&folder, &state, &output, &changed_path)?;
        keep_last(&folder, &state, cursor.as_ref(), last_path)?;
        state.stage = Stage::Joined;
        folder.put_state(&serde_json::to_vec(&state).map_err(|error| folder.broken_state(error))?)?;
    }
    folder.remove()?;
    let has_changed = state.changed.count > 0;
    Ok(Report {
        path: output,
        rows: state.rows.rows,
        changed_path: has_changed.then_some(changed_path),
        changed: state.changed.rows,
        resumed,
        has_profile_map: state.options.format != Format::Ndjson && columns::has_profile_map(&state.columns),
    })
}

/// Makes files of the parts.
fn join(folder: &Folder, state: &State, output: &Path, changed_path: &Path) -> Result<()> {
    let format = state.options.format;
    let rows = folder.parts(Target::Rows, state.rows);
    folder.replace(output, &|file| format.join(&rows, file))?;
    let changed = folder.parts(Target::Changed, state.changed);
    if !changed.is_empty() {
        folder.replace(changed_path, &|file| format.join(&changed, file))?;
    } else if changed_path.exists() {
        fs::remove_file(changed_path).map_err(Error::file(changed_path))?;
    }
    if format == Format::Ndjson {
        let schema = serde_json::to_vec_pretty(&InOrder(&state.columns)).map_err(|error| folder.broken_state(error))?;
        folder.replace(&output.with_extension("schema.json"), &|file| file.write_all(&schema))?;
    }
    Ok(())
}

/// Pairs as an object, in their order.
struct InOrder<'a>(&'a [(String, String)]);

impl Serialize for InOrder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, kind)| (name, kind)))
    }
}

/// Keeps what the next export needs to know.
fn keep_last(folder: &Folder, state: &State, cursor: Option<&String>, path: &Path) -> Result<()> {
    let Options { org, dataset, restriction, .. } = &state.options;
    if !matches!(dataset.reading(), Reading::Search | Reading::Events) {
        return Ok(());
    }
    let last = Last {
        org: org.clone(),
        dataset: *dataset,
        expression: restriction.expression.clone(),
        start: state.start,
        cursor: cursor.cloned(),
        recent: if cursor.is_some() { state.recent.clone() } else { Default::default() },
    };
    let last = serde_json::to_vec(&last).map_err(|error| folder.broken_state(error))?;
    folder.replace(path, &|file| file.write_all(&last))
}

/// Whether every quote and parenthesis of an expression has its other: otherwise it would be another one with more around it.
fn is_whole(expression: &str) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in expression.chars() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && !quoted && !expression.trim().is_empty()
}

/// The file that a path names, behind symbolic links; it need not exist.
fn linked(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(to) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    path
}

/// `users.csv` with `.partial`: `users.csv.partial`.
fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// `users.csv` with `changed`: `users.changed.csv`.
fn infixed(path: &Path, infix: &str) -> PathBuf {
    let mut extension = OsString::from(infix);
    if let Some(own) = path.extension() {
        extension.push(".");
        extension.push(own);
    }
    path.with_extension(extension)
}

/// `users.TIME.csv`, or with a number if there is one already.
fn unused(path: &Path, time: &str) -> PathBuf {
    let first = infixed(path, time);
    let others = (2..).map(|number| infixed(path, &format!("{time}-{number}")));
    std::iter::once(first.clone()).chain(others).find(|path| !path.exists()).unwrap_or(first)
}

/// A time for the name of a file: `20261130T120000Z`.
fn compact(second: Second) -> String {
    let text = oktant::value::Timestamp::from_unix_ms(second.saturating_mul(1000));
    let text = text.as_str().get(..19).unwrap_or_default();
    text.chars().filter(char::is_ascii_alphanumeric).chain(['Z']).collect()
}

impl std::fmt::Debug for Export {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export")
            .field("reader", &self.reader)
            .field("options", &self.expression)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
