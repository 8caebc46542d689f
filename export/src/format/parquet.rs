//! Parquet files: each part is a file of one row group, and joining copies row groups as they are.

use crate::columns::Columns;
use crate::rows::Rows;
use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::compute_leaves;
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Writes a file of one row group, column after column: a column that is being written has a compressor of its own, which takes a
/// megabyte.
pub(super) fn write(
    columns: &Columns,
    chunks: impl Iterator<Item = Rows>,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    let batches = chunks.map(|rows| rows.to_batch().map_err(io::Error::other)).collect::<io::Result<Vec<_>>>()?;
    write_batches(columns, &batches, out).map_err(io::Error::other)
}

fn write_batches(
    columns: &Columns,
    batches: &[RecordBatch],
    out: &mut (impl Write + Send),
) -> Result<(), ParquetError> {
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    let schema = columns.arrow_schema();
    let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    let (mut file, groups) = writer.into_serialized_writer()?;
    if !batches.is_empty() {
        let mut group = file.next_row_group()?;
        let mut unused = groups.create_column_writers(0)?.into_iter();
        for (at, field) in schema.fields().iter().enumerate() {
            // A list or a map has several.
            let mut writers = Vec::new();
            for batch in batches {
                for (nth, leaf) in compute_leaves(field, batch.column(at))?.iter().enumerate() {
                    if nth == writers.len() {
                        writers.extend(unused.next());
                    }
                    writers[nth].write(leaf)?;
                }
            }
            for writer in writers {
                writer.close()?.append_to_row_group(&mut group)?;
            }
        }
        group.close()?;
    }
    file.close().map(drop)
}

/// Appends the row groups of the parts.
pub(super) fn join(parts: &[PathBuf], file: &mut File) -> io::Result<()> {
    let (mut writer, mut out) = (None, Some(BufWriter::new(file)));
    for path in parts {
        let part = File::open(path)?;
        append(&part, &mut writer, &mut out).map_err(io::Error::other)?;
    }
    match writer {
        Some(writer) => writer.into_inner().map_err(io::Error::other)?.flush(),
        None => Ok(()),
    }
}

/// Appends the row groups of a part. The first part says what schema the file has.
fn append<W: Write + Send>(
    part: &File,
    writer: &mut Option<SerializedFileWriter<W>>,
    out: &mut Option<W>,
) -> Result<(), ParquetError> {
    let metadata =
        ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional).parse_and_finish(part)?;
    if let Some(out) = out.take() {
        let known = metadata.file_metadata();
        let properties = WriterProperties::builder().set_key_value_metadata(known.key_value_metadata().cloned());
        let schema = known.schema_descr().root_schema_ptr();
        *writer = Some(SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?);
    }
    let Some(writer) = writer.as_mut() else { return Ok(()) };
    let pages = metadata.page_index();
    for (number, group) in metadata.row_groups().iter().enumerate() {
        let mut appended = writer.next_row_group()?;
        for (at, column) in group.columns().iter().enumerate() {
            let column_index = pages.and_then(|pages| pages.column_index(number, at)).cloned();
            let offset_index = pages.and_then(|pages| pages.offset_index(number, at)).cloned();
            let closed = ColumnCloseResult {
                bytes_written: column.compressed_size().unsigned_abs(),
                rows_written: group.num_rows().unsigned_abs(),
                metadata: column.clone(),
                bloom_filter: None,
                column_index,
                offset_index,
            };
            appended.append_column(part, closed)?;
        }
        appended.close()?;
    }
    Ok(())
}
