//! Full responses: status, headers and body.

use crate::{Error, Headers, Json, RateLimit, Response, Result};
use bytes::Bytes;
use std::sync::Arc;

/// The full response of a successful call: status, headers, body and decoded value. From [`Request::raw`](crate::Request::raw).
///
/// ```no_run
/// # async fn x(okta: oktant::Client) -> oktant::Result<()> {
/// let response = okta.request(oktant::Method::Get, "/api/v1/users/me").raw().await?;
/// println!("{} {:?} {:?}", response.status(), response.request_id(), response.rate().remaining);
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
    /// The HTTP status code. For a retried DELETE it may be 404, which then counts as success.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// The response headers.
    pub fn headers(&self) -> &Headers {
        &self.response.headers
    }

    /// The request ID (`X-Okta-Request-Id`), which Okta's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.response.request_id()
    }

    /// The rate limit (`X-Rate-Limit-*`) that the response reports.
    pub fn rate(&self) -> RateLimit {
        self.response.rate()
    }

    /// The number of attempts, 1 if there was no retry.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The cursor of a list's next page, for [`Request::cursor`](crate::Request::cursor); `None` on the last page.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// The size of the body as transferred, in bytes: less than `bytes().len()` if it was compressed.
    pub fn wire_size(&self) -> u64 {
        self.wire_size
    }

    /// The body, decompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Response body as text.
    ///
    /// # Errors
    /// Kind `Decode` if it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.bytes).map_err(|_| self.decode_error("is not UTF-8 text"))
    }

    /// Response body as JSON.
    ///
    /// # Errors
    /// Kind `Decode` if it is not JSON.
    pub fn json(&self) -> Result<Json> {
        Json::parse(&self.bytes).map_err(|malformed| self.decode_error(&format!("is not JSON: {malformed}")))
    }

    /// The decoded value; `None` if the response is of another media type, which the `Accept` header can request, or has no body.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Converts to the decoded value.
    ///
    /// # Errors
    /// Kind `Decode` if there is none; see [`RawResponse::value`].
    pub fn into_value(mut self) -> Result<T> {
        if let Some(value) = self.value.take() {
            return Ok(value);
        }
        let missing = self.response.missing_document(&self.operation, self.attempts, ".raw()");
        Err(missing.unwrap_or_else(|| self.decode_error("is of another type than the document says: use .raw()")))
    }

    fn decode_error(&self, what: &str) -> Error {
        let media = self.response.headers.get("content-type").unwrap_or("no content type");
        Error::decode(format!("{} with a body that {what} ({media}, {} bytes)", self.response.status, self.bytes.len()))
            .with_operation(Arc::clone(&self.operation))
            .with_body(self.bytes.to_vec().into())
    }
}

/// Shows the size of the body only: it may hold secrets.
impl<T> std::fmt::Debug for RawResponse<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.response.status)
            .field("headers", &self.response.headers)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
