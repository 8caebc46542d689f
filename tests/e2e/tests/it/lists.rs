//! Lists over many pages.

use crate::{id, new_user};
use futures_util::TryStreamExt;
use oktant::models::User;
use oktant::services::users::ListUsers;
use oktant::{Client, ErrorKind, Request, Result};
use oktant_e2e::{Answer, Scripted, Simulated};
use std::collections::BTreeSet;

/// Ids of all items.
async fn ids(request: Request<ListUsers>) -> Result<Vec<String>> {
    request.items().map_ok(|user| id(&user)).try_collect().await
}

async fn all(okta: &Client) -> Vec<String> {
    ids(okta.users().list_users()).await.unwrap()
}

#[tokio::test]
async fn every_user_comes_exactly_once() {
    // Exact multiples of the page must not end in a page too many, or too few.
    let sizes = [(1, 1, 1), (7, 1, 7), (9, 3, 3), (10, 3, 4), (400, 200, 2), (401, 200, 3), (1_000, 300, 5)];
    for (users, limit, count) in sizes {
        let org = Simulated::with_users(users);
        let list = || org.client().users().list_users().limit(limit);
        let pages: Vec<_> = list().pages().try_collect().await.unwrap();
        let by_page: Vec<_> = pages.iter().flat_map(|page| page.items.iter().map(id)).collect();
        assert_eq!((pages.len(), by_page.len()), (count, users as usize), "{users} by {limit}");
        assert_eq!(by_page.iter().collect::<BTreeSet<_>>().len(), by_page.len(), "{users} by {limit}");
        assert!(pages.iter().rev().skip(1).all(|page| page.cursor.is_some()) && pages[count - 1].cursor.is_none());
        assert_eq!(ids(list()).await.unwrap(), by_page);
        assert_eq!(org.connections(), 2, "a client keeps its connection");
    }
}

#[tokio::test]
async fn awaiting_gives_the_first_page_alone() {
    let org = Simulated::with_users(5);
    let okta = org.client();
    let page = okta.users().list_users().limit(2).await.unwrap();
    assert_eq!((page.items.len(), page.cursor.is_some()), (2, true));
    assert_eq!(okta.users().list_users().limit(2).first_page().await.unwrap(), page);
    let names: Vec<_> = page.into_iter().filter_map(|user| user.profile?.login).collect();
    assert_eq!(names.len(), 2);
}

#[tokio::test]
async fn a_list_of_nobody_has_one_empty_page() {
    let org = Simulated::with_users(3);
    let okta = org.client();
    let nobody = || okta.users().list_users().search(r#"profile.login eq "nobody@example.com""#);
    let pages: Vec<_> = nobody().pages().try_collect().await.unwrap();
    assert_eq!((pages.len(), pages[0].items.len(), pages[0].cursor.is_none()), (1, 0, true));
    assert!(nobody().items().try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn search_filter_and_q_find_whom_they_describe() {
    let org = Simulated::with_users(700);
    let okta = org.client();
    let users: Vec<_> = okta.users().list_users().items().try_collect::<Vec<_>>().await.unwrap();
    let list = || okta.users().list_users().limit(7);
    let last_name = |user: &User| user.profile.as_ref().unwrap().last_name.clone().unwrap();
    let active: Vec<_> = users.iter().filter(|user| user.status.as_ref().unwrap() == "ACTIVE").map(id).collect();
    assert!(active.len() > 100 && active.len() < users.len());
    assert_eq!(ids(list().search(r#"status eq "ACTIVE""#)).await.unwrap(), active);
    assert_eq!(ids(list().filter(r#"status eq "ACTIVE""#)).await.unwrap(), active);

    let name = last_name(&users[1]);
    let named: Vec<_> = users.iter().filter(|user| last_name(user) == name).map(id).collect();
    assert_eq!(ids(list().filter(format!("profile.lastName eq \"{name}\""))).await.unwrap(), named);
    let found = list().limit(50).q(&name[..4]).await.unwrap();
    assert!(!found.items.is_empty() && found.cursor.is_none());
    let both = format!("profile.lastName eq \"{name}\" and not (status eq \"ACTIVE\")");
    let rest: Vec<_> = named.into_iter().filter(|id| !active.contains(id)).collect();
    assert_eq!(ids(list().search(both)).await.unwrap(), rest);

    let sorted = list().search("id pr").sort_by("profile.lastName").sort_order("desc").items();
    let names: Vec<_> = sorted.map_ok(|user| last_name(&user)).try_collect().await.unwrap();
    assert_eq!(names.len(), users.len());
    assert!(names.is_sorted_by(|one, other| one >= other));
}

#[tokio::test]
async fn no_character_of_an_argument_means_anything() {
    let org = Simulated::with_users(3);
    let okta = org.client();
    for login in ["a+b&c=d%20#e?/f@example.com", "żółć.\u{1f600}@example.com", "o'neil;x,y|z@example.com"] {
        let made = okta.users().create_user(&new_user(login)).await.unwrap();
        assert_eq!(okta.users().get_user(login).await.unwrap().id, made.id, "{login}");
        let search = format!("profile.login eq \"{login}\"");
        assert_eq!(ids(okta.users().list_users().search(search)).await.unwrap(), [id(&made)], "{login}");
    }
}

#[tokio::test]
async fn a_list_that_changes_under_way_repeats_nobody() {
    let org = Simulated::with_users(20);
    let okta = org.client();
    let before = all(&okta).await;
    let mut users = okta.users().list_users().limit(5).items();
    let mut seen = Vec::new();
    while let Some(user) = users.try_next().await.unwrap() {
        if seen.len() == 4 {
            // The last one of this page, on whom the cursor stands, leaves; one joins.
            okta.users().delete_user(&before[4]).await.unwrap();
            okta.users().create_user(&new_user("late@example.com")).await.unwrap();
        }
        seen.push(id(&user));
    }
    assert_eq!(seen.len(), 21);
    assert_eq!(seen[..20], before);
}

#[tokio::test]
async fn an_error_on_page_3_comes_after_the_items_of_pages_1_and_2() {
    let server = Scripted::start(|number, got| match number {
        0 => Answer::page(got, Some("/api/v1/users?after=1"), r#"[{"id":"00u1"},{"id":"00u2"}]"#),
        1 => Answer::page(got, Some("/api/v1/users?after=2"), r#"[{"id":"00u3"}]"#),
        _ => Answer::json(500, r#"{"errorCode":"E0000009","errorSummary":"Internal Server Error"}"#),
    });
    let mut users = server.client().users().list_users().items();
    for expected in ["00u1", "00u2", "00u3"] {
        assert_eq!(users.try_next().await.unwrap().unwrap().id.as_deref(), Some(expected));
    }
    let error = users.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Api, Some(500), Some("E0000009")));
    assert!(users.try_next().await.unwrap().is_none(), "nothing comes after an error");
    assert_eq!(users.cursor().map(|cursor| cursor.contains("after=2")), Some(true), "to go on later");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_bad_search_is_an_error_before_any_item() {
    let org = Simulated::with_users(3);
    let okta = org.client();
    let mut users = okta.users().list_users().search("shoe size eq").items();
    let error = users.try_next().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("E0000031")));
    assert!(users.try_next().await.unwrap().is_none());
}
