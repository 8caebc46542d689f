//! The formats of files: how a part is written, and how parts become one file.

#[cfg(feature = "arrow")]
mod arrow;
mod csv;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;

use crate::columns::Columns;
use crate::lines::Lines;
use crate::rows::Rows;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows that are converted at once.
const CHUNK: usize = 1000;

/// The format of the file of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// A JSON document on each line, as the API returned it. A file `.schema.json` beside it has the names and types of columns.
    Ndjson,
    /// CSV with a header.
    Csv,
    /// Apache Parquet with ZSTD.
    #[cfg(feature = "parquet")]
    Parquet,
    /// An Apache Arrow IPC file, also known as Feather.
    #[cfg(feature = "arrow")]
    Arrow,
}

impl Format {
    /// The format that the extension of a file means: `.ndjson`, `.jsonl`, `.csv`, `.parquet`, `.arrow` or `.feather`.
    pub fn of_path(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            "csv" => Some(Format::Csv),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Format::Parquet),
            #[cfg(feature = "arrow")]
            "arrow" | "feather" => Some(Format::Arrow),
            _ => None,
        }
    }

    /// Writes a part; the first one of a file may have what the file begins with.
    pub(crate) fn write(self, columns: &Arc<Columns>, lines: &Lines, first: bool, file: &mut File) -> io::Result<()> {
        let mut out = BufWriter::new(&*file);
        match self {
            Format::Ndjson => ndjson::write(lines, &mut out),
            Format::Csv => csv::write(columns, chunks(columns, lines), first, &mut out),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::write(columns, chunks(columns, lines), &mut out),
            #[cfg(feature = "arrow")]
            Format::Arrow => arrow::write(columns, chunks(columns, lines), &mut out),
        }?;
        out.flush()
    }

    /// Joins the parts of a file.
    pub(crate) fn join(self, parts: &[PathBuf], file: &mut File) -> io::Result<()> {
        match self {
            Format::Ndjson | Format::Csv => ndjson::join(parts, file),
            #[cfg(feature = "parquet")]
            Format::Parquet => parquet::join(parts, file),
            #[cfg(feature = "arrow")]
            Format::Arrow => arrow::join(parts, file),
        }
    }
}

/// The rows of documents, so many at once that they take little memory.
fn chunks(columns: &Arc<Columns>, lines: &Lines) -> impl Iterator<Item = Rows> {
    let mut documents = lines.documents().peekable();
    std::iter::from_fn(move || {
        documents.peek()?;
        Some(rows(columns, documents.by_ref().take(CHUNK)))
    })
}

/// The rows of documents.
pub(crate) fn rows<'a>(columns: &Arc<Columns>, documents: impl Iterator<Item = &'a [u8]>) -> Rows {
    let mut rows = Rows::new(Arc::clone(columns));
    documents.for_each(|document| rows.push_text(document));
    rows
}
