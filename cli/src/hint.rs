//! What an unknown command or flag probably means.

use crate::catalog::shown;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use oktant_core::Operation;

/// The most names that clap's own tip has.
const MOST: usize = 3;

/// The error with the nearest names alone in its tip.
pub(crate) fn concise(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg] {
        if let Some(ContextValue::Strings(names)) = error.get(kind)
            && names.len() > MOST
        {
            // The nearest is the last.
            let nearest = names.iter().rev().take(MOST).cloned().collect();
            error.insert(kind, ContextValue::Strings(nearest));
        }
    }
    error
}

/// The command that an unknown one means, by the names of operations and services and those of official SDKs.
pub(crate) fn hint(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let operation = Operation::hint(name);
    if let Some(hint) = operation.filter(|hint| hint.known) {
        return Some(format!("use: oktant {}", shown(hint.area, hint.operation)));
    }
    if error.get(ContextKind::SuggestedSubcommand).is_some() {
        // clap says it.
        return None;
    }
    if let Some(area) = Operation::area_hint(name) {
        return Some(format!("did you mean: oktant {}", area.replace('_', "-")));
    }
    operation.map(|hint| format!("did you mean: oktant {}", shown(hint.area, hint.operation)))
}
