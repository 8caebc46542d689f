//! Requests and responses as the server has them, and as the org does.

use crate::message::{Request, Response};
use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, StatusCode, header};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The largest request body.
const BODY: usize = 16 * 1024 * 1024;

/// How much of a larger one is read before it is refused: a client that still sends would not see the response.
const DRAINED: usize = 1024 * 1024 * 1024;

/// How long a client may take to send a body.
const BODY_TIME: Duration = Duration::from_secs(60);

/// The room in memory for the request bodies of all connections, in bytes.
#[derive(Debug)]
pub(crate) struct Room(Semaphore);

impl Default for Room {
    fn default() -> Self {
        Self(Semaphore::new(32 * BODY))
    }
}

/// The request with its body and the room that it takes, or the status that refuses it.
pub(crate) async fn read(
    request: HttpRequest<Body>,
    secure: bool,
    room: &Room,
) -> Result<(Request, SemaphorePermit<'_>), StatusCode> {
    let (parts, body) = request.into_parts();
    let whole = tokio::time::timeout(BODY_TIME, whole(body, room)).await;
    let (body, taken) = whole.map_err(|_| StatusCode::REQUEST_TIMEOUT)??;
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let request = Request {
        method: parts.method.as_str().to_owned(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body,
        secure,
    };
    Ok((request, taken))
}

async fn whole(mut body: Body, Room(room): &Room) -> Result<(Vec<u8>, SemaphorePermit<'_>), StatusCode> {
    let full = |_| StatusCode::SERVICE_UNAVAILABLE;
    let mut taken = room.try_acquire_many(0).map_err(full)?;
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        // What is no data is a trailer, which no operation has.
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        seen += data.len();
        if seen <= BODY {
            // Not waiting for room: those who have some may wait for more as well.
            let more = u32::try_from(data.len()).unwrap_or(u32::MAX);
            taken.merge(room.try_acquire_many(more).map_err(full)?);
            bytes.extend_from_slice(&data);
        } else if seen > DRAINED {
            break;
        }
    }
    if seen <= BODY { Ok((bytes, taken)) } else { Err(StatusCode::PAYLOAD_TOO_LARGE) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scripted_header_replaces_that_of_the_org() {
        let own =
            Response::no_content().with("content-type", "a".into()).with("link", "b".into()).with("link", "c".into());
        let out = written(own, vec![("Content-Type".into(), "d".into()), ("x".into(), "e".into())]);
        let headers: Vec<_> =
            out.headers().iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(headers, [("link", "b"), ("link", "c"), ("content-type", "d"), ("x", "e")]);
    }

    #[tokio::test]
    async fn bodies_have_room_together() {
        let room = Room(Semaphore::new(10));
        let (body, taken) = whole(Body::from("six by"), &room).await.unwrap();
        assert_eq!(body, b"six by");
        let refused = whole(Body::from("5 byt"), &room).await.map(|(body, _)| body);
        assert_eq!(refused, Err(StatusCode::SERVICE_UNAVAILABLE));
        assert!(whole(Body::from("four"), &room).await.is_ok());
        drop(taken);
        assert!(whole(Body::from("5 byt"), &room).await.is_ok());
    }
}
