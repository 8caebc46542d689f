//! The client behind `Client` and `AsyncClient`.

use crate::answer;
use crate::arguments::{Asked, Said};
use crate::bearer::Bearer;
use crate::carrier::{Carrier, Way};
use crate::error::raised;
use crate::flight::Flight;
use crate::given::Given;
use crate::pages::Pages;
use crate::question::Question;
use crate::runtime::{Owned, runtime};
use crate::script::Script;
use crate::signer::Signer;
use crate::transport::Own;
use crate::{settings, within};
use oktant::bindings;
use oktant_core::{Call, Config, Error, Pager, Paging, PublicKey, Session};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyMapping;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A client of one org.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct Core {
    config: Config,
    given: Py<Given>,
    /// What calls go over; none once it is closed.
    line: Mutex<Option<Owned<Line>>>,
}

/// What calls of one process go over.
#[derive(Clone)]
pub(crate) struct Line {
    session: Session,
    way: Way,
}

impl Line {
    fn new(py: Python<'_>, config: &Config, given: &Py<Given>) -> PyResult<Line> {
        let made = || {
            let keys = bindings::Keys::new(config, None, None)?;
            let session = Session::new(config.clone());
            keys.register(&session);
            let own = given.get().transport.is_some();
            let transport = if own { None } else { Some(bindings::transport(config)?) };
            Ok(Line { session, way: Way::Real { runtime: runtime()?, transport, keys } })
        };
        let line: Line = made().map_err(|error: Error| raised(py, &error))?;
        Given::introduce(given.bind(py), &line.session)?;
        Ok(line)
    }

    /// A call that is on its way as soon as it is polled.
    pub(crate) fn begin(
        &self,
        py: Python<'_>,
        given: &Py<Given>,
        mut call: Call,
        pager: Option<Pager>,
    ) -> PyResult<Flight> {
        if given.get().is_called() {
            call.within(&within::calls(py, given)?);
        }
        let question = Question::new(given.clone_ref(py), call.id());
        Ok(Flight::new(call, Carrier::new(self.way.clone(), question), pager))
    }
}

