//! Retries.

use crate::server::{Response, Server, answer, json, raw};
use oktant::{Client, ErrorKind, Phase};
use std::time::{Duration, Instant, SystemTime};

const ANN: &str = r#"{"id":"00u1"}"#;

fn gone() -> Response {
    raw("").then_close()
}

fn epoch_in(seconds: u64) -> String {
    (SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() + seconds).to_string()
}

async fn get(okta: &Client) -> oktant::Result<Duration> {
    let begin = Instant::now();
    okta.users().get_user("00u1").await?;
    Ok(begin.elapsed())
}

fn headers(server: &Server, nth: usize) -> String {
    server.requests()[nth].split("\r\n\r\n").next().unwrap().to_ascii_lowercase() + "\r\n"
}

#[tokio::test]
async fn after_a_429_it_waits_for_the_reset_and_sends_the_retry_count() {
    let reset = epoch_in(2);
    let limit = [("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "0"), ("X-Rate-Limit-Reset", &reset)];
    let server = Server::start([answer(429, &limit, "{}"), json(200, ANN)]).await;
    let waited = get(&server.client()).await.unwrap();
    assert!(waited >= Duration::from_millis(900) && waited < Duration::from_secs(4), "{waited:?}");
    assert!(!headers(&server, 0).contains("x-okta-retry"));
    let second = headers(&server, 1);
    assert!(
        second.contains("x-okta-retry-count: 1\r\n") && second.contains("x-okta-retry-for: req429\r\n"),
        "{second}"
    );
}

#[tokio::test]
async fn reads_are_retried_after_gateway_errors_and_broken_connections() {
    let half = || raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"").then_close();
    for first in [|| json(503, "{}"), || json(504, ""), || json(502, "<html>"), gone, half] {
        let server = Server::start([first(), json(200, ANN)]).await;
        let waited = get(&server.client()).await.unwrap();
        assert!(waited >= Duration::from_millis(100) && waited < Duration::from_secs(3), "{waited:?}");
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_post_that_may_have_been_processed_is_not_retried() {
    let half = || raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").then_close();
    for first in [|| json(503, "{}"), || json(502, ""), gone, half] {
        let server = Server::start([first(), json(200, "{}")]).await;
        let error = server.client().users().create_user(&Default::default()).await.unwrap_err();
        assert!(error.may_have_been_sent() && !error.is_retryable(), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    let refused = answer(429, &[("Retry-After", "1")], "{}");
    let server = Server::start([refused, json(200, "{}")]).await;
    server.client().users().create_user(&Default::default()).await.unwrap();
    let requests = server.requests();
    let body = |request: &str| request.split("\r\n\r\n").nth(1).map(str::to_owned);
    assert_eq!((requests.len(), body(&requests[0])), (2, body(&requests[1])));
}

#[tokio::test]
async fn a_user_is_deleted_once_and_a_group_may_be_deleted_already() {
    let server = Server::start([gone(), answer(204, &[], "")]).await;
    let error = server.client().users().delete_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), error.phase(), server.requests().len()), (ErrorKind::Transport, Some(Phase::Answer), 1));
    let server = Server::start([gone(), json(404, "{}")]).await;
    let answer = server.client().groups().delete_group("00g1").raw().await.unwrap();
    assert_eq!((answer.status(), answer.attempts(), answer.value()), (404, 2, Some(&())));
    let server = Server::start([json(404, "{}")]).await;
    assert!(server.client().groups().delete_group("00g1").await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn all_causes_share_the_maximum_of_retries() {
    let server = Server::start([json(503, "{}"), gone(), json(429, "{}"), json(200, ANN)]).await;
    let error = get(&server.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), server.requests().len()), (ErrorKind::RateLimited, 3, 3));
    assert!(headers(&server, 2).contains("x-okta-retry-count: 2\r\nx-okta-retry-for: req503\r\n"));
    let server = Server::start([json(429, "{}"), json(200, ANN)]).await;
    let begin = Instant::now();
    let error = server.client().users().get_user("00u1").max_retries(0).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && begin.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_hanging_attempt_is_cancelled_and_retried() {
    let server = Server::start([raw("").then_hang(), json(200, ANN)]).await;
    let okta = server.builder().timeout(Duration::from_millis(300)).build().unwrap();
    get(&okta).await.unwrap();
    server.wait_until_abandoned().await;
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_deadline_limits_waits_and_attempts() {
    let limited = answer(429, &[("Retry-After", "30")], "{}");
    let server = Server::start([limited]).await;
    let okta = server.builder().deadline(Duration::from_secs(2)).build().unwrap();
    let begin = Instant::now();
    let error = get(&okta).await.unwrap_err();
    assert!(error.is_rate_limited() && begin.elapsed() < Duration::from_secs(1), "{error}");
    let server = Server::start([raw("").then_hang()]).await;
    let call = server.client().users().get_user("00u1").deadline(Duration::from_millis(400));
    let error = call.await.unwrap_err();
    assert_eq!(error.to_string(), "GET /api/v1/users/{id}: no response within the deadline of 400ms");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    server.wait_until_abandoned().await;
}

#[tokio::test]
async fn a_wait_is_limited() {
    let server = Server::start([answer(429, &[("Retry-After", "3600")], "{}"), json(200, ANN)]).await;
    let okta = server.builder().max_wait(Duration::from_secs(1)).build().unwrap();
    let waited = get(&okta).await.unwrap();
    assert!(waited >= Duration::from_millis(950) && waited < Duration::from_secs(4), "{waited:?}");
}

#[tokio::test]
async fn each_page_has_its_own_retries() {
    use crate::server::page;
    let server = Server::start([
        json(503, "{}"),
        json(503, "{}"),
        page(Some("/api/v1/users?after=2"), "[{},{}]"),
        json(503, "{}"),
        json(503, "{}"),
        page(None, "[{}]"),
    ])
    .await;
    let mut items = server.client().users().list_users().items();
    let mut count = 0;
    while items.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!((count, server.requests().len()), (3, 6));
    assert!(headers(&server, 4).contains("x-okta-retry-count: 1\r\n"));
}
