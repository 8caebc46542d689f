//! The engine's functions on values, for the models of the package.

use oktant_core::value::{self, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// True if a member of this name is masked wherever it shows.
#[pyfunction]
pub(crate) fn is_secret(name: &Bound<'_, PyString>) -> bool {
    // Of a name with half a surrogate pair, the rest counts.
    value::is_secret(&name.to_string_lossy())
}

/// Milliseconds since 1970 of a date and time in any form that Okta sends; None if the text is none.
#[pyfunction]
pub(crate) fn unix_ms(text: &Bound<'_, PyString>) -> Option<i64> {
    Timestamp::from(&*text.to_string_lossy()).unix_ms()
}

/// The text that Okta writes for a date and time.
#[pyfunction]
pub(crate) fn timestamp(unix_ms: i64) -> String {
    Timestamp::from_unix_ms(unix_ms).as_str().to_owned()
}
