//! One client for all tasks, and what becomes of calls that nobody waits for any more.

use crate::soon;
use futures_util::future::join_all;
use oktant::Client;
use oktant_e2e::{Answer, Scripted, Simulated};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_share_a_client_and_its_connections() {
    let org = Simulated::with_users(100);
    let okta = org.client();
    let task = |okta: Client| async move {
        for _ in 0..10 {
            okta.users().get_user("me").await?;
        }
        okta.users().list_users().limit(30).await.map(|page| page.items.len())
    };
    let tasks = join_all((0..64).map(|_| tokio::spawn(task(okta.clone()))));
    assert!(soon(tasks).await.into_iter().all(|count| count.unwrap().unwrap() == 30));
    // A connection that is begun while another comes free is kept for later, so there may be some more than tasks.
    let connections = org.connections();
    assert!((1..=128).contains(&connections), "{connections} connections for 704 calls of 64 tasks");
}

#[tokio::test]
async fn calls_one_after_the_other_take_one_connection_errors_included() {
    let org = Simulated::with_users(3);
    let okta = org.client();
    for at in 0..100 {
        let user = okta.users().get_user(if at % 3 == 0 { "nobody" } else { "me" }).await;
        assert_eq!(user.is_err(), at % 3 == 0);
    }
    assert_eq!(org.connections(), 1);
}

#[tokio::test]
async fn dropping_a_future_closes_its_connection() {
    for answer in [Answer::mute(), Answer::json(200, "[{}, {}]").stuck(0), Answer::json(200, "[{}, {}]").stuck(5)] {
        let server = Scripted::start(move |_, _| answer.clone());
        let okta = server.client();
        let call = tokio::spawn(okta.users().get_user("00u1").into_future());
        soon(server.until_stuck()).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        soon(server.until_left()).await;

        let mut users = okta.users().list_users().items();
        tokio::select! {
            item = users.try_next() => panic!("{item:?}"),
            () = server.until_stuck() => {}
        }
        drop(users);
        soon(server.until_left()).await;
        assert_eq!(server.requests().len(), 2, "nothing is repeated");
    }
}

#[tokio::test]
async fn a_client_outlives_a_call_that_was_dropped() {
    let server = Scripted::start(|number, _| if number == 0 { Answer::mute() } else { Answer::json(200, "{}") });
    let okta = server.client();
    let call = tokio::spawn(okta.users().get_user("00u1").into_future());
    soon(server.until_stuck()).await;
    call.abort();
    assert!(okta.users().get_user("00u1").await.is_ok());
}

#[tokio::test]
async fn a_list_whose_next_is_given_up_again_and_again_loses_nothing() {
    let org = Simulated::with_users(20);
    let mut users = org.client().users().list_users().limit(3).items();
    let (mut count, mut given_up) = (0, 0);
    loop {
        tokio::select! {
            biased;
            item = users.try_next() => match item.unwrap() {
                Some(_) => count += 1,
                None => break,
            },
            () = tokio::task::yield_now() => given_up += 1,
        }
    }
    assert!(count == 20 && given_up > 0);
    assert_eq!(org.connections(), 1);
}
