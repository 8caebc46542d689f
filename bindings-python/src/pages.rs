//! A list, page by page.

use crate::answer::Raw;
use crate::client::Line;
use crate::error::raised;
use crate::flight::Flight;
use crate::given::Given;
use crate::json;
use crate::runtime::Owned;
use oktant_core::{Call, Error, Pager, Paging};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyList;
use pyo3::{PyTraverseError, PyVisit};
use std::time::Duration;

/// A list being read: a call a page. From the fourth page on, the next page is asked for while one is worked on: whoever
/// wants only the beginning costs the org no request more.
#[pyclass(module = "oktant._native")]
pub(crate) struct Pages {
    given: Py<Given>,
    reading: Owned<BodyPolicy>,
}

struct BodyPolicy {
    line: Line,
    pager: Pager,
    next: Next,
    landed: u64,
}

/// So many pages are asked for only when they are wanted.
const BEGINNING: u64 = 3;

enum Next {
    /// Nothing was asked for yet.
    First,
    /// A page to ask for.
    Call(Box<Call>),
    /// A page on its way.
    Ahead(Py<Flight>),
    /// The last page was given, this comes after it.
    Failed(Error),
    /// The list has ended.
    Over,
}

impl BodyPolicy {
    /// True where the next page may be asked for while one is worked on.
    fn runs_ahead(&self) -> bool {
        self.landed > BEGINNING && self.pager.rest().is_zero()
    }
}

impl Pages {
    pub(crate) fn new(line: Line, given: Py<Given>, pager: Pager) -> Pages {
        Pages { given, reading: Owned::new(BodyPolicy { line, pager, next: Next::First, landed: 0 }) }
    }

    fn reading(&mut self) -> PyResult<(&Py<Given>, &mut BodyPolicy)> {
        let what = "this list belongs to the process that forked: go on from its cursor in this one";
        let reading = self.reading.get_mut().ok_or_else(|| PyRuntimeError::new_err(what))?;
        Ok((&self.given, reading))
    }
}

#[pymethods]
impl Pages {
    /// The call of the next page; None at the end.
    fn next(&mut self, py: Python<'_>) -> PyResult<Option<Py<Flight>>> {
        let (given, reading) = self.reading()?;
        let call = match std::mem::replace(&mut reading.next, Next::Over) {
            Next::First => reading.pager.first().map_err(|error| raised(py, &error))?,
            Next::Call(call) => *call,
            Next::Ahead(flight) => return Ok(Some(flight)),
            Next::Failed(error) => return Err(raised(py, &error)),
            Next::Over => return Ok(None),
        };
        Py::new(py, reading.line.begin(py, given, call, None)?).map(Some)
    }

    /// Follows a list that grows: at its end it is polled again after so many seconds, forever.
    fn follow(&mut self, every: f64) -> PyResult<()> {
        let refused = |_| PyValueError::new_err(format!("cannot follow a list every {every} seconds: use 0 or more"));
        let (_, reading) = self.reading()?;
        reading.pager.follow(Duration::try_from_secs_f64(every).map_err(refused)?);
        Ok(())
    }

    /// How many seconds to rest before the next page is asked for.
    fn rest(&mut self) -> PyResult<f64> {
        Ok(self.reading()?.1.pager.rest().as_secs_f64())
    }

    /// Takes the answer of a page and gives its items and where the next page is. With `ahead` the next one may be asked for.
    fn land(&mut self, py: Python<'_>, raw: &Raw, ahead: bool) -> PyResult<(Py<PyAny>, Option<String>)> {
        let (given, reading) = self.reading()?;
        reading.landed += 1;
        reading.next = match reading.pager.next(&raw.answer) {
            Ok(Some(call)) if ahead && reading.runs_ahead() && !given.get().asks() => {
                let ahead = reading.line.begin(py, given, call, None)?;
                ahead.advance()?;
                Next::Ahead(Py::new(py, ahead)?)
            }
            Ok(Some(call)) => Next::Call(Box::new(call)),
            Ok(None) => Next::Over,
            Err(error) => Next::Failed(error),
        };
        let items = items(py, reading.pager.paging(), raw.document());
        Ok((items, reading.pager.cursor().map(str::to_owned)))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.given)?;
        match self.reading.get() {
            Some(BodyPolicy { next: Next::Ahead(flight), .. }) => visit.call(flight),
            _ => Ok(()),
        }
    }

    fn __clear__(&mut self) {
        if let Some(reading) = self.reading.get_mut() {
            reading.next = Next::Over;
        }
    }
}

/// The items of a page, wherever they stand in its document.
pub(crate) fn items(py: Python<'_>, paging: Paging, document: Option<&Py<PyAny>>) -> Py<PyAny> {
    let items = document.map(|document| document.bind(py)).and_then(|document| match paging {
        Paging::Body { items, .. } => json::pointed(document, &format!("/{items}")),
        _ => Some(document.clone()),
    });
    let items = items.filter(|items| items.is_instance_of::<PyList>());
    items.unwrap_or_else(|| PyList::empty(py).into_any()).unbind()
}
