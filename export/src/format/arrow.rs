//! Arrow IPC files.

use crate::columns::Columns;
use crate::rows::Rows;
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::FileWriter;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::PathBuf;

/// Writes a file.
pub(super) fn write(columns: &Columns, chunks: impl Iterator<Item = Rows>, out: &mut impl Write) -> io::Result<()> {
    let mut writer = FileWriter::try_new(out, &columns.arrow_schema()).map_err(io::Error::other)?;
    for rows in chunks {
        rows.to_batch().and_then(|batch| writer.write(&batch)).map_err(io::Error::other)?;
    }
    writer.finish().map_err(io::Error::other)
}

/// Writes the batches of the parts into one file.
pub(super) fn join(parts: &[PathBuf], file: &mut File) -> io::Result<()> {
    let (mut writer, mut out) = (None, Some(BufWriter::new(file)));
    for path in parts {
        let part = BufReader::new(File::open(path)?);
        let reader = FileReader::try_new(part, None).map_err(io::Error::other)?;
        if let Some(out) = out.take() {
            writer = Some(FileWriter::try_new(out, &reader.schema()).map_err(io::Error::other)?);
        }
        let Some(writer) = writer.as_mut() else { continue };
        for batch in reader {
            batch.and_then(|batch| writer.write(&batch)).map_err(io::Error::other)?;
        }
    }
    match writer {
        Some(mut writer) => {
            writer.finish().map_err(io::Error::other)?;
            writer.get_mut().flush()
        }
        None => Ok(()),
    }
}
