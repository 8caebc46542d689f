//! Rate limits, as the package shows them.

use oktant_core::{RateLimit, RateLimitStatus};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// `oktant.RateLimit`.
pub(crate) fn rate_limit(py: Python<'_>, rate: RateLimit) -> PyResult<Py<PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.import(py, "oktant._response", "RateLimit")?;
    Ok(class.call1((rate.limit, rate.remaining, rate.reset))?.unbind())
}

/// `oktant.RateLimitStatus`.
pub(crate) fn status(py: Python<'_>, status: RateLimitStatus) -> PyResult<Py<PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let fields = (status.name, rate_limit(py, status.rate)?, status.in_flight, status.held);
    Ok(CLASS.import(py, "oktant._response", "RateLimitStatus")?.call1(fields)?.unbind())
}
