//! What the program gives a client: functions and objects that its calls come back to.

use crate::bearer::Bearer;
use crate::events;
use crate::script::Script;
use crate::signer::Signer;
use crate::transport::Own;
use crate::within::Place;
use oktant_core::Session;
use pyo3::prelude::*;
use pyo3::types::{PyWeakrefMethods, PyWeakrefReference};
use pyo3::{PyTraverseError, PyVisit};

/// All of it: a Python object, because the garbage collector must see each function once, however many calls share it. What it
/// cannot look into (sessions, futures) must not own it.
#[derive(Default)]
#[pyclass(frozen, weakref, module = "oktant._native")]
pub(crate) struct Given {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) signer: Option<Signer>,
    pub(crate) proof_signer: Option<Signer>,
    pub(crate) transport: Option<Own>,
    pub(crate) listener: Option<Py<PyAny>>,
    pub(crate) script: Option<Script>,
}

impl Given {
    /// Whether calls come back to functions that only who waits for a call can run.
    pub(crate) fn asks(&self) -> bool {
        self.bearer.is_some() || self.signer.is_some() || self.proof_signer.is_some() || self.transport.is_some()
    }

    /// Whether calls come back to anything at all.
    pub(crate) fn is_called(&self) -> bool {
        self.asks() || self.listener.is_some()
    }

    /// Tells a session that begins of what it must know. A call that is carried on keeps what is given alive.
    pub(crate) fn introduce(slf: &Bound<'_, Given>, session: &Session) -> PyResult<()> {
        if let Some(signer) = &slf.get().proof_signer {
            session.set_proof_key(signer.public.clone());
        }
        let listens = slf.get().listener.is_some();
        let given = PyWeakrefReference::new(slf)?.unbind();
        session.on_event(move |event| {
            Python::attach(|py| {
                let given = if listens { given.bind(py).upgrade() } else { None };
                let given = given.and_then(|given| given.cast_into::<Given>().ok());
                let listener = given.as_ref().and_then(|given| {
                    let place = Place::new(given.as_unbound(), event.call_id);
                    Some((given.get().listener.as_ref()?, place))
                });
                events::tell(py, event, listener);
            });
        });
        Ok(())
    }
}

#[pymethods]
impl Given {
    // Like a tuple it cannot change, so it needs no `__clear__`: no circle is made of such objects alone.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        let Given { bearer, signer, proof_signer, transport, listener, script } = self;
        visit.call(bearer.as_ref().map(|bearer| &bearer.function))?;
        visit.call(signer.as_ref().map(|signer| &signer.object))?;
        visit.call(proof_signer.as_ref().map(|signer| &signer.object))?;
        visit.call(transport.as_ref().map(|transport| &transport.0))?;
        visit.call(script.as_ref().map(|script| &script.0))?;
        visit.call(listener)
    }
}
