//! What the code generator reads: the facts of `spec/management.yaml` with the corrections on top.

use crate::import::{self, ImportError};
use crate::overlay::{Overlay, OverlayError, Report};
use crate::yaml::{self, YamlError};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The corrected facts, and what became of the corrections.
#[derive(Debug)]
pub struct Facts {
    /// The document, in the order of the file.
    pub document: Value,
    /// What became of the corrections.
    pub corrections: Report,
}

/// Why there are no facts to generate from.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// A file of the folder could not be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The facts are no YAML.
    #[error("management.yaml: {0}")]
    Yaml(#[from] YamlError),
    /// The overlay is wrong, or does not fit.
    #[error("corrections.overlay.yaml: {0}")]
    Overlay(#[from] OverlayError),
    /// The facts do not hold together once they are corrected.
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
