//! A client of the Rust SDK for exports, over the session of a Python client. Callbacks of the program run in threads of the runtime.

use crate::call_host::Backend;
use crate::callbacks::Callbacks;
use crate::connection::Connection;
use crate::error::to_pyerr;
use crate::pending_call::not_awaited;
use crate::py_transport;
use crate::signer::Signer;
use oktant::bindings::{self, Bearer, Keys};
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::{Client, HttpRequest, PublicKey, Signature};
use oktant_core::Config;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// A client that shares tokens, rate limits and sockets with the one of Python.
pub(crate) fn client(
    py: Python<'_>,
    connection: &Connection,
    callbacks: &Py<Callbacks>,
    config: &Config,
) -> PyResult<Client> {
    let Backend::Http { transport, keys, fleet, .. } = &connection.backend else {
        return Err(PyRuntimeError::new_err("a script cannot export"));
    };
    let program = Program(Arc::new(callbacks.clone_ref(py)));
    let transport = transport.clone().unwrap_or_else(|| {
        Arc::new(ProgramTransport { program: program.clone(), max_body: config.max_body }) as Arc<dyn Transport>
    });
    let Callbacks { bearer, signer, proof_signer, .. } = callbacks.get();
    let bearer = bearer.is_some().then(|| {
        let program = program.clone();
        Bearer::new(move |request| {
            program.clone().run(move |py, callbacks| match &callbacks.bearer {
                Some(bearer) => awaited(bearer.function.bind(py).call1((request.fresh,))?)?.extract::<String>(),
                None => Err(PyRuntimeError::new_err("there is no bearer callback")),
            })
        })
    });
    let key = |signer: &Option<Signer>, of: fn(&Callbacks) -> Option<&Signer>| {
        let signer = signer.as_ref()?;
        Some(Arc::new(ProgramKey { program: program.clone(), public: signer.public.clone(), of }) as Arc<_>)
    };
    let keys = if signer.is_some() || proof_signer.is_some() {
        let client = key(signer, |callbacks| callbacks.signer.as_ref());
        let proof = key(proof_signer, |callbacks| callbacks.proof_signer.as_ref());
        Keys::new(config, client, proof).map_err(|error| to_pyerr(py, &error))?
    } else {
        keys.clone()
    };
    Ok(bindings::client(connection.session.clone(), transport, bearer, keys, fleet.clone()))
}

/// The callbacks of the program.
#[derive(Clone)]
struct Program(Arc<Py<Callbacks>>);

impl Program {
    async fn run<T: Send + 'static>(
        self,
        function: impl FnOnce(Python<'_>, &Callbacks) -> PyResult<T> + Send + 'static,
    ) -> PyResult<T> {
        let task = spawn_blocking(move || Python::attach(|py| function(py, self.0.get())));
        task.await.unwrap_or_else(|error| Err(PyRuntimeError::new_err(error.to_string())))
    }
}

/// A transport of the program.
struct ProgramTransport {
    program: Program,
    max_body: u64,
}

impl Transport for ProgramTransport {
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_> {
        let max_body = self.max_body;
        let sent = self.program.clone().run(move |py, callbacks| match &callbacks.transport {
            Some(transport) => {
                let returned = transport.request(py, &request, timeout, max_body)?;
                py_transport::response(&awaited(returned.into_bound(py))?)
            }
            None => Err(PyRuntimeError::new_err("there is no transport")),
        });
        Box::pin(async {
            let (status, headers, body) =
                sent.await.map_err(|error| Python::attach(|py| py_transport::failure(py, error)))?;
            let response =
                headers.iter().fold(HttpResponse::new(status), |response, (name, value)| response.header(name, value));
            Ok(response.body(body))
        })
    }
}

/// A key of the program.
struct ProgramKey {
    program: Program,
    public: PublicKey,
    of: fn(&Callbacks) -> Option<&Signer>,
}

impl oktant::Signer for ProgramKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_> {
        let of = self.of;
        let signed = self.program.clone().run(move |py, callbacks| match of(callbacks) {
            Some(signer) => {
                let signed = signer.object.bind(py).call_method1("sign", (PyBytes::new(py, &bytes),))?;
                Ok(awaited(signed)?.cast::<PyBytes>()?.as_bytes().to_vec())
            }
            None => Err(PyRuntimeError::new_err("there is no signer")),
        });
        Box::pin(async { Ok(signed.await?) })
    }
}

/// What a callback returned, unless it must be awaited: no event loop waits for an export.
fn awaited(returned: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if returned.hasattr("__await__")? { Err(not_awaited(&returned)) } else { Ok(returned) }
}
