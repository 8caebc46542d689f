//! Why a command failed: its exit code, and its text for people and for programs.

use crate::hint::hint;
use oktant::value::{Json, Object};
use oktant::{Error, ErrorKind};
use std::fmt;
use std::io;

/// Exit codes with what they mean, as `oktant help exit-codes` lists them.
pub(crate) const CODES: [(u8, &str); 14] = [
    (0, "success; an empty list is a success"),
    (1, "a file, a filter or the terminal: nothing of Okta; for diff: the documents differ"),
    (2, "the command line or an argument is not valid; nothing was sent"),
    (3, "the settings are not valid or incomplete; nothing was sent"),
    (4, "no valid credential: status 401, or no access token"),
    (5, "the credential does not allow it: status 403, or a feature that the org does not have"),
    (6, "there is no such resource: status 404"),
    (7, "the resource exists already, or its state does not fit"),
    (8, "the rate limit is exhausted"),
    (9, "a timeout or deadline passed"),
    (10, "the connection failed or broke"),
    (11, "Okta refused the request otherwise"),
    (12, "Okta failed: status 500 and above, or a response that cannot be read"),
    (ROWS_LEFT, "a bulk run has ended, but not all rows are done"),
];

/// The exit code of a bulk run with rows that are not done.
pub(crate) const ROWS_LEFT: u8 = 13;

/// The exit code of an interrupt.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The SDK's error.
    Okta(Error),
    /// Something that clap found on the command line.
    Usage(clap::Error),
    /// An argument that clap cannot check.
    Argument(String),
    /// A file, a filter or a stream.
    Local(String),
    /// The reader of the output has gone.
    Closed,
    /// No failure, but an exit code.
    Code(u8),
}

pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// The failure of a file.
    pub(crate) fn file(path: &str, error: &io::Error) -> Failure {
        Failure::Local(format!("{path}: {error}"))
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Failure::Okta(error) => code(error),
            Failure::Usage(error) => u8::try_from(error.exit_code()).unwrap_or(2),
            Failure::Argument(_) => 2,
            Failure::Local(_) => 1,
            Failure::Closed => 0,
            Failure::Code(code) => *code,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Failure::Okta(error) => error.kind().name(),
            Failure::Usage(_) => "usage",
            Failure::Argument(_) => "invalid_argument",
            Failure::Local(_) | Failure::Closed | Failure::Code(_) => "local",
        }
    }

    /// The failure as a document, for `--error-format json`.
    pub(crate) fn document(&self) -> Json {
        let mut error = Object::new();
        error.insert("kind", self.kind());
        error.insert("message", self.to_string());
        error.insert("exitCode", i64::from(self.code()));
        if let Failure::Usage(usage) = self {
            hint(usage).into_iter().for_each(|hint| drop(error.insert("hint", hint)));
        }
        if let Failure::Okta(okta) = self {
            let texts = [
                ("operation", okta.operation()),
                ("code", okta.code()),
                ("summary", okta.summary()),
                ("errorId", okta.id()),
                ("requestId", okta.request_id()),
            ];
            for (name, text) in texts {
                text.into_iter().for_each(|text| drop(error.insert(name, text)));
            }
            okta.status().into_iter().for_each(|status| drop(error.insert("status", i64::from(status))));
            if !okta.causes().is_empty() {
                error.insert("causes", okta.causes().to_vec());
            }
            if let Some(after) = okta.retry_after() {
                error.insert("retryAfterSeconds", i64::try_from(after.as_secs()).unwrap_or(i64::MAX));
            }
            error.insert("attempts", i64::from(okta.attempts()));
            error.insert("mayHaveBeenSent", okta.may_have_been_sent());
            error.insert("retryable", okta.is_retryable());
        }
        Json::from([("error", error)])
    }
}

fn code(error: &Error) -> u8 {
    match (error.kind(), error.status().unwrap_or_default()) {
        (ErrorKind::Config, _) => 3,
        (ErrorKind::InvalidArgument, _) => 2,
        (ErrorKind::RateLimited, _) => 8,
        (ErrorKind::Timeout, _) => 9,
        (ErrorKind::Transport, _) => 10,
        // A feature that the org does not have: another credential would not help.
        (ErrorKind::Api, 401) if error.code() == Some("E0000015") => 5,
        (ErrorKind::Auth, _) | (ErrorKind::Api, 401) => 4,
        (ErrorKind::Api, 403) => 5,
        (ErrorKind::Api, 404) => 6,
        (ErrorKind::Api, _) if error.is_conflict() || error.is_duplicate() => 7,
        (ErrorKind::Api, 500..) | (ErrorKind::Decode | ErrorKind::Page, _) => 12,
        (ErrorKind::Cancelled, _) => INTERRUPTED,
        _ => 11,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Okta(error) => error.fmt(f),
            Failure::Usage(error) => {
                // The other lines are for people: the usage, and where to get help.
                let text = error.render().to_string();
                f.write_str(text.trim_start_matches("error: ").lines().next().unwrap_or_default())
            }
            Failure::Argument(what) | Failure::Local(what) => f.write_str(what),
            Failure::Closed => f.write_str("the output was closed"),
            Failure::Code(code) => write!(f, "exit code {code}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Okta(error)
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Failure {
        Failure::Usage(error)
    }
}

/// An error of standard output or of the file of `--output`.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::Closed;
        }
        Failure::Local(format!("the output cannot be written: {error}"))
    }
}
