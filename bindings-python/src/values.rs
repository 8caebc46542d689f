//! The engine's functions on values, for the models of the package.

use oktant_core::value::{self, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// True if the value of a member with this name is masked in logs, errors and `repr`.
#[pyfunction]
pub(crate) fn is_secret(name: &Bound<'_, PyString>) -> bool {
    // Half a surrogate pair in a name is ignored.
    value::is_secret(&name.to_string_lossy())
}

/// Parses a date and time in any format that Okta sends, to milliseconds since 1970; None if `text` is not one.
#[pyfunction]
pub(crate) fn unix_ms(text: &Bound<'_, PyString>) -> Option<i64> {
    Timestamp::from(&*text.to_string_lossy()).unix_ms()
}

/// Formats milliseconds since 1970 as Okta does.
#[pyfunction]
pub(crate) fn timestamp(unix_ms: i64) -> String {
    Timestamp::from_unix_ms(unix_ms).as_str().to_owned()
}
