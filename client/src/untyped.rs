//! Calls that no document tells of.

use crate::{File, Json, List, Operation, Request};
use oktant_core::value::Document;

/// The operation of [`Client::request`](crate::Client::request): any path of the org. Awaiting gives the JSON that was
/// answered, if any; [`Request::raw`] gives whatever it was.
#[derive(Debug)]
pub struct Untyped;

impl Operation for Untyped {
    const ID: &'static str = "request";
    type Output = Option<Json>;
}

/// A list of JSON values, which goes on by Link headers.
impl List for Untyped {
    type Item = Json;
    fn items(output: Self::Output) -> Vec<Json> {
        match output {
            Some(Json::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}

impl Request<Untyped> {
    /// Sends a document.
    pub fn with_json(self, body: &impl Document) -> Self {
        self.set_body(body)
    }

    /// Sends bytes under this media type.
    pub fn with_body(self, media: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.map_arguments(|arguments| arguments.binary_body_as(media, bytes))
    }

    /// Uploads a file.
    pub fn with_file(self, file: impl Into<File>) -> Self {
        self.map_arguments(|arguments| arguments.file_body(file.into()))
    }
}
