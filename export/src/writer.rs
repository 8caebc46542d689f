//! Gathers rows into parts and writes them, one after the other, beside the reading.

use crate::checkpoint::{Folder, Stage, State, Target};
use crate::columns::Columns;
use crate::dataset::Reading;
use crate::error::Result;
use crate::lines::Lines;
use crate::progress::{OnProgress, Progress};
use crate::range::Second;
use crate::request::Page;
use crate::run::Sink;
use crate::work::{Taken, Work};
use std::mem;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

/// How much a part has, about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartSize {
    pub(crate) rows: usize,
    /// Of the documents.
    pub(crate) bytes: usize,
}

/// Events that are told from repeated ones.
const EVENTS: usize = 1000;
/// So long a search may not see a change, in seconds.
pub(crate) const LAG: Second = 60;

/// Writes the parts of an export.
pub(crate) struct Writer {
    pub(crate) folder: Arc<Folder>,
    pub(crate) state: State,
    columns: Arc<Columns>,
    rows: Lines,
    changed: Lines,
    part: PartSize,
    /// The part that is being written.
    writing: Option<JoinHandle<Result<()>>>,
    /// Whether a part could not be written: a later state would name it all the same.
    failed: bool,
    requests: u64,
    on_progress: Option<OnProgress>,
}

impl Default for PartSize {
    fn default() -> PartSize {
        PartSize { rows: 5_000, bytes: 4 << 20 }
    }
}

impl Writer {
    pub(crate) fn new(
        folder: Folder,
        state: State,
        columns: Arc<Columns>,
        part: PartSize,
        on_progress: Option<OnProgress>,
    ) -> Writer {
        Writer {
            folder: Arc::new(folder),
            state,
            columns,
            rows: Lines::default(),
            changed: Lines::default(),
            part,
            writing: None,
            failed: false,
            requests: 0,
            on_progress,
        }
    }

    /// Begins to write what was gathered, and then the state. After a failure the last state stays.
    pub(crate) async fn checkpoint(&mut self, stage: Stage) -> Result<()> {
        self.written().await?;
        if self.failed {
            return Ok(());
        }
        self.state.stage = stage;
        let mut parts = Vec::new();
        for (target, lines) in [(Target::Rows, &mut self.rows), (Target::Changed, &mut self.changed)] {
            // A file without rows is one part, too.
            let only =
                target == Target::Rows && matches!(self.state.stage, Stage::Read(_)) && self.state.rows.count == 0;
            if lines.len() > 0 || only {
                let known = self.state.parts(target);
                known.count += 1;
                known.rows += lines.len() as u64;
                parts.push((target, known.count, mem::take(lines)));
            }
        }
        let state = serde_json::to_vec(&self.state).map_err(|error| self.folder.broken_state(error))?;
        let (folder, columns, format) =
            (Arc::clone(&self.folder), Arc::clone(&self.columns), self.state.options.format);
        self.writing = Some(spawn_blocking(move || {
            for (target, number, lines) in parts {
                folder.put_part(target, number, &|file| format.write(&columns, &lines, number == 1, file))?;
            }
            folder.put_state(&state)
        }));
        Ok(())
    }

    /// Waits until everything is written.
    pub(crate) async fn written(&mut self) -> Result<()> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let written = writing.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        self.failed |= written.is_err();
        written
    }

    /// Whether this process has read a page.
    pub(crate) fn has_read(&self) -> bool {
        self.requests > 0
    }

    /// The file that an item belongs to; `None` if it is there already.
    fn target(&mut self, id: Option<&str>, created: Option<Second>) -> Option<Target> {
        let Some(id) = id else { return Some(Target::Rows) };
        let start = self.state.start;
        let fresh = created.is_some_and(|created| (start - LAG..=start).contains(&created));
        match (self.state.options.dataset.reading(), &self.state.stage) {
            (Reading::Search, Stage::First(_)) => {
                if fresh {
                    self.state.recent.insert(id, usize::MAX);
                }
                Some(Target::Rows)
            }
            // A search may not have seen it before.
            (Reading::Search, _) if fresh && self.state.recent.insert(id, usize::MAX) => Some(Target::Rows),
            (Reading::Search, _) => Some(Target::Changed),
            (Reading::Events, Stage::First(Work::Ranges(_))) => Some(Target::Rows),
            (Reading::Events, _) => self.state.recent.insert(id, EVENTS).then_some(Target::Rows),
            _ => Some(Target::Rows),
        }
    }

    fn report(&mut self, work: &Work) {
        self.requests += 1;
        if let Some(on_progress) = &self.on_progress {
            on_progress(&Progress {
                rows: self.state.rows.rows + self.rows.len() as u64,
                changed: self.state.changed.rows + self.changed.len() as u64,
                requests: self.requests,
                left: work.rest(),
            });
        }
    }
}

impl Sink for Writer {
    async fn page(&mut self, page: &Page, taken: Taken, work: &Work) -> Result<()> {
        let dataset = self.state.options.dataset;
        for at in taken.items {
            let Some(facts) = page.documents.facts.get(at) else { continue };
            let lines = match self.target(facts.id.as_deref(), facts.created) {
                Some(Target::Rows) => &mut self.rows,
                Some(Target::Changed) => &mut self.changed,
                None => continue,
            };
            dataset.row(lines, &page.body, &page.documents, at, taken.parent.as_deref());
        }
        self.report(work);
        let bytes = self.rows.bytes().len() + self.changed.bytes().len();
        if self.rows.len() + self.changed.len() >= self.part.rows || bytes >= self.part.bytes {
            let stage = self.state.stage.with(work.clone());
            self.checkpoint(stage).await?;
        }
        Ok(())
    }
}
