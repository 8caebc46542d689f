//! Lists.

use crate::server::{Response, Server, answer, beginning, json, page};
use futures_util::TryStreamExt;
use oktant::{ErrorKind, List, Request};
use std::time::Duration;

const TWO: &str = r#"[{"id":"00u1"},{"id":"00u2"}]"#;
const ONE: &str = r#"[{"id":"00u3"}]"#;

/// The IDs of the items, and the error that ended the list.
async fn read(server: &Server) -> (Vec<String>, Option<oktant::Error>) {
    let mut users = server.client().users().list_users().limit(2).items();
    let mut ids = Vec::new();
    loop {
        match users.try_next().await {
            Ok(Some(user)) => ids.push(user.id.unwrap_or_default()),
            Ok(None) => return (ids, None),
            Err(error) => {
                assert!(users.try_next().await.unwrap().is_none(), "nothing comes after an error");
                return (ids, Some(error));
            }
        }
    }
}

async fn read_of(script: impl IntoIterator<Item = Response>) -> (Vec<String>, Option<oktant::Error>, Vec<String>) {
    let server = Server::start(script).await;
    let (ids, error) = read(&server).await;
    (ids, error, server.lines())
}

#[tokio::test]
async fn every_item_is_returned_once_and_links_are_followed_verbatim() {
    let (ids, error, lines) =
        read_of([page(Some("{o}/api/v1/users?after=a,b;c%2C2&limit=2"), TWO), page(None, ONE)]).await;
    assert!(error.is_none());
    assert_eq!(ids, ["00u1", "00u2", "00u3"]);
    assert_eq!(lines, ["GET /api/v1/users?limit=2", "GET /api/v1/users?after=a,b;c%2C2&limit=2"]);
}

#[tokio::test]
async fn take_and_first_request_no_page_more_than_they_need() {
    let id = |user: oktant::models::User| user.id.unwrap_or_default();
    for (n, count, requests) in [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (9, 3, 2)] {
        let server = Server::start([page(Some("{o}/a?after=1"), TWO), page(None, ONE)]).await;
        let users = server.client().users().list_users().take(n).all().await.unwrap();
        let ids: Vec<String> = users.into_iter().map(id).collect();
        assert_eq!(ids, ["00u1", "00u2", "00u3"][..count], "{n}");
        assert_eq!(server.lines().len(), requests, "{n}");
    }
    let server = Server::start([page(Some("{o}/a?after=1"), "[]"), page(Some("{o}/a?after=2"), ONE)]).await;
    assert_eq!(server.client().users().list_users().first().await.unwrap().map(id).as_deref(), Some("00u3"));
    assert_eq!(server.lines().len(), 2);
    let server = Server::start([page(None, "[]")]).await;
    assert!(server.client().users().list_users().first().await.unwrap().is_none());
}

#[tokio::test]
async fn all_is_every_item_or_an_error() {
    let server = Server::start([page(Some("{o}/a?after=1"), TWO), page(None, ONE)]).await;
    assert_eq!(server.client().users().list_users().all().await.unwrap().len(), 3);
    let server = Server::start([page(Some("{o}/a?after=1"), TWO), json(500, "{}")]).await;
    assert_eq!(server.client().users().list_users().all().await.unwrap_err().status(), Some(500));
}

#[tokio::test]
async fn joined_links_and_unusual_notations_are_parsed() {
    let joined =
        "<{o}/api/v1/users?limit=2>; rel=\"self\", <{o}/api/v1/users?after=x,y>; title=\"a, b; rel=self\"; REL=Next";
    let (ids, error, lines) = read_of([answer(200, &[("link", joined)], TWO), page(None, ONE)]).await;
    assert!(error.is_none() && ids.len() == 3);
    assert_eq!(lines[1], "GET /api/v1/users?after=x,y");
}

