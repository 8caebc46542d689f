//! `.wait()`: the same without a runtime, and inside one.

use crate::{id, new_user};
use oktant::{Client, Result};
use oktant_e2e::Simulated;

/// What a program that knows nothing of futures does.
fn program(okta: &Client) -> Result<usize> {
    let made = okta.users().create_user(&new_user("ann@example.com")).activate(false).wait()?;
    let read = okta.users().get_user(id(&made)).raw().wait()?;
    assert_eq!((read.status(), read.value().unwrap().id.clone()), (200, made.id.clone()));
    let ids: Result<Vec<_>> = okta.users().list_users().limit(3).items().wait().map(|user| Ok(id(&user?))).collect();
    let ids = ids?;
    assert!(ids.contains(&id(&made)));
    let pages: Result<Vec<_>> = okta.users().list_users().limit(3).pages().wait().collect();
    assert_eq!(pages?.iter().map(|page| page.items.len()).sum::<usize>(), ids.len());
    okta.users().delete_user(id(&made)).wait()?;
    okta.users().delete_user(id(&made)).wait()?;
    assert!(okta.users().get_user(id(&made)).wait().unwrap_err().is_not_found());
    Ok(ids.len())
}

#[test]
fn without_a_runtime() {
    let org = Simulated::with_users(10);
    assert_eq!(program(&org.client()).unwrap(), 11);
    assert_eq!(org.connections(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn inside_a_runtime_of_one_thread() {
    let org = Simulated::with_users(10);
    let okta = org.client();
    assert!(okta.users().get_user("me").await.is_ok());
    assert_eq!(program(&okta).unwrap(), 11);
    assert!(okta.users().get_user("me").await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn inside_a_runtime_of_many_threads() {
    let org = Simulated::with_users(10);
    let okta = org.client();
    assert_eq!(program(&okta).unwrap(), 11);
    let wait = okta.clone();
    let elsewhere = tokio::task::spawn_blocking(move || wait.users().list_users().items().wait().count());
    assert_eq!(elsewhere.await.unwrap(), 10);
}

#[test]
fn from_many_threads_on_one_client() {
    let org = Simulated::with_users(30);
    let okta = org.client();
    std::thread::scope(|scope| {
        let count = || okta.users().list_users().limit(7).items().wait().filter(Result::is_ok).count();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(count)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == 30));
    });
    assert!(org.connections() <= 16);
}
