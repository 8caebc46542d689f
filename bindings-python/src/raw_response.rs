//! The full response of a call.

use crate::error::to_pyerr;
use crate::json::{self, ResponseBody};
use crate::rates;
use oktant_core::{Operation, Pager, Paging, Response};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyGenericAlias, PyType};
use pyo3::{PyTraverseError, PyVisit};
use std::sync::Arc;

/// The full response of a successful call.
#[pyclass(frozen, module = "oktant")]
pub(crate) struct RawResponse {
    pub(crate) response: Response,
    body: ResponseBody,
    operation: Arc<Operation>,
    attempts: u32,
    paging: Paging,
    cursor: Option<String>,
    /// Makes the typed value from this object.
    make: Option<Py<PyAny>>,
}

impl RawResponse {
    pub(crate) fn new(
        response: Response,
        body: ResponseBody,
        operation: Arc<Operation>,
        attempts: u32,
        pager: Option<Pager>,
        make: Option<Py<PyAny>>,
    ) -> RawResponse {
        let paging = pager.as_ref().map_or(Paging::None, Pager::paging);
        let cursor = pager.and_then(|mut pager| {
            // A bad next link is an error of the call that follows the cursor.
            let _ = pager.next(&response);
            pager.cursor().map(str::to_owned)
        });
        RawResponse { response, body, operation, attempts, paging, cursor, make }
    }

    pub(crate) fn document(&self) -> Option<&Py<PyAny>> {
        self.body.value.as_ref()
    }
}

#[pymethods]
impl RawResponse {
    /// `RawResponse[User]`, for annotations.
    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        of: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyGenericAlias>> {
        PyGenericAlias::new(class.py(), class, of)
    }

    /// The value that the service's method returns; the JSON value if no method of a service was called. Raises `DecodeError` if
    /// the method returns an object and the response has none.
    #[getter]
    fn value(slf: &Bound<'_, Self>) -> PyResult<Option<Py<PyAny>>> {
        let raw = slf.get();
        let missing = || raw.response.missing_document(&raw.operation, raw.attempts, "with_raw_response");
        if let Some(error) = raw.make.as_ref().and_then(|_| missing()) {
            return Err(to_pyerr(slf.py(), &error));
        }
        match &raw.make {
            Some(make) => make.call1(slf.py(), (slf,)).map(Some),
            None => Ok(raw.json(slf.py())),
        }
    }

    /// Items of the page, if the call is of a list.
    #[getter]
    fn items(&self, py: Python<'_>) -> Py<PyAny> {
        json::items(py, self.paging, self.document())
    }

    /// HTTP status, 200 to 299.
    #[getter]
    fn status(&self) -> u16 {
        self.response.status
    }

    /// All headers.
    #[getter]
    fn headers(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        static HEADERS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let pairs: Vec<_> = self.response.headers.iter().collect();
        Ok(HEADERS.import(py, "oktant._response", "Headers")?.call1((pairs,))?.unbind())
    }

    /// JSON value of the body; None if the body is not JSON.
    #[getter]
    fn json(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.document().map(|value| value.clone_ref(py))
    }

    /// Size of the body on the wire, in bytes: less than `len(content)` if it was compressed.
    #[getter]
    fn wire_size(&self) -> u64 {
        self.body.wire_size
    }

    /// Body, decompressed.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.body.bytes)
    }

    /// Body as text. Raises `UnicodeDecodeError` if it is not UTF-8.
    #[getter]
    fn text(&self) -> PyResult<String> {
        Ok(String::from_utf8(self.body.bytes.to_vec())?)
    }

    /// Request ID, which Okta's support asks for: the header `X-Okta-Request-Id`.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// Rate limit that the response reports.
    #[getter]
    fn rate(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        rates::rate_limit(py, self.response.rate())
    }

    /// How many requests the call made.
    #[getter]
    fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Where the next page of a list begins; None on the last page.
    #[getter]
    fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    // No `__clear__`: its references never change, and no cycle consists of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.body.value)?;
        visit.call(&self.make)
    }

    fn __repr__(&self) -> String {
        format!("<RawResponse {}, {} bytes>", self.response.status, self.body.bytes.len())
    }
}
