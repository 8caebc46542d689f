//! Kotlin: views over JSON as models, one file for each service's, and one class of methods for each service.

mod builders;
mod hooks;
mod method;
mod models;
mod properties;
mod services;
mod text;
mod types;

pub(crate) use services::call;

use super::Files;
use super::types::Types;
use crate::model::Api;

const FOLDER: &str = "bindings-uniffi/kotlin/src/main/kotlin/dev/oktant/generated";

/// Longer lines are broken.
const WIDTH: usize = 140;

/// # Errors
/// If something has no form in Kotlin.
pub(super) fn emit(api: &Api, files: &mut Files) -> std::io::Result<()> {
    let types = Types::new(api);
    models::emit(&types, files)?;
    services::emit(&types, files)?;
    hooks::emit(&types, files);
    Ok(())
}
