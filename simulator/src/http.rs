//! HTTP around the org: the only place with a clock and a socket.

use crate::message::{Request, Response};
use crate::org::Org;
use crate::time::Time;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header};
use axum::serve::ListenerExt as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;

/// The largest body that is read.
const BODY: usize = 16 * 1024 * 1024;

/// A service that answers every request from the org.
pub fn app(org: Org) -> Router {
    Router::new().fallback(answer).with_state(Arc::new(Mutex::new(org)))
}

/// Answers on a socket, for ever.
///
/// # Errors
/// When the socket fails.
pub async fn serve(listener: TcpListener, org: Org) -> io::Result<()> {
    // Small answers must not wait for more bytes.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, app(org)).await
}

async fn answer(State(org): State<Arc<Mutex<Org>>>, request: HttpRequest<Body>) -> HttpResponse<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY).await else {
        // Larger than allowed, or cut off: nothing of it was understood.
        let mut response = HttpResponse::new(Body::empty());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let request = Request {
        method: parts.method.as_str().to_owned(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body: body.into(),
    };
    let response = org.lock().unwrap_or_else(PoisonError::into_inner).handle(&request, now());
    http(response)
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

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
