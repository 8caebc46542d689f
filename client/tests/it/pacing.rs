//! Pacing: calls wait instead of hitting the rate limit, and the event listener reports it.

use crate::server::{Server, answer, json};
use oktant::{EventKind, Reason};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

const ANN: &str = r#"{"id":"00u1"}"#;

#[tokio::test]
async fn a_call_beyond_the_limit_waits_for_the_next_window() {
    let reset = (SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + 2).to_string();
    let empty = [("X-Rate-Limit-Limit", "100"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", &reset)];
    let server = Server::start([answer(200, &empty, ANN), json(200, ANN)]).await;
    let kinds = Arc::<Mutex<Vec<EventKind>>>::default();
    let listener_kinds = Arc::clone(&kinds);
    let okta = server
        .builder()
        .on_event(move |event| listener_kinds.lock().unwrap().push(event.kind.clone()))
        .build()
        .unwrap();
    okta.users().get_user("00u1").await.unwrap();
    let rates = okta.rates();
    assert_eq!((rates.len(), rates[0].name.as_str()), (1, "GET /api/v1/users/{id}"));
    assert_eq!((rates[0].rate.limit, rates[0].rate.remaining, rates[0].in_flight), (Some(100), Some(0), 0));
    let begin = Instant::now();
    okta.users().get_user("00u1").await.unwrap();
    let waited = begin.elapsed();
    assert!(waited >= Duration::from_millis(900) && waited < Duration::from_secs(6), "{waited:?}");
    assert_eq!(server.requests().len(), 2);
    let all = kinds.lock().unwrap();
    let kinds: Vec<_> = all.iter().filter(|kind| !matches!(kind, EventKind::Response { .. })).collect();
    assert!(
        matches!(kinds[..], [EventKind::Request, EventKind::Pace { reason: Reason::Pace, .. }, EventKind::Request]),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_an_error() {
    let reset = (SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + 30).to_string();
    let empty = [("X-Rate-Limit-Limit", "100"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", &reset)];
    let server = Server::start([answer(200, &empty, ANN)]).await;
    let okta = server.client();
    okta.users().get_user("00u1").await.unwrap();
    let error = okta.users().get_user("00u1").deadline(Duration::from_secs(5)).await.unwrap_err();
    assert!(error.is_rate_limited() && !error.may_have_been_sent() && error.is_retryable(), "{error:?}");
    assert!(error.to_string().contains("longer deadline"), "{error}");
    assert_eq!(server.requests().len(), 1);
}
