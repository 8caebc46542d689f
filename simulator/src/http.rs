//! HTTP around the org: the only place with a clock and a socket.

use crate::message::{Request, Response};
use crate::org::Org;
use crate::time::Time;
use crate::trouble::{Faults, Trouble};
use crate::wire::{Breaker, Wired};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header};
use axum::serve::Listener;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;

/// A body up to this size is not packed: its head is as large.
const SMALL: usize = 500;

/// About what the head of an answer takes on the link.
const HEAD: usize = 500;

/// The largest body that is read.
const BODY: usize = 16 * 1024 * 1024;

/// How an org is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// How many times as fast as here time passes in the org.
    pub time_scale: u32,
    /// How many requests may be under way at once; Okta's own limit by default.
    pub at_once: usize,
    /// What goes wrong on the way.
    pub faults: Faults,
    /// The link between the org and its clients.
    pub link: Link,
    /// Whether answers are packed (gzip) for clients that ask for it. Off by default: on one machine packing takes longer than
    /// it saves.
    pub gzip: bool,
}

/// How slow the way to an org is: nothing of it by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// From a request to its answer, beside the time that the bytes take.
    pub latency: Duration,
    /// Bits a second for all connections together; 0 is without limit.
    pub bandwidth: u64,
}

impl Default for Conditions {
    fn default() -> Self {
        Self { time_scale: 1, at_once: 75, faults: Faults::default(), link: Link::default(), gzip: false }
    }
}

/// Answers on a socket, for ever.
///
/// # Errors
/// When the socket fails.
pub async fn serve<L>(listener: L, org: Org, conditions: Conditions) -> io::Result<()>
where
    L: Listener<Io = TcpStream, Addr = SocketAddr>,
{
    let served = Served {
        org: Mutex::new(org),
        began: (SystemTime::now(), Instant::now()),
        conditions,
        link_free: Mutex::new(Instant::now()),
        under_way: AtomicUsize::new(0),
        seen: AtomicU64::new(0),
    };
    let app = Router::new().fallback(answer).with_state(Arc::new(served));
    axum::serve(Wired(listener), app.into_make_service_with_connect_info::<Breaker>()).await
}

#[derive(Debug)]
struct Served {
    org: Mutex<Org>,
    conditions: Conditions,
    began: (SystemTime, Instant),
    /// When the link has carried all answers so far.
    link_free: Mutex<Instant>,
    under_way: AtomicUsize,
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

    /// Waits until the link has carried so many bytes.
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

    /// A place among the requests under way; none if all are taken.
    fn enter(&self) -> Option<Place<'_>> {
        let place = Place(&self.under_way);
        (self.under_way.fetch_add(1, Ordering::SeqCst) < self.conditions.at_once).then_some(place)
    }

    fn draw(&self, request: &Request) -> Option<Trouble> {
        // A page asks leave as often as its browser likes: what befalls its requests must not depend on that.
        let counts = request.method != "OPTIONS";
        counts.then(|| self.conditions.faults.draw(self.seen.fetch_add(1, Ordering::SeqCst)))?
    }
}

/// Given back when the answer stands.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(
    State(served): State<Arc<Served>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
    let place = served.enter();
    let Some(request) = read(request).await else {
        // Larger than allowed, or cut off: nothing of it was understood.
        let mut response = HttpResponse::new(Body::empty());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let trouble = served.draw(&request);
    match trouble {
        Some(Trouble::BadGateway) => return http(Response::proxy(502)),
        Some(Trouble::Unavailable) => return http(Response::proxy(503)),
        Some(Trouble::ResetBefore) => {
            breaker.reset();
            return HttpResponse::default();
        }
        _ => {}
    }
    let refused = place.is_none() || trouble == Some(Trouble::Refused);
    let now = served.now();
    let act = if refused { Org::refuse } else { Org::handle };
    let mut response = act(&mut served.org(), &request, now);
    match trouble {
        Some(Trouble::Refused) => response.headers.retain(|(name, _)| !name.starts_with("x-rate-limit-")),
        Some(Trouble::Truncated) if !response.body.is_empty() => breaker.cut(response.body.len() / 2),
        Some(Trouble::Truncated | Trouble::ResetAfter) => breaker.reset(),
        Some(Trouble::Slow(pause)) => tokio::time::sleep(pause).await,
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

/// The same answer in gzip, about as small as an org makes it.
fn packed(response: Response) -> Response {
    let mut encoder = GzEncoder::new(Vec::with_capacity(response.body.len() / 4), Compression::default());
    match encoder.write_all(&response.body).and_then(|()| encoder.finish()) {
        Ok(body) => {
            let mut headers = response.headers;
            headers.push(("content-encoding", "gzip".to_owned()));
            Response { body, headers, ..response }
        }
        // A vector takes everything.
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
