//! What a caller asks for.

use crate::Named;
use oktant_core as core;
use oktant_core::{Argument, Arguments, File, Operation, Options};
use std::sync::Arc;
use std::time::Duration;

/// One call: what, with which arguments, and how.
#[derive(Clone, uniffi::Record)]
pub struct Request {
    /// What is called.
    pub target: Target,
    /// Names of the path and their values.
    pub path: Vec<Named>,
    /// Query members.
    pub query: Vec<Query>,
    /// Headers that the document tells of.
    pub headers: Vec<Named>,
    /// What is sent.
    pub body: Option<Body>,
    /// What the caller says of this call.
    pub tuning: Option<Tuning>,
}

/// What is called.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Target {
    /// An operation of the document.
    Operation {
        /// Operation ID, `getUser`.
        id: String,
    },
    /// Any path of the org.
    Path {
        /// The HTTP method.
        method: String,
        /// The path, with query where it has one.
        path: String,
    },
}

/// A query member.
#[derive(Clone, uniffi::Record)]
pub struct Query {
    /// Name of the query parameter.
    pub name: String,
    /// Its values, joined or repeated as the parameter is declared.
    pub values: Vec<String>,
}

/// What is sent.
#[derive(Clone, uniffi::Enum)]
pub enum Body {
    /// A document.
    Json {
        /// Its text.
        text: String,
    },
    /// A file to upload.
    File {
        /// Its name.
        name: String,
        /// Its media type, where it does not follow from the name.
        media: Option<String>,
        /// What it holds.
        bytes: Vec<u8>,
    },
    /// Bytes of a media type of the operation.
    Bytes {
        /// Their media type, where it is not the operation's first.
        media: Option<String>,
        /// What they are.
        bytes: Vec<u8>,
    },
}

/// What a caller says of one call.
#[derive(Clone, uniffi::Record)]
pub struct Tuning {
    /// One attempt.
    pub timeout_ms: Option<u64>,
    /// The whole call.
    pub deadline_ms: Option<u64>,
    /// How often it may be repeated.
    pub max_retries: Option<u32>,
    /// Headers that the document does not tell of.
    pub headers: Vec<Named>,
    /// Query members that the document does not tell of.
    pub query: Vec<Named>,
}

impl Request {
    /// The row of the table, or one made for the path.
    pub(crate) fn operation(&self) -> Result<Arc<Operation>, core::Error> {
        match &self.target {
            Target::Operation { id } => Operation::by_name(id),
            Target::Path { method, path } => Operation::custom_by_name(method, path),
        }
    }

    /// The arguments and options, as the engine takes them.
    pub(crate) fn split(self) -> (Arguments, Options) {
        let mut arguments = Arguments::new();
        for Named { name, value } in self.path {
            arguments = arguments.path(name, value);
        }
        for Query { name, mut values } in self.query {
            let value = match values.pop() {
                Some(only) if values.is_empty() => Argument::One(only),
                last => Argument::many(values.into_iter().chain(last)),
            };
            arguments = arguments.query(name, value);
        }
        for Named { name, value } in self.headers {
            arguments = arguments.header(name, value);
        }
        arguments = match self.body {
            None => arguments,
            Some(Body::Json { text }) => arguments.json_text(text),
            Some(Body::File { name, media, bytes }) => {
                let file = File::new(name, bytes);
                arguments.file_body(match media {
                    Some(media) => file.media(media),
                    None => file,
                })
            }
            Some(Body::Bytes { media: Some(media), bytes }) => arguments.binary_body_as(media, bytes),
            Some(Body::Bytes { media: None, bytes }) => arguments.binary_body(bytes),
        };
        (arguments, self.tuning.map(Options::from).unwrap_or_default())
    }
}

impl From<Tuning> for Options {
    fn from(tuning: Tuning) -> Options {
        let pairs = |pairs: Vec<Named>| pairs.into_iter().map(|Named { name, value }| (name, value)).collect();
        Options {
            timeout: tuning.timeout_ms.map(Duration::from_millis),
            deadline: tuning.deadline_ms.map(Duration::from_millis),
            max_retries: tuning.max_retries,
            headers: pairs(tuning.headers),
            query: pairs(tuning.query),
        }
    }
}
