//! What the next export needs to know of a finished one: `NAME.state.json`.

use crate::Dataset;
use crate::error::{Error, Result};
use crate::range::Second;
use crate::recent::Recent;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// A finished export.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Last {
    /// The URL of the org.
    pub(crate) org: String,
    pub(crate) dataset: Dataset,
    pub(crate) expression: Option<String>,
    /// The org's time when it began.
    pub(crate) start: Second,
    /// Where the log goes on.
    pub(crate) cursor: Option<String>,
    /// Events at the end of the log.
    pub(crate) recent: Recent,
}

impl Last {
    /// Reads the file; `None` if there is none.
    pub(crate) fn read(path: &Path, org: &str, dataset: Dataset, expression: Option<&str>) -> Result<Option<Last>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::file(path)(error)),
        };
        let last: Last = serde_json::from_slice(&bytes).map_err(|error| Error::damaged(path, error.to_string()))?;
        if last.org != org || last.dataset != dataset || last.expression.as_deref() != expression {
            let other = last.expression.map(|expression| format!(" where {expression}")).unwrap_or_default();
            let Last { org, dataset, .. } = last;
            let what = format!("{} is of an export of {dataset} of {org}{other}: use another file", path.display());
            return Err(Error::Invalid(what));
        }
        Ok(Some(last))
    }
}
