//! Bodies as Python objects, and their summaries for the engine.

use crate::document::{self, Fault};
use bytes::Bytes;
use oktant_core::Paging;
use oktant_core::io::{BodyKind, BodyPointers, BodySummary};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// The body of a successful response.
#[derive(Default)]
pub(crate) struct ResponseBody {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<Py<PyAny>>,
}

/// Reads a whole body. No value if it is not JSON.
pub(crate) fn read(py: Python<'_>, body: &[u8], pointers: Option<&BodyPointers>) -> (BodySummary, Option<Py<PyAny>>) {
    let mut summary = BodySummary { bytes: body.len() as u64, kind: BodyKind::Empty, next: None, count: None };
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Some(first) = text.trim_ascii_start().first() else {
        return (summary, None);
    };
    let Some(value) = parse(py, text) else {
        summary.kind = if matches!(first, b'{' | b'[' | b'"') { BodyKind::Broken } else { BodyKind::NotJson };
        return (summary, None);
    };
    summary.kind = match &value {
        value if value.is_instance_of::<PyDict>() => BodyKind::Object,
        value if value.is_instance_of::<PyList>() => BodyKind::Array,
        _ => BodyKind::Other,
    };
    let items = match pointers {
        Some(pointers) => {
            summary.next = pointed(&value, &pointers.next).filter(|link| !link.is_none()).map(|link| link.to_string());
            pointed(&value, &pointers.items)
        }
        None => Some(value.clone()),
    };
    summary.count = items.and_then(|items| items.cast_into::<PyList>().ok()).map(|items| items.len() as u64);
    (summary, Some(value.unbind()))
}

/// A JSON text as Python objects; None if it is not JSON.
#[pyfunction]
pub(crate) fn loads(text: &[u8], py: Python<'_>) -> Option<Py<PyAny>> {
    read(py, text, None).1
}

/// The items of a page, by how the list is paged; empty if there are none.
pub(crate) fn items(py: Python<'_>, paging: Paging, document: Option<&Py<PyAny>>) -> Py<PyAny> {
    let items = document.map(|document| document.bind(py)).and_then(|document| match paging {
        Paging::Body { items, .. } => pointed(document, &format!("/{items}")),
        _ => Some(document.clone()),
    });
    let items = items.filter(|items| items.is_instance_of::<PyList>());
    items.unwrap_or_else(|| PyList::empty(py).into_any()).unbind()
}

/// The value at a JSON pointer that leads through objects.
fn pointed<'py>(value: &Bound<'py, PyAny>, pointer: &str) -> Option<Bound<'py, PyAny>> {
    pointer
        .split('/')
        .skip(1)
        .try_fold(value.clone(), |value, name| value.cast::<PyDict>().ok()?.get_item(name).ok()?)
}

/// Reads a document; None if it is not JSON.
fn parse<'py>(py: Python<'py>, text: &[u8]) -> Option<Bound<'py, PyAny>> {
    match document::read(py, text) {
        Ok(value) => Some(value),
        Err(Fault::Malformed) => None,
        Err(Fault::Python(error)) => {
            defer_interrupt(py, &error);
            None
        }
    }
}

/// Keeps a Ctrl-C that came while Python read: it is raised when signals are checked next.
fn defer_interrupt(py: Python<'_>, error: &PyErr) {
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
    }
}
