//! Access tokens that the caller's own function gives.

use crate::question::{Question, before_sending};
use crate::write::kind;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::Secret;
use oktant_core::io::TokenRequest;
use oktant_core::step::Input;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The caller's function: `(fresh: bool) -> str`, or an awaitable of one.
pub(crate) struct Bearer {
    pub(crate) function: Py<PyAny>,
}

impl Bearer {
    pub(crate) fn new(function: Py<PyAny>) -> Bearer {
        Bearer { function }
    }

    /// Asks for a token.
    pub(crate) async fn ask(&self, request: TokenRequest, question: &Question) -> Input {
        let answer = question.call(|py| self.function.call1(py, (request.fresh,)), request.timeout).await;
        Python::attach(|py| match answer {
            Ok(answer) => token(answer.bind(py)),
            Err(error) => question.raised(py, error, before_sending),
        })
    }
}

fn token(answer: &Bound<'_, PyAny>) -> Input {
    match answer.cast::<PyString>() {
        // What is no text of a token is refused with the rest of it.
        Ok(text) => Input::Bearer(Secret::new(text.to_string_lossy().into_owned())),
        Err(_) => {
            let what = format!("it gave {}: it must give the token as a str", kind(answer));
            Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, what))
        }
    }
}
