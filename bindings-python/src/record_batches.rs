//! Rows for data frames, by the Arrow PyCapsule interface.

use crate::error::to_pyerr;
use crate::notifier::Notifier;
use crate::pending_call::SIGNAL_INTERVAL;
use crate::per_process::PerProcess;
use crate::runtime::runtime;
use crate::write::dumps;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use oktant::Json;
use oktant_core::Error;
use oktant_export::columns::{Attributes, Columns};
use oktant_export::rows::Rows;
use oktant_export::{Batches, Export};
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// Rows that can be read once.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct RecordBatches {
    schema: SchemaRef,
    source: Mutex<Option<PerProcess<Source>>>,
    failure: Arc<Mutex<Option<PyErr>>>,
}

enum Source {
    /// An export that is read.
    Export(Batches),
    /// Documents in memory.
    Batch(Option<RecordBatch>),
}

impl RecordBatches {
    /// Starts an export: its schema is read here.
    pub(crate) fn start(py: Python<'_>, export: Export) -> PyResult<RecordBatches> {
        let batches = wait(py, export.batches())?.map_err(|error| failure(py, &error))?;
        Ok(RecordBatches::new(batches.schema().clone(), Source::Export(batches)))
    }

    fn new(schema: SchemaRef, source: Source) -> RecordBatches {
        RecordBatches { schema, source: Mutex::new(Some(PerProcess::new(source))), failure: Arc::default() }
    }
}

#[pymethods]
impl RecordBatches {
    /// Documents as rows of a dataset. The types of custom attributes follow from their values.
    #[staticmethod]
    fn of_documents(py: Python<'_>, dataset: &str, documents: Vec<Bound<'_, PyAny>>) -> PyResult<RecordBatches> {
        let parse = |document: &Bound<'_, PyAny>| {
            Json::parse(dumps(document)?.as_bytes()).map_err(|error| PyRuntimeError::new_err(error.to_string()))
        };
        let documents = documents.iter().map(parse).collect::<PyResult<Vec<Json>>>()?;
        let batch = py.detach(|| {
            let mut rows = Rows::new(Arc::new(Columns::new(dataset, &Attributes::of_documents(&documents))));
            documents.into_iter().for_each(|document| rows.push(document));
            rows.to_batch()
        });
        let batch = batch.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(RecordBatches::new(batch.schema(), Source::Batch(Some(batch))))
    }

    /// The schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema =
            FFI_ArrowSchema::try_from(&*self.schema).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows. The consumer's wish for another schema is for it to fulfil.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let source = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
        let source =
            source.ok_or_else(|| PyRuntimeError::new_err("these rows have been read already: export them again"))?;
        let reader = Reader { schema: Arc::clone(&self.schema), source, failure: Arc::clone(&self.failure) };
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    /// The exception that ended the rows: their consumer knows only its text.
    #[getter]
    fn failure(&self, py: Python<'_>) -> Option<PyErr> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|error| error.clone_ref(py))
    }
}

struct Reader {
    schema: SchemaRef,
    source: PerProcess<Source>,
    failure: Arc<Mutex<Option<PyErr>>>,
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, ArrowError>;

    /// In any thread, with the GIL or without it.
    fn next(&mut self) -> Option<Self::Item> {
        let next = match self.source.get_mut() {
            Some(Source::Batch(batch)) => return batch.take().map(Ok),
            Some(Source::Export(batches)) => {
                Python::attach(|py| wait(py, batches.try_next())?.map_err(|error| failure(py, &error)))
            }
            None => Err(PyRuntimeError::new_err(
                "these rows belong to the parent process: export them again in this process",
            )),
        };
        next.transpose().map(|next| {
            next.map_err(|error| {
                let text = error.to_string();
                interrupt_again(&error);
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                ArrowError::ExternalError(text.into())
            })
        })
    }
}

impl RecordBatchReader for Reader {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// Lets Python raise `KeyboardInterrupt` when it runs next: the consumer of the rows cannot.
fn interrupt_again(error: &PyErr) {
    Python::attach(|py| {
        if error.is_instance_of::<PyKeyboardInterrupt>(py) {
            let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
        }
    });
}

/// Runs a future in this thread, which sleeps without the GIL and checks for signals.
fn wait<T>(py: Python<'_>, future: impl Future<Output = T>) -> PyResult<T> {
    let _context = runtime().map_err(|error| to_pyerr(py, &error))?.enter();
    let notifier = Arc::<Notifier>::default();
    let waker = Waker::from(Arc::clone(&notifier));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Ok(value);
        }
        py.detach(|| notifier.sleep(SIGNAL_INTERVAL));
        py.check_signals()?;
    }
}

fn failure(py: Python<'_>, error: &oktant_export::Error) -> PyErr {
    match error {
        oktant_export::Error::Okta(error) => to_pyerr(py, error),
        other => to_pyerr(py, &Error::invalid_argument(other.to_string())),
    }
}
