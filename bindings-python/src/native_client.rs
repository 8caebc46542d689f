//! The client behind `Client` and `AsyncClient`.

use crate::arguments::{CallArgs, ParsedArgs};
use crate::bearer::Bearer;
use crate::call_host::Backend;
use crate::callbacks::Callbacks;
use crate::connection::Connection;
use crate::error::to_pyerr;
use crate::events;
use crate::org_client;
use crate::pages::Pages;
use crate::pending_call::PendingCall;
use crate::per_process::PerProcess;
use crate::py_transport::PyTransport;
use crate::rates;
use crate::record_batches::RecordBatches;
use crate::script::Script;
use crate::settings;
use crate::signer::Signer;
use crate::store;
use oktant_core::{Config, Error, Paging, PublicKey, Session};
use oktant_export::{Dataset, Export};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyMapping;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// A client of one org.
#[pyclass(frozen, module = "oktant._native")]
pub(crate) struct NativeClient {
    config: Config,
    callbacks: Py<Callbacks>,
    strict: bool,
    /// None once the client is closed.
    connection: Mutex<Option<PerProcess<Connection>>>,
}

impl NativeClient {
    fn with(config: Config, callbacks: Py<Callbacks>, connection: Connection) -> NativeClient {
        NativeClient { config, callbacks, strict: false, connection: Mutex::new(Some(PerProcess::new(connection))) }
    }

    /// The connection of this process; a forked child makes a new one. No lock is held meanwhile, because that may run Python.
    fn connection(&self, py: Python<'_>) -> PyResult<Connection> {
        match &*self.locked() {
            None => return Err(closed()),
            Some(connection) => {
                if let Some(connection) = connection.get() {
                    return Ok(connection.clone());
                }
            }
        }
        let new = Connection::new(py, &self.config, &self.callbacks)?;
        let mut slot = self.locked();
        // Another thread may have made one meanwhile.
        match slot.as_ref().map(PerProcess::get) {
            None => Err(closed()),
            Some(Some(connection)) => Ok(connection.clone()),
            Some(None) => {
                let parents = slot.replace(PerProcess::new(new.clone()));
                drop(slot);
                drop(parents);
                Ok(new)
            }
        }
    }

    fn locked(&self) -> MutexGuard<'_, Option<PerProcess<Connection>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, and the arguments of a call over it.
    fn prepare(&self, py: Python<'_>, target: &str, args: CallArgs<'_, '_>) -> PyResult<(Connection, ParsedArgs)> {
        Ok((self.connection(py)?, ParsedArgs::read(py, target, args)?))
    }
}

fn closed() -> PyErr {
    PyRuntimeError::new_err("this client is closed: make another")
}

#[pymethods]
impl NativeClient {
    /// A client with these settings, each a text under its name as in `OKTA_CLIENT_<NAME>`.
    #[new]
    #[pyo3(signature = (settings, bearer = None, signer = None, proof_signer = None, transport = None, listener = None, store = None, strict = false))]
    #[allow(clippy::too_many_arguments, reason = "they are those of Python")]
    fn new(
        py: Python<'_>,
        settings: Vec<(String, String)>,
        bearer: Option<Py<PyAny>>,
        signer: Option<&Bound<'_, PyAny>>,
        proof_signer: Option<&Bound<'_, PyAny>>,
        transport: Option<Py<PyAny>>,
        listener: Option<Py<PyAny>>,
        store: Option<Py<PyAny>>,
        strict: bool,
    ) -> PyResult<NativeClient> {
        let mut callbacks = Callbacks {
            bearer: bearer.map(Bearer::new),
            signer: signer.map(Signer::new).transpose()?,
            proof_signer: proof_signer.map(Signer::new).transpose()?,
            transport: transport.map(PyTransport::new),
            listener,
            store,
            script: None,
            watchers: Mutex::default(),
        };
        let client_key = callbacks.signer.as_ref().map(|signer| signer.public.clone());
        let config = settings::resolve(&settings, callbacks.bearer.is_some(), client_key);
        let config = config.map_err(|error| to_pyerr(py, &error))?;
        if let (Some(fleet), None) = (&config.fleet, &callbacks.store) {
            let ca_certificates = config.ca_certificates.as_ref().map(|file| file.path.as_str());
            callbacks.store = Some(store::of_settings(py, fleet, ca_certificates)?);
        }
        let callbacks = Py::new(py, callbacks)?;
        let connection = Connection::new(py, &config, &callbacks)?;
        Ok(NativeClient { strict, ..NativeClient::with(config, callbacks, connection) })
    }