#[tokio::test]
async fn an_empty_page_does_not_end_the_list() {
    let script = [page(Some("{o}/a?after=1"), TWO), page(Some("{o}/a?after=2"), "[]"), page(None, ONE)];
    let (ids, error, lines) = read_of(script).await;
    assert!(error.is_none());
    assert_eq!((ids.len(), lines.len()), (3, 3));
}

#[tokio::test]
async fn an_error_comes_after_the_items_before_it() {
    let script =
        [page(Some("{o}/a?after=1"), TWO), page(Some("{o}/a?after=2"), ONE), json(500, r#"{"errorCode":"E0000009"}"#)];
    let (ids, error, _) = read_of(script).await;
    let error = error.unwrap();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Api, Some("E0000009"), Some(500)));
    assert_eq!(ids, ["00u1", "00u2", "00u3"]);
}

#[tokio::test]
async fn links_to_other_servers_are_not_followed() {
    let other = Server::start([]).await;
    let elsewhere = format!("{}/api/v1/users?after=x", other.origin);
    let (ids, error, lines) = read_of([page(Some(&elsewhere), TWO)]).await;
    assert_eq!((ids.len(), lines.len(), other.connections()), (2, 1, 0));
    let error = error.unwrap();
    assert!(error.kind() == ErrorKind::Page && error.to_string().contains("leads to another server"), "{error}");
}

#[tokio::test]
async fn a_repeated_page_is_an_error() {
    let again = || page(Some("{o}/a?after=1"), TWO);
    let (ids, error, lines) = read_of([again(), again(), again()]).await;
    assert_eq!((ids.len(), lines.len()), (4, 2));
    assert!(error.unwrap().to_string().contains("leads to a page that was read before"));
}

#[tokio::test]
async fn an_invalid_link_is_an_error() {
    for link in
        ["garbage", "<{o}/a?after=1", "<{o}/a b>; rel=next", "<{o}/a/../b>; rel=next", "<javascript:x>; rel=next"]
    {
        let (ids, error, lines) = read_of([answer(200, &[("Link", link)], TWO)]).await;
        assert_eq!((ids.len(), lines.len(), error.map(|error| error.kind())), (2, 1, Some(ErrorKind::Page)), "{link}");
    }
}

