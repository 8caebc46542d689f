//! Calls that no document tells of.

use crate::{Arguments, Client, File, Json, List, Method, Operation, Request};
use oktant_core::value::Document;
use std::sync::Arc;

/// The operation of [`Client::request`](crate::Client::request): any path of the org. Its output is the JSON of the response, if
/// any; [`Request::raw`] returns any other body.
#[derive(Debug)]
pub struct CustomOperation;

impl Operation for CustomOperation {
    const ID: &'static str = "request";
    type Output = Option<Json>;
}

/// A list of JSON values, paged by `Link` headers.
impl List for CustomOperation {
    type Item = Json;
    fn items(output: Self::Output) -> Vec<Json> {
        match output {
            Some(Json::Array(items)) => items,
            _ => Vec::new(),
        }
    }
}

impl Client {
    /// Calls any path of the org, perhaps one without a typed method, with the same credential, errors and lists.
    ///
    /// ```no_run
    /// # async fn x(okta: oktant::Client) -> oktant::Result<()> {
    /// use oktant::Method;
    /// let users = okta.request(Method::Get, "/api/v1/users").with_query("limit", "2").await?;
    /// println!("{}", users.unwrap_or_default());
    /// let answer = okta.request(Method::Get, "/api/v1/users/me").raw().await?;
    /// println!("{} {}", answer.status(), answer.text()?);
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> Request<CustomOperation> {
        Request::of(self, Arc::new(oktant_core::Operation::custom(method, path)), Arguments::new())
    }
}

impl Request<CustomOperation> {
    /// Sets the request body to a JSON document.
    pub fn with_json(self, body: &impl Document) -> Self {
        self.set_body(body)
    }

    /// Sets the request body to bytes of this media type.
    pub fn with_body(self, media: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.map_arguments(|arguments| arguments.binary_body_as(media, bytes))
    }

    /// Sets the request body to a file, as multipart/form-data.
    pub fn with_file(self, file: impl Into<File>) -> Self {
        self.map_arguments(|arguments| arguments.file_body(file.into()))
    }
}
