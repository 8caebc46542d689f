//! A cursor is text: whoever has it can go on.

use crate::id;
use futures_util::TryStreamExt;
use oktant_e2e::{Simulated, TOKEN};

#[tokio::test]
async fn every_page_can_be_gone_on_from_by_a_fresh_client() {
    let org = Simulated::with_users(23);
    let okta = org.client();
    let all: Vec<_> = okta.users().list_users().items().map_ok(|user| id(&user)).try_collect().await.unwrap();
    let mut pages = okta.users().list_users().limit(5).pages();
    let mut seen = 0;
    while let Some(page) = pages.try_next().await.unwrap() {
        seen += page.items.len();
        let Some(cursor) = page.cursor else { break };
        assert!(!cursor.contains(TOKEN));
        let saved = String::from_utf8(cursor.into_bytes()).unwrap();
        let fresh = org.client();
        let rest = fresh.users().list_users().cursor(saved).items().map_ok(|user| id(&user));
        assert_eq!(rest.try_collect::<Vec<_>>().await.unwrap(), all[seen..]);
    }
    assert_eq!(seen, 23);
}

#[tokio::test]
async fn a_cursor_keeps_what_was_searched_for() {
    let org = Simulated::with_users(300);
    let okta = org.client();
    let search = || okta.users().list_users().search(r#"status eq "STAGED""#).limit(2);
    let all: Vec<_> = search().items().map_ok(|user| id(&user)).try_collect().await.unwrap();
    let mut users = search().items();
    let first = [users.try_next().await.unwrap().unwrap(), users.try_next().await.unwrap().unwrap()];
    assert_eq!(first.each_ref().map(id), all[..2]);
    let cursor = users.cursor().unwrap().to_owned();
    let rest = org.client().users().list_users().cursor(cursor).items();
    assert_eq!(rest.map_ok(|user| id(&user)).try_collect::<Vec<_>>().await.unwrap(), all[2..]);
}
