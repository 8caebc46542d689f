//! A whole answer.

use crate::{Error, Headers, Json, RateLimit, Response, Result};
use bytes::Bytes;
use std::sync::Arc;

/// The full response: status, headers, body, and the typed value.
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
    /// HTTP status code, 200 to 299.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Response headers, in the order of the wire.
    pub fn headers(&self) -> &Headers {
        &self.response.headers
    }

    /// Request ID, from the header `x-okta-request-id`. Okta's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// Rate limit, from the headers `x-rate-limit-*`.
    pub fn rate(&self) -> RateLimit {
        self.response.rate()
    }

    /// Requests that the call made, retries included.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Cursor of the next page, if the operation is a list and this is not the last page.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Size of the body on the wire in bytes: less than `bytes().len()` if it was compressed.
    pub fn wire_size(&self) -> u64 {
        self.wire_size
    }

    /// Response body, decompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Response body as text.
    ///
    /// # Errors
    /// Decode if it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.bytes).map_err(|_| self.unfit("is no UTF-8 text"))
    }

    /// Response body as JSON.
    ///
    /// # Errors
    /// Decode if it is not JSON.
    pub fn json(&self) -> Result<Json> {
        Json::parse(&self.bytes).map_err(|malformed| self.unfit(&format!("is no JSON: {malformed}")))
    }

    /// The typed value. `None` if another media type than JSON was requested, or a 204 had no body.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Takes the typed value out of the response.
    ///
    /// # Errors
    /// Decode if another media type than JSON was requested, or a 204 had no body.
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
