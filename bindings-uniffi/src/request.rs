//! The request of a call: operation, arguments and options.

use oktant_core as core;
use oktant_core::{Argument, Arguments, File, Operation, Options};
use std::sync::Arc;
use std::time::Duration;

/// An operation with its arguments and options.
#[derive(Clone, uniffi::Record)]
pub struct Request {
    /// The operation.
    pub target: Target,
    /// Path parameters.
    pub path: Vec<NameValue>,
    /// Query parameters.
    pub query: Vec<Query>,
    /// Header parameters of the operation.
    pub headers: Vec<NameValue>,
    /// The request body, if any.
    pub body: Option<Body>,
    /// Options of this call, in place of the client's settings.
    pub options: Option<CallOptions>,
}

/// The operation of a request.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Target {
    /// An operation, by what identifies it.
    Operation {
        /// The operation ID, `METHOD /path`, or `/path`, which is a GET.
        id: String,
    },
    /// Any path of the org.
    Path {
        /// The HTTP method.
        method: String,
        /// The path, with an optional query.
        path: String,
    },
}

/// A header, or another value with a name.
#[derive(Clone, uniffi::Record)]
pub struct NameValue {
    /// Name of the path argument or header.
    pub name: String,
    /// Its value, not escaped.
    pub value: String,
}

/// A query parameter.
#[derive(Clone, uniffi::Record)]
pub struct Query {
    /// Name of the query parameter.
    pub name: String,
    /// Its values, joined or repeated as the parameter is declared.
    pub values: Vec<String>,
}

/// A request body.
#[derive(Clone, uniffi::Enum)]
pub enum Body {
    /// A JSON document.
    Json {
        /// The JSON text.
        text: String,
    },
    /// A file to upload.
    File {
        /// The file name.
        name: String,
        /// The media type. Default: derived from the file name.
        media: Option<String>,
        /// The content.
        bytes: Vec<u8>,
    },
    /// Any other content.
    Bytes {
        /// The media type. Default: the operation's first.
        media: Option<String>,
        /// The content.
        bytes: Vec<u8>,
    },
}

/// Options of one call, in place of the client's settings.
#[derive(Clone, uniffi::Record)]
pub struct CallOptions {
    /// The timeout of one attempt, in milliseconds; 0 for no limit.
    pub timeout_ms: Option<u64>,
    /// The timeout of the whole call, with retries, pauses and tokens, in milliseconds; 0 for no limit.
    pub deadline_ms: Option<u64>,
    /// The largest number of retries.
    pub max_retries: Option<u32>,
    /// Further headers.
    pub headers: Vec<NameValue>,
    /// Further query parameters.
    pub query: Vec<NameValue>,
}

impl Request {
    /// The operation from the table, or a custom one for a path.
    pub(crate) fn operation(&self) -> Result<Arc<Operation>, core::Error> {
        match &self.target {
            Target::Operation { id } => Operation::resolve(id),
            Target::Path { method, path } => Operation::custom_by_name(method, path),
        }
    }

    /// The arguments and options in the engine's types.
    pub(crate) fn split(self) -> (Arguments, Options) {
        let mut arguments = Arguments::new();
        for NameValue { name, value } in self.path {
            arguments = arguments.path(name, value);
        }
        for Query { name, mut values } in self.query {
            let value = match values.pop() {
                Some(only) if values.is_empty() => Argument::One(only),
                last => Argument::many(values.into_iter().chain(last)),
            };
            arguments = arguments.query(name, value);
        }
        for NameValue { name, value } in self.headers {
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
        (arguments, self.options.map(Options::from).unwrap_or_default())
    }
}

impl From<CallOptions> for Options {
    fn from(options: CallOptions) -> Options {
        let pairs = |pairs: Vec<NameValue>| pairs.into_iter().map(|NameValue { name, value }| (name, value)).collect();
        Options {
            timeout: options.timeout_ms.map(Duration::from_millis),
            deadline: options.deadline_ms.map(Duration::from_millis),
            max_retries: options.max_retries,
            headers: pairs(options.headers),
            query: pairs(options.query),
        }
    }
}
