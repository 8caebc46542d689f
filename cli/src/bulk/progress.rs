//! What people see of a bulk run: a bar on a terminal, a line now and then elsewhere.

use super::journal::Counts;
use crate::notes::note;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// The progress display, on standard error.
pub(super) struct Progress {
    bar: ProgressBar,
    rows: usize,
}

impl Progress {
    /// Begins the display of a run of so many rows; without a bar where other lines would break it.
    pub(super) fn begin(rows: usize, bar: bool) -> Progress {
        let shown = ProgressBar::new(rows as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} rows, {eta} left: {msg}") {
            shown.set_style(style);
        }
        Progress { bar: if bar { shown } else { ProgressBar::hidden() }, rows }
    }

    /// The time between two calls of [`tick`](Progress::tick).
    pub(super) fn period(&self) -> Duration {
        Duration::from_secs(if self.bar.is_hidden() { 10 } else { 1 })
    }

    /// Shows where the run is, as often as [`period`](Progress::period) says.
    pub(super) fn tick(&self, counts: Counts) {
        if self.bar.is_hidden() {
            note!("{} of {} rows: {counts}", self.rows - counts.not_started, self.rows);
        } else {
            self.update(counts);
            self.bar.tick();
        }
    }

    /// Moves the bar.
    pub(super) fn update(&self, counts: Counts) {
        self.bar.set_position((self.rows - counts.not_started - counts.started) as u64);
        self.bar.set_message(counts.to_string());
    }

    /// Ends the display.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