#[tokio::test]
async fn a_mismatched_element_keeps_its_place() {
    let (ids, error, _) = read_of([page(None, r#"[{"id":"00u1"},42,{"id":"00u2","status":7}]"#)]).await;
    assert!(error.is_none());
    assert_eq!(ids, ["00u1", "", "00u2"]);
}

#[tokio::test]
async fn a_response_that_is_not_a_list_is_a_decode_error() {
    for body in ["{}", "", "<html>", "[1,"] {
        let (ids, error, _) = read_of([page(None, body)]).await;
        assert_eq!((ids.len(), error.map(|error| error.kind())), (0, Some(ErrorKind::Decode)), "{body}");
    }
}

#[tokio::test]
async fn a_cursor_works_in_another_client() {
    let server = Server::start([page(Some("{o}/api/v1/users?after=x"), TWO), page(None, ONE)]).await;
    let first = server.client().users().list_users().limit(2).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let cursor = first.cursor.unwrap();
    let rest = server.client().users().list_users().cursor(&cursor).first_page().await.unwrap();
    assert_eq!((rest.items.len(), rest.cursor), (1, None));
    assert_eq!(server.lines()[1], "GET /api/v1/users?after=x");
    let wrong = server.client().groups().list_groups().cursor(cursor).await.unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn an_invalid_next_link_is_an_error_when_the_cursor_is_used() {
    let server = Server::start([page(Some("https://elsewhere.example/x"), TWO)]).await;
    let okta = server.client();
    let page = okta.users().list_users().await.unwrap();
    let error = okta.users().list_users().cursor(page.cursor.unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Page);
}

#[tokio::test]
async fn pages_and_streams() {
    let script = || [page(Some("{o}/a?after=1"), TWO), page(None, ONE)];
    let server = Server::start(script()).await;
    let pages: Vec<_> = server.client().users().list_users().pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(pages[0].cursor.as_deref(), Some(format!("listUsers {}/a?after=1", server.origin).as_str()));
    let server = Server::start(script()).await;
    let users: Vec<_> = server.client().users().list_users().items().try_collect().await.unwrap();
    assert_eq!(users.len(), 3);
}

#[tokio::test]
async fn a_wrapped_list_follows_the_link_in_its_body() {
    let first = r#"{"roles":[{"id":"cr1"}],"_links":{"next":{"href":"/api/v1/iam/roles?after=1"}}}"#;
    let last = r#"{"roles":[{"id":"cr2"}]}"#;
    let server = Server::start([json(200, first), json(200, last), json(200, first)]).await;
    let okta = server.client();
    let roles: Vec<_> = okta.custom_roles().list_roles().items().try_collect().await.unwrap();
    assert_eq!(roles.iter().filter_map(|role| role.id.as_deref()).collect::<Vec<_>>(), ["cr1", "cr2"]);
    assert_eq!(server.lines()[1], "GET /api/v1/iam/roles?after=1");
    let raw = okta.custom_roles().list_roles().raw().await.unwrap();
    assert_eq!(raw.cursor(), Some("listRoles /api/v1/iam/roles?after=1"));
}

#[tokio::test]
async fn the_log_ends_at_an_empty_page_and_can_be_followed() {
    let log = |after: u8, body: &str| page(Some(&format!("{{o}}/api/v1/logs?after={after}")), body);
    let server =
        Server::start([log(1, r#"[{"uuid":"a"}]"#), log(2, "[]"), log(2, "[]"), log(3, r#"[{"uuid":"b"}]"#)]).await;
    let okta = server.client();
    let mut events = okta.system_log().list_log_events().items();
    assert!(events.try_next().await.unwrap().is_some());
    assert!(events.try_next().await.unwrap().is_none());
    let cursor = events.cursor().unwrap().to_owned();
    let mut events = okta.system_log().list_log_events().cursor(cursor).items().follow(Duration::from_millis(20));
    assert_eq!(events.try_next().await.unwrap().unwrap().uuid.as_deref(), Some("b"));
    assert_eq!(server.lines()[2..], ["GET /api/v1/logs?after=2", "GET /api/v1/logs?after=2"]);
}

#[tokio::test]
async fn a_custom_list_has_pages_too() {
    let server =
        Server::start([page(Some("{o}/api/v1/x?after=1"), "[1,{}]"), page(None, "[null]"), json(200, "{}")]).await;
    let okta = server.client();
    let items: Vec<_> = okta.request(oktant::Method::Get, "/api/v1/x").items().try_collect().await.unwrap();
    assert_eq!(items.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1", "{}", "null"]);
    let error = okta.request(oktant::Method::Get, "/api/v1/x").items().try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn dropping_a_list_stops_it() {
    let server = Server::start([page(Some("{o}/a?after=1"), TWO), beginning("[").then_hang()]).await;
    let mut users = server.client().users().list_users().items();
    for _ in 0..2 {
        users.try_next().await.unwrap().unwrap();
    }
    assert!(tokio::time::timeout(Duration::from_millis(100), users.try_next()).await.is_err());
    drop(users);
    server.wait_until_abandoned().await;
}

#[tokio::test]
async fn bad_arguments_of_a_list_are_its_first_and_only_item() {
    async fn fails<O: List>(request: Request<O>) {
        let mut items = request.items();
        let Err(error) = items.try_next().await else { panic!() };
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(items.try_next().await.is_ok_and(|item| item.is_none()));
    }
    let okta = Server::start([]).await.client();
    fails(okta.groups().list_group_users("..")).await;
    fails(okta.users().list_users().cursor("x")).await;
}
