//! The whole answer, and paths that have no method.

use crate::new_user;
use futures_util::TryStreamExt;
use oktant::{Document, Json, Method};
use oktant_e2e::Simulated;
use oktant_simulator::{Conditions, Link, Setup};

#[tokio::test]
async fn status_headers_request_id_rate_and_body() {
    let org = Simulated::with_users(5);
    let okta = org.client();
    let one = okta.users().get_user("me").raw().await.unwrap();
    let two = okta.users().get_user("me").raw().await.unwrap();
    assert_eq!((one.status(), one.attempts(), one.cursor()), (200, 1, None));
    assert_eq!(one.headers().get("Content-Type"), Some("application/json"));
    assert!(one.headers().get("date").is_some());
    assert!(one.request_id().is_some() && one.request_id() != two.request_id());
    assert_eq!((one.rate().limit, one.rate().remaining, two.rate().remaining), (Some(2000), Some(1999), Some(1998)));
    assert!(one.rate().reset.is_some_and(|reset| reset > 1_700_000_000));
    assert_eq!(one.bytes(), two.bytes());
    assert_eq!(one.text().unwrap().as_bytes(), &one.bytes()[..]);
    assert_eq!(one.value().unwrap().to_json(), one.json().unwrap());
    let id = one.json().unwrap().get("id").and_then(Json::as_str).map(str::to_owned);
    assert_eq!(one.into_value().unwrap().id, id);
}

#[tokio::test]
async fn a_packed_list_is_the_same_list() {
    let setup = || Setup { users: 450, seed: 42, ..Setup::default() };
    let link = Link { latency: "1ms".parse().unwrap(), bandwidth: 1_000_000_000 };
    let packed = Simulated::under(setup(), Conditions { gzip: true, link, ..Conditions::default() });
    let plain = Simulated::of(setup());
    let page = packed.client().users().list_users().limit(200).raw().await.unwrap();
    assert_eq!(page.headers().get("content-encoding"), Some("gzip"));
    assert!(page.wire_size() * 5 < page.bytes().len() as u64, "{} of {}", page.wire_size(), page.bytes().len());
    let logins = |org: &Simulated| {
        let users = org.client().users().list_users().limit(200).items();
        users.map_ok(|user| user.profile.and_then(|profile| profile.login)).try_collect::<Vec<_>>()
    };
    let (packed, plain_page) =
        (logins(&packed).await.unwrap(), plain.client().users().list_users().limit(1).raw().await.unwrap());
    assert_eq!(packed, logins(&plain).await.unwrap());
    assert_eq!(plain_page.wire_size(), plain_page.bytes().len() as u64);
}

#[tokio::test]
async fn of_a_list_and_of_nothing() {
    let org = Simulated::with_users(5);
    let okta = org.client();
    let page = okta.users().list_users().limit(2).raw().await.unwrap();
    assert_eq!(page.headers().all("link").count(), 2);
    assert_eq!(page.value().unwrap().cursor.as_deref(), page.cursor());
    assert_eq!(page.json().unwrap().as_array().unwrap().len(), 2);
    let id = page.into_value().unwrap().items[1].id.clone().unwrap();
    let deleted = okta.users().delete_user(&id).raw().await.unwrap();
    assert_eq!((deleted.status(), deleted.bytes().len()), (204, 0));
}

#[tokio::test]
async fn a_path_that_has_no_method() {
    let org = Simulated::with_users(7);
    let okta = org.client();
    let settings = okta.request(Method::Get, "/api/v1/org").await.unwrap().unwrap();
    assert!(settings.get("id").and_then(Json::as_str).is_some_and(|id| id.starts_with("00o")));
    let made = okta.request(Method::Post, "/api/v1/users").with_query("activate", "false");
    let made = made.with_json(&new_user("ann@example.com")).await.unwrap().unwrap();
    let id = made.get("id").and_then(Json::as_str).unwrap().to_owned();
    assert_eq!(made.get("status").and_then(Json::as_str), Some("STAGED"));
    let list = || okta.request(Method::Get, "/api/v1/users").with_query("limit", "3");
    let users: Vec<Json> = list().items().try_collect().await.unwrap();
    assert!(users.len() == 8 && users.iter().any(|user| user.get("id").and_then(Json::as_str) == Some(&id)));
    assert_eq!(list().pages().try_collect::<Vec<_>>().await.unwrap().len(), 3);
    let path = format!("/api/v1/users/{id}");
    assert_eq!(okta.request(Method::Delete, &path).await.unwrap(), None);
    let raw = okta.request(Method::Get, &path).raw().await.unwrap();
    assert_eq!(raw.json().unwrap().get("status").and_then(Json::as_str), Some("DEPROVISIONED"));
    let error = okta.request(Method::Get, "/api/v1/nowhere").await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("E0000008"), "{error}");
    assert!(error.to_string().starts_with("GET /api/v1/nowhere: 404 "), "{error}");
}
