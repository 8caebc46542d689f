//! The core's table of official names, and the tables of docs/migration/index.md.

use super::{Files, marked_part};
use crate::hints::Hints;
use crate::model::Api;
use std::fmt::Write;
use std::path::Path;

pub(super) fn emit(api: &Api, hints: &Hints, root: &Path, files: &mut Files) -> std::io::Result<()> {
    let lines = hints.renamed.iter().map(|(name, operation)| format!("{name} {operation}\n"));
    files.insert("core/src/generated/official_names.txt".to_owned(), lines.collect());
    let area = |id: &str| {
        let operation = api.operations.iter().find(|operation| operation.id == id);
        operation.map(|operation| operation.area.as_str()).unwrap_or_default()
    };
    let mut out = "| name in official SDKs | operation | service |\n| - | - | - |\n".to_owned();
    for (name, operation) in &hints.renamed {
        let _ = writeln!(out, "| `{name}` | `{operation}` | `{}` |", area(operation));
    }
    out.push_str("\nThese names exist here too, but older SDKs called another operation by them:\n\n");
    out.push_str("| name in older SDKs | operation that it called | service |\n| - | - | - |\n");
    for (name, operation) in &hints.reused {
        let _ = writeln!(out, "| `{name}` | `{operation}` | `{}` |", area(operation));
    }
    marked_part(root, "docs/migration/index.md", "hints.yaml", &out, files)
}
