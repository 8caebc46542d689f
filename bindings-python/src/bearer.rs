//! Access tokens from a function of the program.

use crate::callback_runner::{CallbackRunner, before_sending};
use crate::write::type_name;
use oktant::{Failure, FailureKind, Phase};
use oktant_core::Secret;
use oktant_core::io::TokenRequest;
use oktant_core::step::Input;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The program's function: `(fresh: bool) -> str`, or an awaitable of one.
pub(crate) struct Bearer {
    pub(crate) function: Py<PyAny>,
}

impl Bearer {
    pub(crate) fn new(function: Py<PyAny>) -> Bearer {
        Bearer { function }
    }

    /// Gets a token from the function.
    pub(crate) async fn token(&self, request: TokenRequest, runner: &CallbackRunner) -> Input {
        let token = runner.call(|py| self.function.call1(py, (request.fresh,)), request.timeout).await;
        Python::attach(|py| match token {
            Ok(token) => input(token.bind(py)),
            Err(error) => runner.failed(py, error, before_sending),
        })
    }
}

fn input(token: &Bound<'_, PyAny>) -> Input {
    match token.cast::<PyString>() {
        // The engine rejects half a surrogate pair, as it does any other character that no token has.
        Ok(text) => Input::Bearer(Secret::new(text.to_string_lossy().into_owned())),
        Err(_) => {
            let what = format!("it returned {}: it must return the token as a str", type_name(token));
            Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, what))
        }
    }
}
