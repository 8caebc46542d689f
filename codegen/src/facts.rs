//! The input of the code generator: the facts of `spec/management.yaml` with the corrections applied.

use crate::import::{self, ImportError};
use crate::overlay::{Overlay, OverlayError, Report};
use crate::yaml::{self, YamlError};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The corrected facts, and a report on the corrections.
#[derive(Debug)]
pub struct Facts {
    /// The document, in the order of the file.
    pub document: Value,
    /// The report on the corrections.
    pub corrections: Report,
}

/// Errors of reading the facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A file of the folder could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The facts are not valid YAML.
    #[error("management.yaml: {0}")]
    Yaml(#[from] YamlError),
    /// The overlay is invalid or does not apply.
    #[error("corrections.overlay.yaml: {0}")]
    Overlay(#[from] OverlayError),
    /// The corrected facts are inconsistent.
    #[error("the corrected facts:\n{0}")]
    Check(#[from] ImportError),
}

/// Reads the folder `spec/`: facts, corrections, and a last check of both together.
pub fn facts(spec: &Path) -> Result<Facts, FactsError> {
    let read = |name: &str| {
        let path = spec.join(name);
        std::fs::read_to_string(&path).map_err(|source| FactsError::File { path, source })
    };
    let mut document = yaml::read(&read("management.yaml")?)?;
    let corrections = Overlay::read(&read("corrections.overlay.yaml")?)?.apply(&mut document)?;
    import::check(&document)?;
    Ok(Facts { document, corrections })
}
