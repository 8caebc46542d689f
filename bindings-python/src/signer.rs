//! Keys of the caller's own, which sign in Python.

use crate::error::raised;
use crate::question::{Question, before_sending};
use crate::write::dumps;
use oktant::PublicKey;
use oktant_core::io::SignRequest;
use oktant_core::step::Input;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// An object with `public_key`, a JWK, and `sign(bytes)`, which gives the signature or an awaitable of it.
pub(crate) struct Signer {
    pub(crate) object: Py<PyAny>,
    pub(crate) public: PublicKey,
}

impl Signer {
    pub(crate) fn new(object: &Bound<'_, PyAny>) -> PyResult<Signer> {
        let jwk = object.getattr("public_key")?;
        let text = jwk.extract::<String>().or_else(|_| dumps(&jwk))?;
        let public = PublicKey::from_jwk(&text).map_err(|error| raised(object.py(), &error))?;
        Ok(Signer { object: object.clone().unbind(), public })
    }

    /// Asks for a signature.
    pub(crate) async fn sign(&self, request: SignRequest, question: &Question) -> Input {
        let asked = |py: Python<'_>| self.object.call_method1(py, "sign", (PyBytes::new(py, &request.bytes),));
        let answer = question.call(asked, request.timeout).await;
        Python::attach(|py| {
            match answer.and_then(|answer| Ok(answer.bind(py).cast::<PyBytes>()?.as_bytes().to_vec())) {
                Ok(signature) => Input::Signed(signature),
                Err(error) => question.raised(py, error, before_sending),
            }
        })
    }
}
