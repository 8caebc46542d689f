//! Signers of the program: keys that sign in Python.

use crate::callback_runner::{CallbackRunner, before_sending};
use crate::error::to_pyerr;
use crate::write::dumps;
use oktant::PublicKey;
use oktant_core::io::SignRequest;
use oktant_core::step::Input;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// An object with `public_key`, a JWK, and `sign(bytes)`, which returns the signature or an awaitable of it.
pub(crate) struct Signer {
    pub(crate) object: Py<PyAny>,
    pub(crate) public: PublicKey,
}

impl Signer {
    pub(crate) fn new(object: &Bound<'_, PyAny>) -> PyResult<Signer> {
        let jwk = object.getattr("public_key")?;
        let text = jwk.extract::<String>().or_else(|_| dumps(&jwk))?;
        let public = PublicKey::from_jwk(&text).map_err(|error| to_pyerr(object.py(), &error))?;
        Ok(Signer { object: object.clone().unbind(), public })
    }

    /// Gets a signature from the object.
    pub(crate) async fn sign(&self, request: SignRequest, runner: &CallbackRunner) -> Input {
        let function = |py: Python<'_>| self.object.call_method1(py, "sign", (PyBytes::new(py, &request.bytes),));
        let signature = runner.call(function, request.timeout).await;
        Python::attach(|py| {
            match signature.and_then(|signature| Ok(signature.bind(py).cast::<PyBytes>()?.as_bytes().to_vec())) {
                Ok(signature) => Input::Signed(signature),
                Err(error) => runner.failed(py, error, before_sending),
            }
        })
    }
}
