//! Rows as a stream of record batches, without a file.

use crate::Dataset;
use crate::columns::Columns;
use crate::error::{Error, Result};
use crate::format::rows;
use crate::lines::Lines;
use crate::request::Page;
use crate::run::Sink;
use crate::work::{Taken, Work};
use crate::writer::PartSize;
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use std::mem;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::{AbortHandle, spawn_blocking};

/// Rows as record batches, from [`Export::batches`](crate::Export::batches). Dropping it ends the reading.
#[derive(Debug)]
pub struct Batches {
    pub(crate) schema: SchemaRef,
    pub(crate) batches: Receiver<Result<RecordBatch>>,
    pub(crate) reading: AbortHandle,
}

/// Gathers rows and sends them as batches.
pub(crate) struct BatchSink {
    pub(crate) dataset: Dataset,
    pub(crate) columns: Arc<Columns>,
    pub(crate) part: PartSize,
    pub(crate) lines: Lines,
    pub(crate) batches: Sender<Result<RecordBatch>>,
}

impl Batches {
    /// The schema of every batch.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The next batch; `None` after the last one.
    ///
    /// # Errors
    /// [`Error`], after which there are no more batches: the rows so far are not all of them.
    pub async fn try_next(&mut self) -> Result<Option<RecordBatch>> {
        self.batches.recv().await.transpose()
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl BatchSink {
    /// Sends what was gathered.
    pub(crate) async fn send(&mut self) -> Result<()> {
        if self.lines.len() == 0 {
            return Ok(());
        }
        let (columns, lines) = (Arc::clone(&self.columns), mem::take(&mut self.lines));
        let convert = move || rows(&columns, lines.documents()).to_batch();
        let batch = spawn_blocking(convert).await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        let batch = batch.map_err(|error| Error::Invalid(error.to_string()))?;
        // The receiver is gone only if the reading is, too.
        let _ = self.batches.send(Ok(batch)).await;
        Ok(())
    }
}

impl Sink for BatchSink {
    async fn page(&mut self, page: &Page, taken: Taken, _work: &Work) -> Result<()> {
        for at in taken.items {
            self.dataset.row(&mut self.lines, &page.body, &page.documents, at, taken.parent.as_deref());
        }
        if self.lines.len() >= self.part.rows || self.lines.bytes().len() >= self.part.bytes {
            self.send().await?;
        }
        Ok(())
    }
}
