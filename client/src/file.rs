//! Files to upload.

use crate::{Error, Result};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A file to upload, sent as `multipart/form-data`. A tuple of name and bytes converts to one.
///
/// ```no_run
/// # #[cfg(feature = "org_customization")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// # let okta = oktant::Client::from_env()?;
/// use oktant::File;
/// okta.org_customization().upload_org_logo(File::from_path("logo.png")?).await?;
/// # Ok(()) }
/// # #[cfg(not(feature = "org_customization"))] fn main() {}
/// ```
#[derive(Clone)]
pub struct File(pub(crate) oktant_core::File);

impl File {
    /// Creates a file with this name and content. Its media type follows from the extension of the name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> File {
        File(oktant_core::File::new(name, bytes))
    }

    /// Reads the file at a path. Its name is the last component of the path.
    ///
    /// # Errors
    /// Kind `InvalidArgument`, with the [`std::io::Error`] as its source, if the file cannot be read.
    pub fn from_path(path: impl AsRef<Path>) -> Result<File> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| {
            let what = format!("the file {:?} cannot be read: {error}", path.display().to_string());
            Error::invalid_argument(what).with_source(Arc::new(error))
        })?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(File::new(name.to_string_lossy(), bytes))
    }

    /// Sets the media type, such as `image/png`.
    pub fn media(self, media: impl Into<String>) -> File {
        File(self.0.media(media))
    }
}

impl<N: Into<String>, B: Into<Vec<u8>>> From<(N, B)> for File {
    fn from((name, bytes): (N, B)) -> File {
        File::new(name, bytes)
    }
}

impl From<File> for oktant_core::File {
    fn from(file: File) -> oktant_core::File {
        file.0
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
