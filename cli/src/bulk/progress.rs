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
            note!("{} of {} rows: {}", self.rows - counts.not_started, self.rows, shown(counts));
        } else {
            self.update(counts);
            self.bar.tick();
        }
    }

    /// Moves the bar.
    pub(super) fn update(&self, counts: Counts) {
        self.bar.set_position((self.rows - counts.not_started - counts.started) as u64);
        self.bar.set_message(shown(counts));
    }

    /// Ends the display.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// The counts in words, without those that are zero.
pub(super) fn shown(counts: Counts) -> String {
    let Counts { not_started, started, done, failed, unknown } = counts;
    let others = [(failed, "failed"), (unknown, "unknown"), (started, "being sent"), (not_started, "not started")];
    let others = others.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!(", {count} {name}"));
    format!("{done} done{}", others.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_nothing_are_left_out() {
        assert_eq!(shown(Counts::default()), "0 done");
        let counts = Counts { not_started: 1, started: 2, done: 3, failed: 4, unknown: 5 };
        assert_eq!(shown(counts), "3 done, 4 failed, 5 unknown, 2 being sent, 1 not started");
    }
}
