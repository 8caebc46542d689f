//! HTTP/2 where it differs from HTTP/1.1: much in the headers, streams that are refused, connections that go away or die.

use crate::peer::{Act, Peer};
use crate::{new_user, soon};
use futures_util::TryStreamExt;
use oktant::{ErrorKind, Phase};
use std::time::Duration;

fn user() -> Act {
    Act::Answer(vec![("content-type", "application/json".to_owned())], r#"{"id":"00u7anna0000Kx3Qw9x8"}"#)
}

#[tokio::test]
async fn a_next_link_of_40_kb_is_followed() {
    // The peer does not know its own address: a link may be relative to the request's.
    let peer = Peer::start("link", |nth| {
        let link = format!("</api/v1/groups?after={}>; rel=\"next\"", "x".repeat(40_000));
        let headers = if nth == 0 { vec![("link", link)] } else { Vec::new() };
        Act::Answer(headers, r#"[{"id":"00g7team0000Ve5Uf6t9"}]"#)
    });
    let peer = peer.await;
    let groups = soon(peer.builder().build().unwrap().groups().list_groups().items().try_collect::<Vec<_>>());
    let groups = groups.await.unwrap();
    assert_eq!((groups.len(), peer.seen()), (2, (2, 1)));
}

#[tokio::test]
async fn headers_may_be_as_long_as_over_http_1() {
    let peer = Peer::start("headers", |_| {
        Act::Answer(vec![("x-long", "x".repeat(300_000))], r#"{"id":"00u7anna0000Kx3Qw9x8"}"#)
    });
    let peer = peer.await;
    let raw = soon(peer.builder().build().unwrap().users().get_user("anna").raw()).await.unwrap();
    assert_eq!(raw.headers().get("x-long").map(str::len), Some(300_000));
}

#[tokio::test]
async fn a_post_whose_stream_is_refused_is_sent_again() {
    let peer = Peer::start("refused", |nth| if nth == 0 { Act::Refuse } else { user() }).await;
    let okta = peer.builder().build().unwrap();
    soon(okta.users().create_user(&new_user("ann@example.com"))).await.unwrap();
    assert_eq!(peer.seen(), (2, 1));
}

#[tokio::test]
async fn a_post_above_the_last_stream_is_sent_again() {
    let peer = Peer::start("away", |nth| if nth == 0 { Act::GoAway(0) } else { user() }).await;
    let okta = peer.builder().build().unwrap();
    soon(okta.users().create_user(&new_user("ann@example.com"))).await.unwrap();
    assert_eq!(peer.seen(), (2, 2));
}

#[tokio::test]
async fn what_was_refused_was_not_done() {
    for (name, script) in [("refuses", (|_| Act::Refuse) as fn(usize) -> Act), ("leaves", |_| Act::GoAway(0))] {
        let peer = Peer::start(name, script).await;
        let okta = peer.builder().max_retries(0).build().unwrap();
        let error = soon(okta.users().create_user(&new_user("ann@example.com"))).await.unwrap_err();
        assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Connect)), "{name}: {error}");
        assert!(!error.may_have_been_sent(), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_post_up_to_the_last_stream_may_have_been_done() {
    let peer = Peer::start("late", |_| Act::GoAway(1)).await;
    let okta = peer.builder().build().unwrap();
    let error = soon(okta.users().create_user(&new_user("ann@example.com"))).await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Answer)), "{error}");
    assert!(error.may_have_been_sent(), "{error}");
    assert_eq!(peer.seen(), (1, 1));
}

/// The second request gets no answer, and nothing does on its connection from then on.
fn dies(nth: usize) -> Act {
    if nth == 1 { Act::Silence } else { user() }
}

#[tokio::test]
async fn after_a_timeout_comes_a_fresh_connection() {
    let peer = Peer::start("dead", dies).await;
    let okta = peer.builder().max_retries(0).timeout(Duration::from_secs(5)).build().unwrap();
    soon(okta.users().get_user("anna")).await.unwrap();
    // While time is paused, it goes on to the next timer: nothing else can happen.
    tokio::time::pause();
    let error = okta.users().get_user("anna").await.unwrap_err();
    tokio::time::resume();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Timeout, Some(Phase::Answer)), "{error}");
    soon(okta.users().get_user("anna")).await.unwrap();
    assert_eq!(peer.seen(), (3, 2));
}

#[tokio::test]
async fn so_does_one_after_a_body_that_stops_coming() {
    let peer = Peer::start("stalls", |nth| if nth == 0 { Act::Begin } else { user() }).await;
    let okta = peer.builder().max_retries(0).timeout(Duration::from_secs(2)).build().unwrap();
    let error = soon(okta.users().get_user("anna").into_future()).await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Timeout, Some(Phase::Body)), "{error}");
    soon(okta.users().get_user("anna").into_future()).await.unwrap();
    assert_eq!(peer.seen(), (2, 2));
}

#[tokio::test]
async fn a_connection_that_does_not_answer_pings_is_given_up() {
    let peer = Peer::start("pings", dies).await;
    let okta = peer.builder().max_retries(0).timeout(Duration::from_secs(600)).build().unwrap();
    soon(okta.users().get_user("anna")).await.unwrap();
    tokio::time::pause();
    let begin = tokio::time::Instant::now();
    let error = okta.users().get_user("anna").await.unwrap_err();
    let waited = begin.elapsed();
    tokio::time::resume();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Timeout, Some(Phase::Answer)), "{error}");
    assert!(waited < Duration::from_secs(60), "{waited:?}");
    soon(okta.users().get_user("anna")).await.unwrap();
    assert_eq!(peer.seen(), (3, 2));
}

#[tokio::test]
async fn a_timeout_beside_an_answer_keeps_the_connection() {
    let peer = Peer::start("busy", |nth| if nth == 1 { Act::Ignore } else { user() }).await;
    let okta = peer.builder().max_retries(0).timeout(Duration::from_secs(5)).build().unwrap();
    let users = okta.users();
    soon(users.get_user("anna")).await.unwrap();
    let beside = async {
        soon(users.get_user("anna")).await.unwrap();
        tokio::time::pause();
    };
    let (slow, ()) = tokio::join!(users.get_user("anna").into_future(), beside);
    tokio::time::resume();
    assert_eq!(slow.unwrap_err().kind(), ErrorKind::Timeout);
    soon(users.get_user("anna")).await.unwrap();
    assert_eq!(peer.seen(), (4, 1));
}
