//! The bearer callback.

use crate::server::{Server, TOKEN, json, raw};
use oktant::{Client, ErrorKind, Pending};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A token source that counts its calls, and waits for a permit before each token.
#[derive(Clone)]
struct TokenSource {
    calls_made: Arc<AtomicUsize>,
    fresh: Arc<AtomicUsize>,
    open: Arc<Semaphore>,
}

impl TokenSource {
    fn new(permits: usize) -> TokenSource {
        TokenSource { calls_made: Arc::default(), fresh: Arc::default(), open: Arc::new(Semaphore::new(permits)) }
    }

    /// A client whose tokens are `TOKEN-1`, `TOKEN-2` and so on.
    fn client(&self, server: &Server) -> Client {
        let tokens = self.clone();
        let builder = Client::builder().org_url(&server.origin).bearer(move |request| {
            let tokens = tokens.clone();
            tokens.fresh.fetch_add(usize::from(request.fresh), Ordering::SeqCst);
            let nth = tokens.calls_made.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                tokens.open.acquire().await?.forget();
                Ok::<_, tokio::sync::AcquireError>(format!("{TOKEN}-{nth}"))
            }
        });
        builder.build().unwrap()
    }

    /// The number of calls, and of those for a fresh token.
    fn counts(&self) -> (usize, usize) {
        (self.calls_made.load(Ordering::SeqCst), self.fresh.load(Ordering::SeqCst))
    }
}

/// Polls a call once.
async fn begin<T>(call: &mut Pending<T>) {
    std::future::poll_fn(|task| {
        assert!(call.as_mut().poll(task).is_pending());
        Poll::Ready(())
    })
    .await;
}

fn users(count: usize) -> Vec<crate::server::Response> {
    (0..count).map(|_| json(200, r#"{"id":"00u1"}"#)).collect()
}

#[tokio::test]
async fn it_is_called_once_for_all_waiting_calls() {
    let server = Server::start(users(21)).await;
    let tokens = TokenSource::new(0);
    let okta = tokens.client(&server);
    let mut calls: Vec<_> = (0..20).map(|_| okta.users().get_user("00u1").into_future()).collect();
    for call in &mut calls {
        begin(call).await;
    }
    tokens.open.add_permits(1);
    for user in futures_util::future::join_all(calls).await {
        user.unwrap();
    }
    assert_eq!(tokens.counts(), (1, 0));
    assert!(server.requests().iter().all(|request| request.contains(&format!("authorization: Bearer {TOKEN}-1\r\n"))));
    tokens.open.add_permits(1);
    okta.users().get_user("00u1").await.unwrap();
    assert_eq!(tokens.counts(), (2, 0));
}

#[tokio::test]
async fn after_a_401_one_fresh_token_is_requested() {
    let server = Server::start([json(401, "{}"), json(200, "{}"), json(401, "{}"), json(401, "{}")]).await;
    let tokens = TokenSource::new(4);
    let okta = tokens.client(&server);
    okta.users().create_user(&Default::default()).max_retries(0).await.unwrap();
    assert_eq!(tokens.counts(), (2, 1));
    assert!(server.requests()[1].contains(&format!("{TOKEN}-2\r\n")) && !server.requests()[1].contains("x-okta-retry"));
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), error.status(), server.requests().len()), (ErrorKind::Api, Some(401), 4));
    assert!(!error.to_string().contains(TOKEN), "{error}");
}

#[tokio::test]
async fn a_dropped_call_passes_the_token_request_on() {
    let server = Server::start(users(4)).await;
    let tokens = TokenSource::new(0);
    let okta = tokens.client(&server);
    let mut leader = okta.users().get_user("00u1").into_future();
    begin(&mut leader).await;
    let mut calls: Vec<_> = (0..4).map(|_| okta.users().get_user("00u1").into_future()).collect();
    for call in &mut calls {
        begin(call).await;
    }
    drop(leader);
    tokens.open.add_permits(1);
    for user in futures_util::future::join_all(calls).await {
        user.unwrap();
    }
    assert_eq!((tokens.counts(), server.requests().len()), ((2, 0), 4));
}

#[tokio::test]
async fn an_error_of_the_callback_is_the_source() {
    let server = Server::start([]).await;
    let fails = |_| async { Err::<String, _>(std::io::Error::other("no one is signed in")) };
    let okta = Client::builder().org_url(&server.origin).bearer(fails).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!(error.to_string(), "GET /api/v1/users/{id}: the bearer callback failed: no one is signed in");
    assert_eq!((error.kind(), error.attempts(), error.may_have_been_sent()), (ErrorKind::Auth, 0, false));
    assert!(std::error::Error::source(&error).is_some());
    let empty = |_| async { Ok::<_, std::io::Error>(" ".to_owned()) };
    let okta = Client::builder().org_url(&server.origin).bearer(empty).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert!(error.to_string().ends_with("gave a token that is empty: give an access token of the org"), "{error}");
}

#[tokio::test]
async fn a_callback_that_hangs_is_a_timeout() {
    let server = Server::start([raw("")]).await;
    let hangs = |_| std::future::pending::<std::io::Result<String>>();
    let okta =
        Client::builder().org_url(&server.origin).bearer(hangs).timeout(Duration::from_millis(200)).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /api/v1/users/{id}: the bearer callback gave no token within 200ms: it must not wait for calls of its own \
         client, which wait for this token"
    );
    let error = okta.users().get_user("00u1").deadline(Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout() && error.to_string().ends_with("no token within the deadline of 50ms"), "{error}");
}

#[tokio::test]
async fn a_callback_that_calls_its_own_client_is_an_error() {
    let server = Server::start(users(2)).await;
    let shared: Arc<OnceLock<Client>> = Arc::default();
    let client = Arc::clone(&shared);
    let callback = move |_| {
        let okta = client.get().unwrap().clone();
        async move { okta.users().get_user("me").await.map(|_| TOKEN.to_owned()) }
    };
    let okta = shared.get_or_init(|| Client::builder().org_url(&server.origin).bearer(callback).build().unwrap());
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Auth, 0));
    assert!(error.to_string().contains("a callback calls its own client"), "{error}");
}

#[tokio::test]
async fn a_callback_may_call_another_client() {
    let server = Server::start(users(2)).await;
    let other = Client::builder().org_url(&server.origin).token(TOKEN).build().unwrap();
    let callback = move |_| {
        let other = other.clone();
        async move { other.users().get_user("me").await.map(|_| format!("{TOKEN}-2")) }
    };
    let okta = Client::builder().org_url(&server.origin).bearer(callback).build().unwrap();
    okta.users().get_user("00u1").await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
