//! Access tokens that the caller's own function gives.

use crate::question::{Question, before_sending};
use crate::write::kind;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::Secret;
use oktant_core::step::{Asking, Input};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The caller's function: `(fresh: bool) -> str`, or an awaitable of one.
pub(crate) struct Bearer {
    function: Py<PyAny>,
}

impl Bearer {
    pub(crate) fn new(function: Py<PyAny>) -> Bearer {
        Bearer { function }
    }

    /// Asks for a token.
    pub(crate) async fn ask(&self, asking: Asking, question: &Question) -> Input {
        let answer = question.call(|py| self.function.call1(py, (asking.fresh,)), asking.timeout).await;
        Python::attach(|py| match answer {
            Ok(answer) => token(answer.bind(py)),
            Err(error) => question.raised(py, error, before_sending),
        })
    }
}

fn token(answer: &Bound<'_, PyAny>) -> Input {
    match answer.cast::<PyString>().map(|text| text.extract::<String>()) {
        Ok(Ok(text)) => Input::Bearer(Secret::new(text)),
        _ => {
            let what = format!("it gave {}, not a str", kind(answer));
            Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, what))
        }
    }
}
