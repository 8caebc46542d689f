//! The words of the command line: operations and parameters in kebab case.

use crate::model::{Api, names};
use std::collections::BTreeSet;

/// A line for each operation ID and parameter, sorted: the name and its words joined by `-`.
pub(super) fn words(api: &Api) -> String {
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let wires: BTreeSet<&str> = (api.operations.iter().map(|operation| operation.id.as_str()))
        .chain(parameters.map(|parameter| parameter.wire.as_str()))
        .collect();
    wires.into_iter().map(|wire| format!("{wire} {}\n", names::words(wire).join("-"))).collect()
}
