//! What the engine knows of values, for the models of the package.

use oktant_core::value::{self, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// Whether a member of this name is masked wherever it is shown.
#[pyfunction]
pub(crate) fn is_secret(name: &Bound<'_, PyString>) -> bool {
    // A name with half a surrogate pair is judged by the rest of it.
    value::is_secret(&name.to_string_lossy())
}

/// Milliseconds since 1970 of any form of time on the wire; None where the text is no time.
#[pyfunction]
pub(crate) fn unix_ms(text: &Bound<'_, PyString>) -> Option<i64> {
    Timestamp::from(&*text.to_string_lossy()).unix_ms()
}

/// The text that Okta writes for a point in time.
#[pyfunction]
pub(crate) fn timestamp(unix_ms: i64) -> String {
    Timestamp::from_unix_ms(unix_ms).as_str().to_owned()
}
