//! Transports, which send requests. Implement [`Transport`] to use another HTTP client than reqwest, or a mock in tests.

use crate::{Failure, Headers, HttpRequest};
use bytes::Bytes;
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A transport: sends HTTP requests. The default is reqwest with rustls; pass your own to
/// [`Builder::transport`](crate::Builder::transport), for example for pinning, recording or tests.
///
/// A transport sends the request once, as it is. It must not follow redirects, retry, or treat any status as an error: the client
/// does that. It may decompress bodies.
///
/// A mock for tests:
///
/// ```
/// use oktant::transport::{HttpResponse, Sent, Transport};
/// use oktant::{Client, HttpRequest, Method};
/// use std::{sync::{Arc, Mutex}, time::Duration};
///
/// #[derive(Default)]
/// struct Mock(Mutex<Vec<String>>);
///
/// impl Transport for Mock {
///     fn send(&self, request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
///         self.0.lock().unwrap().push(format!("{} {}", request.method, request.url));
///         let response = HttpResponse::new(200).header("content-type", "application/json").body(r#"{"id":"00u1"}"#);
///         Box::pin(async { Ok(response) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// let mock = Arc::new(Mock::default());
/// let okta = Client::builder().org_url("https://example.okta.com").token("00token").transport(mock.clone()).build()?;
/// let ann = okta.request(Method::Get, "/api/v1/users/ann").raw().await?;
/// assert_eq!(ann.text()?, r#"{"id":"00u1"}"#);
/// assert_eq!(*mock.0.lock().unwrap(), ["GET https://example.okta.com/api/v1/users/ann"]);
/// # Ok(()) }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the response as soon as its status and headers have arrived.
    ///
    /// `timeout` is the time for the whole attempt, body included. The client enforces it by dropping the future or the body.
    ///
    /// The error says in which phase the attempt failed: [`Phase::Connect`](crate::Phase::Connect) means that nothing was sent, so
    /// that any request may be retried.
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_>;
}

/// The future of a response. Dropping it cancels the request.
pub type Sent<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, Failure>> + Send + 'a>>;

/// A response, whose body may still be arriving.
#[derive(Debug)]
pub struct HttpResponse {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Body,
}

/// The body of a response: bytes, or a stream of chunks.
pub struct Body(Source);

enum Source {
    Whole(Option<Bytes>),
    Stream(Chunks),
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, Failure>> + Send>>;

impl HttpResponse {
    /// Creates a response with this status, without headers and body.
    pub fn new(status: u16) -> HttpResponse {
        HttpResponse { status, headers: Headers::new(), body: Body(Source::Whole(None)) }
    }

    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Adds a response header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> HttpResponse {
        self.headers.push(name, value);
        self
    }

    /// Sets the body: bytes, text, or a [`Body::stream`].
    pub fn body(mut self, body: impl Into<Body>) -> HttpResponse {
        self.body = body.into();
        self
    }
}

impl Body {
    /// Creates a body from a stream of chunks.
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
