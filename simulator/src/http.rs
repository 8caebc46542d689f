//! The HTTP server around the org: the only file with a clock and a socket.

use crate::faults::{Faults, InjectedFault};
use crate::faulty_stream::{Breaker, FaultyListener};
use crate::message::{Request, Response};
use crate::org::Org;
use crate::time::Time;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header};
use axum::serve::Listener;
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::num::ParseIntError;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;

/// Bodies up to this size are not compressed: the head of the response is as large.
const SMALL: usize = 500;

/// The estimated size of a response's head on the link.
const HEAD: usize = 500;

/// The largest request body.
const BODY: usize = 16 * 1024 * 1024;

/// Options of [`serve`], and the flags of the program for them.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Conditions {
    /// How much faster than real time the org's clock runs.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub time_scale: u32,
    /// Concurrency limit: requests in flight at once; Okta's is 75.
    #[arg(long, default_value_t = 75)]
    pub at_once: usize,
    /// SHARE[:KIND,...]: inject random faults into a share of requests, as 1% or 0.01; kinds: 429, 502, 503,
    /// reset-before, reset-after, truncate, slow.
    #[arg(long, default_value = "0")]
    pub faults: Faults,
    /// The link between the org and its clients.
    #[command(flatten)]
    pub link: Link,
    /// Compress responses (gzip) for clients that accept it, as Okta does. Off by default: on one machine it takes
    /// longer than it saves.
    #[arg(long)]
    pub gzip: bool,
}

/// The simulated network. Default: no delay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Args)]
pub struct Link {
    /// Round-trip time, beside the time that the bytes take; as a flag in milliseconds.
    #[arg(long, default_value = "0", value_name = "MS", value_parser = milliseconds)]
    pub latency: Duration,
    /// Bandwidth in bits per second, for all connections together; 0 is unlimited. As a flag in megabits per second.
    #[arg(long = "link-mbit", default_value = "0", value_name = "MBIT", value_parser = megabits)]
    pub bandwidth: u64,
}

fn milliseconds(text: &str) -> Result<Duration, ParseIntError> {
    text.parse().map(Duration::from_millis)
}

fn megabits(text: &str) -> Result<u64, ParseIntError> {
    text.parse::<u64>().map(|number| number.saturating_mul(1_000_000))
}

impl Default for Conditions {
    fn default() -> Self {
        Self { time_scale: 1, at_once: 75, faults: Faults::default(), link: Link::default(), gzip: false }
    }
}

/// Serves the org on a socket, forever.
///
/// # Errors
/// Fails if the socket fails.
pub async fn serve<L>(listener: L, org: Org, conditions: Conditions) -> io::Result<()>
where
    L: Listener<Io = TcpStream, Addr = SocketAddr>,
{
    let served = Served {
        org: Mutex::new(org),
        began: (SystemTime::now(), Instant::now()),
        conditions,
        link_free: Mutex::new(Instant::now()),
        in_flight: AtomicUsize::new(0),
        seen: AtomicU64::new(0),
    };
    let app = Router::new().fallback(answer).with_state(Arc::new(served));
    axum::serve(FaultyListener(listener), app.into_make_service_with_connect_info::<Breaker>()).await
}

#[derive(Debug)]
struct Served {
    org: Mutex<Org>,
    conditions: Conditions,
    began: (SystemTime, Instant),
    /// When the link is free again.
    link_free: Mutex<Instant>,
    in_flight: AtomicUsize,
    seen: AtomicU64,
}

impl Served {
    fn org(&self) -> MutexGuard<'_, Org> {
        self.org.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Time {
        let (began, instant) = self.began;
        let passed = instant.elapsed().as_millis() * u128::from(self.conditions.time_scale);
        let millis = began.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() + passed;
        Time::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    /// Waits until the link has transferred so many bytes.
    async fn carry(&self, bytes: usize) {
        let Link { latency, bandwidth } = self.conditions.link;
        let nanos = (bytes as u64).saturating_mul(8_000_000_000).checked_div(bandwidth).unwrap_or(0);
        let over = {
            let mut free = self.link_free.lock().unwrap_or_else(PoisonError::into_inner);
            *free = (*free).max(Instant::now()) + Duration::from_nanos(nanos);
            *free + latency
        };
        if over > Instant::now() {
            tokio::time::sleep_until(over.into()).await;
        }
    }

    /// Takes one of the slots for requests in flight; `None` if all are taken.
    fn enter(&self) -> Option<RequestSlot<'_>> {
        let slot = RequestSlot(&self.in_flight);
        (self.in_flight.fetch_add(1, Ordering::SeqCst) < self.conditions.at_once).then_some(slot)
    }

    fn draw(&self, request: &Request) -> Option<InjectedFault> {
        // How many preflight requests a browser sends must not change which requests get a fault.
        let counts = request.method != "OPTIONS";
        counts.then(|| self.conditions.faults.draw(self.seen.fetch_add(1, Ordering::SeqCst)))?
    }
}

/// Released on drop, when the response is ready.
struct RequestSlot<'a>(&'a AtomicUsize);

impl Drop for RequestSlot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(
    State(served): State<Arc<Served>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
    let slot = served.enter();
    let Some(request) = read(request).await else {
        // Too large, or cut off.
        let mut response = HttpResponse::new(Body::empty());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let injected = served.draw(&request);
    match injected {
        Some(InjectedFault::BadGateway) => return http(Response::proxy(502)),
        Some(InjectedFault::Unavailable) => return http(Response::proxy(503)),
        Some(InjectedFault::ResetBefore) => {
            breaker.reset();
            return HttpResponse::default();
        }
        _ => {}
    }
    let refused = slot.is_none() || injected == Some(InjectedFault::Refused);
    let now = served.now();
    let act = if refused { Org::refuse } else { Org::handle };
    let mut response = act(&mut served.org(), &request, now);
    match injected {
        Some(InjectedFault::Refused) => response.headers.retain(|(name, _)| !name.starts_with("x-rate-limit-")),
        Some(InjectedFault::Truncated) if !response.body.is_empty() => breaker.cut(response.body.len() / 2),
        Some(InjectedFault::Truncated | InjectedFault::ResetAfter) => breaker.reset(),
        Some(InjectedFault::Slow(pause)) => tokio::time::sleep(pause).await,
        _ => {}
    }
    if served.conditions.gzip && response.body.len() > SMALL && accepts_gzip(&request) {
        response = packed(response);
    }
    served.carry(response.body.len() + HEAD).await;
    http(response)
}

fn accepts_gzip(request: &Request) -> bool {
    request.all("accept-encoding").iter().any(|value| value.split(',').any(|coding| coding.trim().starts_with("gzip")))
}

/// The same response in gzip, about as small as a real org makes it.
fn packed(response: Response) -> Response {
    let mut encoder = GzEncoder::new(Vec::with_capacity(response.body.len() / 4), Compression::default());
    match encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        Ok(body) => {
            let mut headers = response.headers;
            headers.push(("content-encoding", "gzip".to_owned()));
            Response { body, headers, ..response }
        }
        // Writing into a vector does not fail.
        Err(_) => response,
    }
}

async fn read(request: HttpRequest<Body>) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Some(Request {
        method: parts.method.as_str().to_owned(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body: to_bytes(body, BODY).await.ok()?.into(),
    })
}

fn http(response: Response) -> HttpResponse<Body> {
    let mut out = HttpResponse::new(Body::from(response.body));
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            out.headers_mut().append(name, value);
        }
    }
    out
}
