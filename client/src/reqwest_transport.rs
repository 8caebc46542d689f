//! The default transport: reqwest with rustls and a connection pool. It uses HTTP/2 if the org offers it, and neither retries nor
//! follows redirects.

use crate::tls;
use crate::transport::{Body, HttpResponse, Sent, Transport};
use crate::unpack;
use crate::{Config, Error, Failure, FailureKind, HttpRequest, Method, Phase};
use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use std::iter;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::Instant;

/// The maximum size of response headers over HTTP/2: that of hyper over HTTP/1.1.
const HEADER_BYTES: u32 = 8192 + 4096 * 100;

/// The interval and timeout of HTTP/2 pings, which detect dead connections.
const PING: Duration = Duration::from_secs(10);

/// An attempt counts as timed out this much earlier: the caller's timer starts a little before the transport's.
const SLACK: Duration = Duration::from_millis(50);

pub(crate) struct ReqwestTransport {
    /// Boxed because it is large and only read for a new pool.
    config: Box<Config>,
    pool: Mutex<Arc<Pool>>,
}

/// A connection pool, kept alive by the requests that use it.
struct Pool {
    client: reqwest::Client,
    /// The number of response heads and body chunks received.
    received: AtomicU64,
    /// Whether an attempt timed out while nothing at all was received.
    silent: AtomicBool,
}

/// A request, until the last byte of its response.
struct Attempt {
    pool: Arc<Pool>,
    /// [`Pool::received`] when the request began, or when it last received something.
    received: u64,
    end: Option<Instant>,
}

impl ReqwestTransport {
    pub(crate) fn new(config: &Config) -> Result<ReqwestTransport, Error> {
        Ok(ReqwestTransport { config: Box::new(config.clone()), pool: Mutex::new(Pool::new(config)?) })
    }

    /// The pool, or a new one if its connections may be dead: HTTP/2 would send all further requests over the same connection.
    fn pool(&self) -> Arc<Pool> {
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.silent.load(Ordering::Relaxed)
            && let Ok(fresh) = Pool::new(&self.config)
        {
            *pool = fresh;
        }
        Arc::clone(&pool)
    }
}

impl Pool {
    fn new(config: &Config) -> Result<Arc<Pool>, Error> {
        let client = client(config)?;
        Ok(Arc::new(Pool { client, received: AtomicU64::new(0), silent: AtomicBool::new(false) }))
    }
}

impl Attempt {
    fn new(pool: Arc<Pool>, timeout: Option<Duration>) -> Attempt {
        let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout.saturating_sub(SLACK)));
        Attempt { received: pool.received.load(Ordering::Relaxed), pool, end }
    }

    fn received_something(&mut self) {
        self.received = self.pool.received.fetch_add(1, Ordering::Relaxed) + 1;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        let is_late = self.end.is_some_and(|end| Instant::now() >= end);
        if is_late && self.received == self.pool.received.load(Ordering::Relaxed) {
            self.pool.silent.store(true, Ordering::Relaxed);
        }
    }
}

/// The body of a response, with its attempt.
struct ResponseChunks {
    body: reqwest::Body,
    attempt: Attempt,
}

impl Stream for ResponseChunks {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.body).poll_frame(task)) {
                Some(Ok(frame)) => {
                    // Trailers are ignored.
                    if let Ok(chunk) = frame.into_data() {
                        self.attempt.received_something();
                        return Poll::Ready(Some(Ok(chunk)));
                    }
                }
                Some(Err(error)) => {
                    self.attempt.end = None;
                    return Poll::Ready(Some(Err(failure(error, Phase::Body))));
                }
                None => {
                    self.attempt.end = None;
                    return Poll::Ready(None);
                }
            }
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Arc<HttpRequest>, timeout: Option<Duration>) -> Sent<'_> {
        Box::pin(async move {
            let mut attempt = Attempt::new(self.pool(), timeout);
            let client = &attempt.pool.client;
            let mut outgoing = client.request(method(request.method), &request.url).headers(headers(&request)?);
            if let Some(body) = &request.body {
                outgoing = outgoing.body(Bytes::from_owner(Arc::clone(body)));
            }
            let incoming = outgoing.send().await.map_err(send_failure)?;
            attempt.received_something();
            let mut response = HttpResponse::new(incoming.status().as_u16());
            for (name, value) in incoming.headers() {
                response = response.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()));
            }
            Ok(response.body(Body::stream(ResponseChunks { body: incoming.into(), attempt })))
        })
    }
}

fn client(config: &Config) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http2_max_header_list_size(HEADER_BYTES)
        .http2_keep_alive_interval(PING)
        .http2_keep_alive_timeout(PING)
        .http2_keep_alive_while_idle(true);
    let mut builder = tls::with_files(builder, config)?;
    if let Some(limit) = config.connect_timeout {
        builder = builder.connect_timeout(limit);
    }
    let config_error = |what: &str, error: reqwest::Error, hint: &str| {
        Error::config(format!("{what}: {}: {hint}", innermost(&error))).with_source(Arc::new(error))
    };
    if let Some(settings) = &config.proxy {
        let proxy = reqwest::Proxy::all(&settings.url)
            .map_err(|error| config_error("this proxy cannot be used", error, "check OKTA_CLIENT_PROXY_HOST"))?;
        builder = builder.proxy(match settings.account() {
            Some((name, password)) => proxy.basic_auth(name, password),
            None => proxy,
        });
    } else if config.org_url.is_loopback() {
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|error| config_error("no HTTPS client can be made", error, "check the system's certificates"))
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn headers(request: &HttpRequest) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(request.headers.len() + 1);
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(unpack::ACCEPTED));
    for (name, value) in &request.headers {
        let invalid = || Failure::new(FailureKind::Broken, Phase::Connect, format!("header {name} cannot be sent"));
        let mut text = HeaderValue::from_str(value).map_err(|_| invalid())?;
        text.set_sensitive(["authorization", "dpop"].iter().any(|secret| name.eq_ignore_ascii_case(secret)));
        headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?, text);
    }
    Ok(headers)
}

/// The failure of a request before its response.
fn send_failure(error: reqwest::Error) -> Failure {
    let unsent = error.is_connect() || error.is_builder() || is_refused(&error);
    failure(error, if unsent { Phase::Connect } else { Phase::Answer })
}

/// Whether the HTTP/2 server did not process the request: it refused the stream, or went away after an earlier one.
fn is_refused(error: &reqwest::Error) -> bool {
    chain(error)
        .filter_map(|error| error.downcast_ref::<h2::Error>())
        .any(|error| error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM)))
}

/// The URL is left out: it may hold secrets.
fn failure(error: reqwest::Error, phase: Phase) -> Failure {
    let kind = if error.is_timeout() { FailureKind::TimedOut } else { FailureKind::Broken };
    let error = error.without_url();
    let message = tls::explained(innermost(&error));
    Failure::new(kind, phase, message).with_source(Arc::new(error))
}

/// The message of the innermost error.
fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

/// An error and its sources.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source())
}
