//! Swift: views over JSON as models, and a struct of methods for each service.

mod enums;
mod hooks;
mod method;
mod models;
mod properties;
mod replay;
mod schema;
mod services;
mod text;
mod types;
mod unions;

pub(crate) use services::call;

use super::Files;
use super::types::Types;
use crate::model::Api;

const FOLDER: &str = "bindings-uniffi/swift/Sources/Oktant/generated";

/// Longer lines are broken.
const WIDTH: usize = 140;

/// # Errors
/// If something has no form in Swift.
pub(super) fn emit(api: &Api, files: &mut Files) -> std::io::Result<()> {
    let types = Types::new(api);
    models::emit(&types, files);
    services::emit(&types, files)?;
    hooks::emit(&types, files);
    replay::emit(&types, files);
    Ok(())
}
