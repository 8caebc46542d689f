//! An operation as a call in every language.

use crate::emit::types::Types;
use crate::emit::{commands, kotlin, python, rust, swift, typescript};
use crate::model::Api;
use std::collections::BTreeMap;

/// The calls of an operation, with its required arguments.
pub(super) struct Calls {
    pub(super) rust: String,
    pub(super) python: String,
    pub(super) typescript: String,
    pub(super) kotlin: String,
    pub(super) swift: String,
    pub(super) command: String,
}

/// The calls of all operations, by ID.
///
/// # Errors
/// If a name or type has no form in one of the languages.
pub(super) fn calls(api: &Api) -> std::io::Result<BTreeMap<&str, Calls>> {
    let types = Types::new(api);
    let mut commands = commands(api);
    let calls = api.operations.iter().map(|operation| {
        let calls = Calls {
            rust: rust::call(operation),
            python: python::call(api, operation),
            typescript: typescript::call(api, operation)?,
            kotlin: kotlin::call(&types, operation)?,
            swift: swift::call(operation),
            command: commands.remove(operation.id.as_str()).map(|name| format!("oktant {name}")).unwrap_or_default(),
        };
        Ok((operation.id.as_str(), calls))
    });
    calls.collect()
}
