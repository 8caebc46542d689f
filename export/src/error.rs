//! Why an export did not finish.

use oktant::value::Timestamp;
use std::io;
use std::path::{Path, PathBuf};

/// Why an export did not finish. What was read is kept beside the file, in its folder `.partial`: the same export goes on there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A request failed.
    #[error(transparent)]
    Okta(#[from] oktant::Error),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The unfinished export beside the file has other options.
    #[error("{} is of an export with {what}: repeat that export to finish it, or remove the folder to begin anew", path.display())]
    OtherOptions {
        /// The folder of the unfinished export.
        path: PathBuf,
        /// The option that differs.
        what: String,
    },
    /// What an export keeps beside its file is damaged.
    #[error("{} is damaged: {what}: remove it to begin anew", path.display())]
    Damaged {
        /// The folder of the unfinished export, or the file of the last one.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// An option is not valid for the dataset or the format.
    #[error("{0}")]
    Invalid(String),
    /// More resources than a search can return were created in one second.
    #[error("more than {limit} resources were created at {}, and a search ends after so many: export them in parts, each with \
             its own search", at(*second))]
    TooManyAtOnce {
        /// The second, in seconds since 1970.
        second: i64,
        /// The number of results after which a search ends.
        limit: usize,
    },
    /// The org does not list resources as an export needs it.
    #[error("the org's list {0}: the export would not be complete")]
    Order(&'static str),
}

/// The result of an export.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Error {
        Error::Damaged { path: path.to_owned(), what: what.into() }
    }

    pub(crate) fn undated() -> Error {
        Error::Order("has a resource without id or date")
    }

    pub(crate) fn unsorted() -> Error {
        Error::Order("is not sorted by date")
    }
}

fn at(second: i64) -> String {
    Timestamp::from_unix_ms(second.saturating_mul(1000)).as_str().to_owned()
}
