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
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;

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
}

impl Default for Conditions {
    fn default() -> Self {
        Self { time_scale: 1, at_once: 75, faults: Faults::default() }
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
    http(response)
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
