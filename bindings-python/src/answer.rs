//! A whole answer.

use crate::carrier::Held;
use crate::pages;
use oktant_core::{Pager, Paging, Response};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyGenericAlias, PyType};
use pyo3::{PyTraverseError, PyVisit};

/// A good answer with all that came.
#[pyclass(frozen, module = "oktant")]
pub(crate) struct Raw {
    pub(crate) answer: Response,
    held: Held,
    attempts: u32,
    paging: Paging,
    cursor: Option<String>,
    /// Makes the typed value of it.
    make: Option<Py<PyAny>>,
}

impl Raw {
    pub(crate) fn new(
        answer: Response,
        held: Held,
        attempts: u32,
        pager: Option<Pager>,
        make: Option<Py<PyAny>>,
    ) -> Raw {
        let paging = pager.as_ref().map_or(Paging::None, Pager::paging);
        let cursor = pager.and_then(|mut pager| {
            // A next link that leads nowhere is told by whoever follows the cursor.
            let _ = pager.next(&answer);
            pager.cursor().map(str::to_owned)
        });
        Raw { answer, held, attempts, paging, cursor, make }
    }

    pub(crate) fn document(&self) -> Option<&Py<PyAny>> {
        self.held.value.as_ref()
    }
}

#[pymethods]
impl Raw {
    /// `Raw[User]`, for annotations.
    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        of: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyGenericAlias>> {
        PyGenericAlias::new(class.py(), class, of)
    }

    /// What the method gives that was called; the JSON value, where it was none of a service.
    #[getter]
    fn value(slf: &Bound<'_, Self>) -> PyResult<Option<Py<PyAny>>> {
        let raw = slf.get();
        match &raw.make {
            Some(make) => make.call1(slf.py(), (slf,)).map(Some),
            None => Ok(raw.json(slf.py())),
        }
    }

    /// Of a list: the items of the page.
    #[getter]
    fn items(&self, py: Python<'_>) -> Py<PyAny> {
        pages::items(py, self.paging, self.document())
    }

    /// The HTTP status, 200 to 299.
    #[getter]
    fn status(&self) -> u16 {
        self.answer.status
    }

    /// All headers.
    #[getter]
    fn headers(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        static HEADERS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let pairs: Vec<_> = self.answer.headers.iter().collect();
        Ok(HEADERS.import(py, "oktant._answer", "Headers")?.call1((pairs,))?.unbind())
    }

    /// The body's JSON value; None where it has none.
    #[getter]
    fn json(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.held.value.as_ref().map(|value| value.clone_ref(py))
    }

    /// How many bytes the body took on the wire.
    #[getter]
    fn wire_size(&self) -> u64 {
        self.held.wire_size
    }

    /// The body as it came, unpacked.
    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.held.bytes)
    }

    /// The body as text.
    #[getter]
    fn text(&self) -> PyResult<String> {
        Ok(String::from_utf8(self.held.bytes.to_vec())?)
    }

    /// The org's name for this exchange; its support asks for it.
    #[getter]
    fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }

    /// What was said of the rate limit.
    #[getter]
    fn rate(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        rate(py, self.answer.rate())
    }

    /// How many requests were made.
    #[getter]
    fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Where the next page of a list is.
    #[getter]
    fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    // No `__clear__`: what it holds is never changed, and no circle is made of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.held.value)?;
        visit.call(&self.make)
    }

    fn __repr__(&self) -> String {
        format!("<Raw {}, {} bytes>", self.answer.status, self.held.bytes.len())
    }
}

/// Rate figures as the package shows them.
pub(crate) fn rate(py: Python<'_>, rate: oktant_core::RateLimit) -> PyResult<Py<PyAny>> {
    static RATE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    Ok(RATE.import(py, "oktant._answer", "Rate")?.call1((rate.limit, rate.remaining, rate.reset))?.unbind())
}

/// What is known of one rate limit, as the package shows it.
pub(crate) fn bucket(py: Python<'_>, bucket: oktant_core::RateLimitStatus) -> PyResult<Py<PyAny>> {
    static BUCKET: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let made = (bucket.name, rate(py, bucket.rate)?, bucket.in_flight, bucket.held);
    Ok(BUCKET.import(py, "oktant._answer", "Bucket")?.call1(made)?.unbind())
}
