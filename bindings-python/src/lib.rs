//! The native part of the Python package `oktant`: the engine and the transport of the Rust SDK, calls that wait for a
//! thread or for asyncio, and JSON as Python objects. What users see stands in `python/oktant`.

mod answer;
mod arguments;
mod bearer;
mod bell;
mod carrier;
mod client;
mod door;
mod error;
mod flight;
mod json;
mod pages;
mod runtime;
mod script;
mod settings;
mod write;

/// `oktant._native`
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::answer::Raw;
    #[pymodule_export]
    use crate::arguments::File;
    #[pymodule_export]
    use crate::client::Core;
    #[pymodule_export]
    use crate::door::Door;
    #[pymodule_export]
    use crate::flight::Flight;
    #[pymodule_export]
    use crate::pages::Pages;
    #[pymodule_export]
    use crate::write::dumps;
}