impl Core {
    /// The line of this process: a forked child makes its own. Nothing is locked while that is made: it may run Python.
    fn line(&self, py: Python<'_>) -> PyResult<Line> {
        match &*self.locked() {
            None => return Err(closed()),
            Some(line) => {
                if let Some(line) = line.get() {
                    return Ok(line.clone());
                }
            }
        }
        let made = Line::new(py, &self.config, &self.given)?;
        let mut slot = self.locked();
        // Another thread may have been quicker.
        match slot.as_ref().map(Owned::get) {
            None => Err(closed()),
            Some(Some(line)) => Ok(line.clone()),
            Some(None) => {
                let parents = slot.replace(Owned::new(made.clone()));
                drop(slot);
                drop(parents);
                Ok(made)
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, Option<Owned<Line>>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn closed() -> PyErr {
    PyRuntimeError::new_err("this client is closed: make another")
}

#[pymethods]
impl Core {
    /// A client with these settings, each a text under its name as in `OKTA_CLIENT_<NAME>`.
    #[new]
    #[pyo3(signature = (settings, bearer = None, signer = None, proof_signer = None, transport = None, listener = None))]
    fn new(
        py: Python<'_>,
        settings: Vec<(String, String)>,
        bearer: Option<Py<PyAny>>,
        signer: Option<&Bound<'_, PyAny>>,
        proof_signer: Option<&Bound<'_, PyAny>>,
        transport: Option<Py<PyAny>>,
        listener: Option<Py<PyAny>>,
    ) -> PyResult<Core> {
        let given = Given {
            bearer: bearer.map(Bearer::new),
            signer: signer.map(Signer::new).transpose()?,
            proof_signer: proof_signer.map(Signer::new).transpose()?,
            transport: transport.map(Own::new),
            listener,
            script: None,
        };
        let client_key = given.signer.as_ref().map(|signer| signer.public.clone());
        let config = settings::resolve(&settings, given.bearer.is_some(), client_key);
        let config = config.map_err(|error| raised(py, &error))?;
        let given = Py::new(py, given)?;
        let line = Line::new(py, &config, &given)?;
        Ok(Core { config, given, line: Mutex::new(Some(Owned::new(line))) })
    }

    /// A client whose host is a script; settings with their origin, `callback`, `browser` and public JWKs as the vectors have them.
    #[staticmethod]
    #[pyo3(signature = (settings, callback, browser, script, client_key = None, proof_key = None))]
    fn scripted(
        py: Python<'_>,
        settings: Vec<(String, String, String)>,
        callback: bool,
        browser: bool,
        script: Py<PyAny>,
        client_key: Option<&str>,
        proof_key: Option<&str>,
    ) -> PyResult<Core> {
        let made = || {
            let client_key = client_key.map(PublicKey::from_jwk).transpose()?;
            let config = settings::scripted(&settings, callback, browser, client_key)?;
            let session = Session::new(config.clone());
            if let Some(key) = proof_key {
                session.set_proof_key(PublicKey::from_jwk(key)?);
            }
            Ok((config, session))
        };
        let (config, session) = made().map_err(|error: Error| raised(py, &error))?;
        let given = Py::new(py, Given { script: Some(Script::new(script)), ..Given::default() })?;
        let line = Line { session, way: Way::Script };
        Ok(Core { config, given, line: Mutex::new(Some(Owned::new(line))) })
    }

    /// The org's address.
    #[getter]
    fn org_url(&self) -> &str {
        self.config.org_url.as_str()
    }

    /// What is set to what, and where that was said.
    fn explain(&self) -> &str {
        self.config.explain()
    }

    /// What is known of the org's rate limits.
    fn rates(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        self.line(py)?.session.rates().into_iter().map(|bucket| answer::bucket(py, bucket)).collect()
    }

    /// A call; of a list that of its first page, or of the one at a cursor.
    #[pyo3(signature = (target, path = None, query = None, header = None, body = None, options = None, cursor = None))]
    #[allow(clippy::too_many_arguments, reason = "they are those of Python")]
    fn call(
        &self,
        py: Python<'_>,
        target: &str,
        path: Option<&Bound<'_, PyMapping>>,
        query: Option<&Bound<'_, PyMapping>>,
        header: Option<&Bound<'_, PyMapping>>,
        body: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyMapping>>,
        cursor: Option<String>,
    ) -> PyResult<Flight> {
        let line = self.line(py)?;
        let asked = Asked::read(py, target, Said { path, query, header, body, options })?;
        if asked.operation.paging == Paging::None && cursor.is_none() {
            let call = line.session.call(&asked.operation, &asked.arguments, &asked.options);
            return line.begin(py, &self.given, call.map_err(|error| raised(py, &error))?, None);
        }
        let mut pager = asked.pager(&line.session, cursor);
        let call = pager.first().map_err(|error| raised(py, &error))?;
        line.begin(py, &self.given, call, Some(pager))
    }

    /// A list, from its first page or from a cursor.
    #[pyo3(signature = (target, path = None, query = None, header = None, options = None, cursor = None))]
    #[allow(clippy::too_many_arguments, reason = "they are those of Python")]
    fn pages(
        &self,
        py: Python<'_>,
        target: &str,
        path: Option<&Bound<'_, PyMapping>>,
        query: Option<&Bound<'_, PyMapping>>,
        header: Option<&Bound<'_, PyMapping>>,
        options: Option<&Bound<'_, PyMapping>>,
        cursor: Option<String>,
    ) -> PyResult<Pages> {
        let line = self.line(py)?;
        let asked = Asked::read(py, target, Said { path, query, header, body: None, options })?;
        let asked = asked.listed().map_err(|error| raised(py, &error))?;
        let pager = asked.pager(&line.session, cursor);
        Ok(Pages::new(line, self.given.clone_ref(py), pager))
    }

    /// Closes the connections that no call uses. Further calls are refused.
    fn close(&self) {
        let line = self.locked().take();
        drop(line);
    }

    // Cannot let go of what was given: calls may be on their way. No circle is made of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.given)
    }
}
