//! A whole answer.

use crate::{Error, Headers, Json, RateLimit, Response, Result};
use bytes::Bytes;
use std::sync::Arc;

/// A good answer with all that came: status, headers, body, and the typed value.
///
/// ```no_run
/// # async fn x(okta: oktant::Client) -> oktant::Result<()> {
/// let answer = okta.request(oktant::Method::Get, "/api/v1/users/me").raw().await?;
/// println!("{} {:?} {:?}", answer.status(), answer.request_id(), answer.rate().remaining);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RawResponse<T> {
    pub(crate) operation: Arc<oktant_core::Operation>,
    pub(crate) response: Response,
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
    pub(crate) value: Option<T>,
    pub(crate) cursor: Option<String>,
    pub(crate) attempts: u32,
}

impl<T> RawResponse<T> {
    /// The HTTP status, 200 to 299.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// All headers.
    pub fn headers(&self) -> &Headers {
        &self.response.headers
    }

    /// The org's name for this exchange; its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// What was said of the rate limit.
    pub fn rate(&self) -> RateLimit {
        self.response.rate()
    }

    /// How many requests were made.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Where the next page of a list is.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// How many bytes the body took on the wire: fewer than `bytes().len()` where the org sent it packed.
    pub fn wire_size(&self) -> u64 {
        self.wire_size
    }

    /// The body as it came, unpacked.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The body as text.
    ///
    /// # Errors
    /// Of kind Decode, where it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.bytes).map_err(|_| self.unfit("is no UTF-8 text"))
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// Of kind Decode, where it is none.
    pub fn json(&self) -> Result<Json> {
        Json::parse(&self.bytes).map_err(|malformed| self.unfit(&format!("is no JSON: {malformed}")))
    }

    /// The typed value; `None` where another media type than JSON was asked for, or a 204 came without a body.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The typed value alone.
    ///
    /// # Errors
    /// Of kind Decode, where another media type than JSON was asked for, or a 204 came without a body.
    pub fn into_value(mut self) -> Result<T> {
        match self.value.take() {
            Some(value) => Ok(value),
            None if self.bytes.is_empty() => Err(Error::decode(format!(
                "{}: done, but the answer has no document: take it by .raw()",
                self.response.status
            ))
            .with_operation(Arc::clone(&self.operation))),
            None => Err(self.unfit("is of another type than the document says: take it by .raw()")),
        }
    }

    fn unfit(&self, what: &str) -> Error {
        let media = self.response.headers.get("content-type").unwrap_or("no content type");
        Error::decode(format!("{} with a body that {what} ({media}, {} bytes)", self.response.status, self.bytes.len()))
            .with_operation(Arc::clone(&self.operation))
            .with_body(self.bytes.to_vec().into())
    }
}

/// Without the body, which may hold secrets.
impl<T> std::fmt::Debug for RawResponse<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.response.status)
            .field("headers", &self.response.headers)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
