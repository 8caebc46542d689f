//! Callbacks: the functions and objects that a program gives a client.

use crate::bearer::Bearer;
use crate::callback_scope::CallbackScope;
use crate::events;
use crate::py_transport::PyTransport;
use crate::script::Script;
use crate::signer::Signer;
use oktant_core::{CallId, Session};
use pyo3::prelude::*;
use pyo3::types::{PyWeakrefMethods, PyWeakrefReference};
use pyo3::{PyTraverseError, PyVisit};
use std::sync::{Mutex, PoisonError};

/// All callbacks of a client. A Python object, because the garbage collector must see each callback once, however many calls share
/// it: sessions and futures, which it cannot look into, must not own it.
#[derive(Default)]
#[pyclass(frozen, weakref, module = "oktant._native")]
pub(crate) struct Callbacks {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) signer: Option<Signer>,
    pub(crate) proof_signer: Option<Signer>,
    pub(crate) transport: Option<PyTransport>,
    pub(crate) listener: Option<Py<PyAny>>,
    /// What runs the scripts of a fleet.
    pub(crate) store: Option<Py<PyAny>>,
    pub(crate) script: Option<Script>,
    /// What is told of the pauses of single calls: the progress of lists that are being read.
    pub(crate) watchers: Mutex<Vec<(CallId, Py<PyAny>)>>,
}

impl Callbacks {
    /// True if a call needs the thread or event loop that waits for it to run callbacks.
    pub(crate) fn need_caller(&self) -> bool {
        self.bearer.is_some() || self.signer.is_some() || self.proof_signer.is_some() || self.transport.is_some()
    }

    /// True if there is any callback.
    pub(crate) fn is_any(&self) -> bool {
        self.need_caller() || self.listener.is_some()
    }

    /// The watcher of a call.
    fn watcher(&self, py: Python<'_>, id: CallId) -> Option<Py<PyAny>> {
        let watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        watchers.iter().find(|(call, _)| *call == id).map(|(_, watcher)| watcher.clone_ref(py))
    }

    /// Ends the watch over a call, and begins one over another.
    pub(crate) fn watch(&self, old: Option<CallId>, new: Option<(CallId, Py<PyAny>)>) {
        let mut watchers = self.watchers.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = old.and_then(|old| watchers.iter().position(|(call, _)| *call == old));
        let ended = ended.map(|at| watchers.swap_remove(at));
        watchers.extend(new);
        drop(watchers);
        // Dropping it may run Python.
        drop(ended);
    }

    /// Connects a new session with the callbacks. It holds them weakly; each call holds them strongly.
    pub(crate) fn attach(slf: &Bound<'_, Callbacks>, session: &Session) -> PyResult<()> {
        if let Some(signer) = &slf.get().proof_signer {
            session.set_proof_key(signer.public.clone());
        }
        let callbacks = PyWeakrefReference::new(slf)?.unbind();
        session.on_event(move |event| {
            Python::attach(|py| {
                let callbacks = callbacks.bind(py).upgrade();
                let callbacks = callbacks.and_then(|callbacks| callbacks.cast_into::<Callbacks>().ok());
                let listener = callbacks.as_ref().and_then(|callbacks| {
                    let scope = CallbackScope::new(callbacks.as_unbound(), event.call_id);
                    Some((callbacks.get().listener.as_ref()?, scope))
                });
                events::emit(py, event, listener);
                if let Some(watcher) = callbacks.and_then(|callbacks| callbacks.get().watcher(py, event.call_id)) {
                    events::tell_pause(py, event, &watcher);
                }
            });
        });
        Ok(())
    }
}

#[pymethods]
impl Callbacks {
    // Like a tuple it cannot change, so it needs no `__clear__`: no cycle consists of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Callbacks { bearer, signer, proof_signer, transport, listener, store, script, watchers } = self;
        visit.call(bearer.as_ref().map(|bearer| &bearer.function))?;
        visit.call(signer.as_ref().map(|signer| &signer.object))?;
        visit.call(proof_signer.as_ref().map(|signer| &signer.object))?;
        visit.call(transport.as_ref().map(|transport| &transport.0))?;
        visit.call(store)?;
        visit.call(script.as_ref().map(|script| &script.0))?;
        if let Ok(watchers) = watchers.try_lock() {
            watchers.iter().try_for_each(|(_, watcher)| visit.call(watcher))?;
        }
        visit.call(listener)
    }
}
