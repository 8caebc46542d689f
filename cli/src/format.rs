//! The formats of results.

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Columns that fit the terminal
    Table,
    /// One document; a list is one array
    Json,
    /// Each item on a line
    Ndjson,
    /// Comma-separated values with a header
    Csv,
    /// One document; a list is one sequence
    Yaml,
}
