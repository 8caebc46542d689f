//! Requests and responses as the server has them, and as the org does.

use crate::message::{Request, Response};
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// The largest request body.
const BODY: usize = 16 * 1024 * 1024;

/// How much of a larger one is read before it is refused: a client that still sends would not see the response.
const DRAINED: usize = 1024 * 1024 * 1024;

/// How long a client may take to send a body.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The request with its body, or the status that refuses it.
pub(crate) async fn read(request: HttpRequest<Body>, secure: bool) -> Result<Request, StatusCode> {
    let (parts, body) = request.into_parts();
    let body = tokio::time::timeout(BODY_TIME, whole(body)).await.map_err(|_| StatusCode::REQUEST_TIMEOUT)??;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(Request {
        method: parts.method.as_str().to_owned(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body,
        secure,
    })
}

async fn whole(mut body: Body) -> Result<Vec<u8>, StatusCode> {
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        // What is no data is a trailer, which no operation has.
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        seen += data.len();
        if seen <= BODY {
            bytes.extend_from_slice(&data);
        } else if seen > DRAINED {
            break;
        }
    }
    if seen <= BODY { Ok(bytes) } else { Err(StatusCode::PAYLOAD_TOO_LARGE) }
}

/// The response as the server sends it; a header of `scripted` replaces those of its name.
pub(crate) fn written(response: Response, scripted: Vec<(String, String)>) -> HttpResponse<Body> {
    let mut out = HttpResponse::new(Body::from(response.body));
    *out.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let replaced = |name: &str| scripted.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let own = response.headers.iter().filter(|(name, _)| !replaced(name)).map(|(name, value)| (*name, value));
    for (name, value) in own.chain(scripted.iter().map(|(name, value)| (name.as_str(), value))) {
        if let (Ok(name), Ok(value)) = (header::HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            out.headers_mut().append(name, value);
        }
    }
    out
}
