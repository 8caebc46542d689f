//! What the program gives a client: functions and objects that its calls come back to.

use crate::bearer::Bearer;
use crate::events;
use crate::signer::Signer;
use crate::transport::Own;
use oktant_core::Session;
use pyo3::prelude::*;
use std::sync::Arc;

/// All of it.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) signer: Option<Signer>,
    pub(crate) proof_signer: Option<Signer>,
    pub(crate) transport: Option<Arc<Own>>,
    pub(crate) listener: Option<Py<PyAny>>,
}

impl Given {
    /// Whether calls come back to functions that only who waits for a call can run.
    pub(crate) fn asks(&self) -> bool {
        self.bearer.is_some() || self.signer.is_some() || self.proof_signer.is_some() || self.transport.is_some()
    }

    /// Tells a session that begins of what it must know.
    pub(crate) fn introduce(&self, py: Python<'_>, session: &Session) {
        if let Some(signer) = &self.proof_signer {
            session.set_proof_key(signer.public.clone());
        }
        let listener = self.listener.as_ref().map(|listener| listener.clone_ref(py));
        session.on_event(move |event| Python::attach(|py| events::tell(py, event, listener.as_ref())));
    }
}