    /// A client whose host is a script. Settings have their origin; `callback`, `browser` and public JWKs are as in tests/vectors.
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
    ) -> PyResult<NativeClient> {
        let open = || {
            let client_key = client_key.map(PublicKey::from_jwk).transpose()?;
            let config = settings::scripted(&settings, callback, browser, client_key)?;
            let session = Session::new(config.clone());
            if let Some(key) = proof_key {
                session.set_proof_key(PublicKey::from_jwk(key)?);
            }
            Ok((config, session))
        };
        let (config, session) = open().map_err(|error: Error| to_pyerr(py, &error))?;
        let callbacks = Py::new(py, Callbacks { script: Some(Script::new(script)), ..Callbacks::default() })?;
        Ok(NativeClient::with(config, callbacks, Connection { session, backend: Backend::Script }))
    }

    /// URL of the org.
    #[getter]
    fn org_url(&self) -> &str {
        self.config.org_url.as_str()
    }

    /// Whether bodies with doubtful names are refused.
    #[getter]
    fn strict(&self) -> bool {
        self.strict
    }

    /// Passes a warning to the listener and the log.
    fn warn(&self, py: Python<'_>, event: &Bound<'_, PyAny>) {
        events::warn(py, event, self.callbacks.get().listener.as_ref());
    }

    /// Settings with their values and sources.
    fn explain(&self) -> &str {
        self.config.explain()
    }

    /// Status of the org's rate limits.
    fn rates(&self, py: Python<'_>) -> PyResult<Vec<Py<PyAny>>> {
        self.connection(py)?.session.rates().into_iter().map(|status| rates::status(py, status)).collect()
    }

    /// A call. For a list, the call of its first page or of the page at a cursor.
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
    ) -> PyResult<PendingCall> {
        let args = CallArgs { path, query, header, body, options };
        let (connection, args) = self.prepare(py, target, args)?;
        if args.operation.paging == Paging::None && cursor.is_none() {
            let call = connection.session.call(&args.operation, &args.arguments, &args.options);
            return connection.start(py, &self.callbacks, call.map_err(|error| to_pyerr(py, &error))?, None);
        }
        let mut pager = args.pager(&connection.session, cursor);
        let call = pager.first().map_err(|error| to_pyerr(py, &error))?;
        connection.start(py, &self.callbacks, call, Some(pager))
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
        let args = CallArgs { path, query, header, body: None, options };
        let (connection, args) = self.prepare(py, target, args)?;
        let args = args.into_list().map_err(|error| to_pyerr(py, &error))?;
        let pager = args.pager(&connection.session, cursor);
        Ok(Pages::new(connection, self.callbacks.clone_ref(py), pager))
    }

    /// An export of a dataset: of all of it, of what `search` selects, or of what was updated since a Unix time in milliseconds.
    #[pyo3(signature = (dataset, search = None, since = None, document = false, concurrency = None))]
    fn export(
        &self,
        py: Python<'_>,
        dataset: &str,
        search: Option<String>,
        since: Option<u64>,
        document: bool,
        concurrency: Option<usize>,
    ) -> PyResult<RecordBatches> {
        let dataset = dataset.parse::<Dataset>().map_err(PyValueError::new_err)?;
        let client = org_client::client(py, &self.connection(py)?, &self.callbacks, &self.config)?;
        let mut export = Export::new(&client, dataset);
        if let Some(search) = search {
            export = export.search(search);
        }
        if let Some(since) = since {
            export = export.since(SystemTime::UNIX_EPOCH + Duration::from_millis(since));
        }
        if document {
            export = export.with_document();
        }
        if let Some(concurrency) = concurrency {
            export = export.concurrency(concurrency);
        }
        RecordBatches::start(py, export)
    }

    /// Closes the connections that no call uses. Further calls are an error.
    fn close(&self) {
        let connection = self.locked().take();
        drop(connection);
    }

    // No `__clear__`: calls in progress need the callbacks, and no cycle consists of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.callbacks)
    }
}
