//! TypeScript: types alone, one file of models and one of services for each service.

mod hooks;
mod models;
mod roles;
mod round_trip;
mod services;
mod text;

pub(crate) use services::call;

use self::roles::Roles;
use super::Files;
use crate::model::Api;

const FOLDER: &str = "bindings-wasm/npm/src/generated";

/// Longer lines are broken.
const WIDTH: usize = 140;

/// # Errors
/// If two declarations would have the same name.
pub(super) fn emit(api: &Api, files: &mut Files) -> std::io::Result<()> {
    let roles = Roles::new(api)?;
    models::emit(api, &roles, files)?;
    services::emit(api, &roles, files)?;
    hooks::emit(api, &roles, files);
    Ok(())
}
