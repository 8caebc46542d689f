//! What the calls of one process share: session, backend and keys.

use crate::call_host::{Backend, CallContext, CallHost};
use crate::callback_scope;
use crate::callbacks::Callbacks;
use crate::error::to_pyerr;
use crate::pending_call::PendingCall;
use crate::runtime::runtime;
use crate::store::PyStore;
use oktant::bindings::{self, Fleet};
use oktant_core::{Call, Config, Error, Pager, Session};
use pyo3::prelude::*;
use std::sync::Arc;

/// A client's connection with its org in one process.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) session: Session,
    pub(crate) backend: Backend,
}

impl Connection {
    pub(crate) fn new(py: Python<'_>, config: &Config, callbacks: &Py<Callbacks>) -> PyResult<Connection> {
        let store = PyStore::new(callbacks.bind(py))?;
        let open = || {
            let keys = bindings::Keys::new(config, None, None)?;
            let session = Session::new(config.clone());
            keys.register(&session);
            let fleet = Fleet::new(config, Some(Arc::new(store)))?.map(Arc::new);
            fleet.iter().for_each(|_| session.join_fleet(bindings::seed()));
            let custom = callbacks.get().transport.is_some();
            let transport = if custom { None } else { Some(bindings::transport(config)?) };
            Ok(Connection { session, backend: Backend::Http { runtime: runtime()?, transport, keys, fleet } })
        };
        let connection: Connection = open().map_err(|error: Error| to_pyerr(py, &error))?;
        Callbacks::attach(callbacks.bind(py), &connection.session)?;
        Ok(connection)
    }

    /// A call that starts when it is polled first.
    pub(crate) fn start(
        &self,
        py: Python<'_>,
        callbacks: &Py<Callbacks>,
        mut call: Call,
        pager: Option<Pager>,
    ) -> PyResult<PendingCall> {
        if callbacks.get().is_any() {
            call.within(&callback_scope::calls(py, callbacks)?);
        }
        let context = CallContext::new(callbacks.clone_ref(py), call.id());
        Ok(PendingCall::new(call, CallHost::new(self.backend.clone(), context), pager))
    }
}
