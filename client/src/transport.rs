//! What carries bytes.

use crate::{Failure, Headers, HttpRequest};
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// Sends requests. The default is reqwest with rustls; use your own for proxies, pinning, recording or tests.
///
/// It sends a request once, as it is, follows no redirect, retries nothing, and returns the response whatever its status.
/// `timeout` is the time for the whole attempt, after which the client drops the future.
///
/// A double for tests:
///
/// ```
/// use oktant::transport::{HttpResponse, Sent, Transport};
/// use oktant::{Client, HttpRequest, Method};
/// use std::{sync::{Arc, Mutex}, time::Duration};
///
/// #[derive(Default)]
/// struct Double(Mutex<Vec<String>>);
///
/// impl Transport for Double {
///     fn send(&self, request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
///         self.0.lock().unwrap().push(format!("{} {}", request.method, request.url));
///         let answer = HttpResponse::new(200).header("content-type", "application/json").body(r#"{"id":"00u1"}"#);
///         Box::pin(async { Ok(answer) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// let double = Arc::new(Double::default());
/// let okta = Client::builder().org_url("https://example.okta.com").token("00token").transport(double.clone()).build()?;
/// let ann = okta.request(Method::Get, "/api/v1/users/ann").raw().await?;
/// assert_eq!(ann.text()?, r#"{"id":"00u1"}"#);
/// assert_eq!(*double.0.lock().unwrap(), ["GET https://example.okta.com/api/v1/users/ann"]);
/// # Ok(()) }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request. Ready as soon as status and headers are there; the body may follow.
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_>;
}

/// The future of a request in flight. Dropping it cancels the request.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, Failure>> + Send + 'a>>;

/// An HTTP response whose body may still be arriving.
#[derive(Debug)]
pub struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
}

/// A response body, chunk by chunk.
pub struct Body(Source);

enum Source {
    Whole(Option<Bytes>),
    Stream(Chunks),
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

impl HttpResponse {
    /// A response with this status, without headers and body.
    pub fn new(status: u16) -> HttpResponse {
        HttpResponse { status, headers: Headers::new(), body: Body(Source::Whole(None)) }
    }

    /// Adds a response header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> HttpResponse {
        self.headers.push(name, value);
        self
    }

    /// Sets the response body: bytes, text or a [`Body`].
    pub fn body(mut self, body: impl Into<Body>) -> HttpResponse {
        self.body = body.into();
        self
    }
}

impl Body {
    /// A body that arrives in chunks. An error ends it as a broken response.
    pub fn stream(chunks: impl Stream<Item = Result<Bytes, Failure>> + Send + 'static) -> Body {
        Body(Source::Stream(Box::pin(chunks)))
    }

    /// The next chunk; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, Failure>> {
        match &mut self.0 {
            Source::Whole(bytes) => bytes.take().map(Ok),
            Source::Stream(chunks) => poll_fn(|task| chunks.as_mut().poll_next(task)).await,
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Body {
        Body(Source::Whole(Some(bytes.into())))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}
