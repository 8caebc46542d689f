//! What an unknown name of an operation probably means, for the errors of clients and services.

use oktant_core::Operation;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// The service and the operation ID that a name probably means, and whether it is known rather than similar.
#[pyfunction]
pub(crate) fn operation_hint(name: &Bound<'_, PyString>) -> Option<(&'static str, &'static str, bool)> {
    let hint = Operation::hint(&name.to_string_lossy())?;
    Some((hint.area, hint.operation, hint.known))
}
