//! Files to upload.

use crate::{Error, File, Result};
use std::path::Path;
use std::sync::Arc;

/// Reads a file to upload under its own name.
///
/// # Errors
/// InvalidArgument if it cannot be read.
pub fn file_at(path: impl AsRef<Path>) -> Result<File> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|error| {
        let what = format!("the file {:?} cannot be read: {error}", path.display().to_string());
        Error::invalid_argument(what).with_source(Arc::new(error))
    })?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(File::new(name.to_string_lossy(), bytes))
}
