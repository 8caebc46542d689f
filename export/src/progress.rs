//! What an export reports while it runs.

/// The callback of [`Export::on_progress`](crate::Export::on_progress).
pub(crate) type OnProgress = Box<dyn Fn(&Progress) + Send + Sync>;

/// How far an export is, after each page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Rows read so far, those of earlier processes included.
    pub rows: u64,
    /// Rows of the second file.
    pub changed: u64,
    /// Pages that this process read.
    pub requests: u64,
    /// An estimate of the rows that are left; `None` if it is unknown.
    pub left: Option<u64>,
}
