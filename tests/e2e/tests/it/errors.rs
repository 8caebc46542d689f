//! What goes wrong, as a user sees it.

use crate::new_user;
use oktant::models::users::CreateUserRequest;
use oktant::{Client, Error, ErrorKind, Method, Phase};
use oktant_e2e::{Answer, Scripted, Simulated, TOKEN};
use oktant_simulator::{Limits, Setup};
use std::net::TcpListener;

#[tokio::test]
async fn a_wrong_token() {
    let org = Simulated::with_users(1).unwrap();
    let okta = org.builder().token("00wrong").build().unwrap();
    let error = okta.users().get_user("me").await.unwrap_err();
    assert!(error.is_unauthorized() && error.kind() == ErrorKind::Api);
    assert_eq!((error.status(), error.code()), (Some(401), Some("E0000011")));
    let text = "GET /api/v1/users/{id}: 401 E0000011 unauthorized: Invalid token provided: check that the API token is \
                active and of this org";
    assert_eq!(error.to_string(), format!("{text} [{}]", error.request_id().unwrap()));
    let mut users = okta.users().list_users().items();
    assert!(users.try_next().await.unwrap_err().is_unauthorized(), "never an empty list");
}

#[tokio::test]
async fn a_missing_id() {
    let org = Simulated::with_users(1).unwrap();
    let error = org.client().unwrap().users().get_user("00uNobody").await.unwrap_err();
    assert!(error.is_not_found() && !error.is_conflict() && error.may_have_been_sent());
    assert_eq!((error.code(), error.link()), (Some("E0000007"), Some("E0000007")));
    assert_eq!(error.summary(), Some("Not found: Resource not found: 00uNobody (User)"));
    assert!(error.id().is_some_and(|id| id.starts_with("oae")) && error.causes().is_empty());
    assert_eq!((error.operation(), error.attempts(), error.phase()), (Some("getUser"), 1, None));
    assert_eq!(error.rate().limit, Some(2000));
    let text = "GET /api/v1/users/{id}: 404 E0000007 not found: Not found: Resource not found: 00uNobody (User)";
    assert_eq!(error.to_string(), format!("{text} [{}]", error.request_id().unwrap()));
}

#[tokio::test]
async fn what_an_org_does_not_accept_says_why() {
    let org = Simulated::with_users(1).unwrap();
    let okta = org.client().unwrap();
    let error = okta.users().create_user(&CreateUserRequest::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Api, Some(400), Some("E0000001")));
    let blank =
        ["login", "email", "firstName", "lastName"].map(|name| format!("{name}: The field cannot be left blank"));
    assert_eq!(error.causes(), blank);
    for cause in blank {
        assert!(error.to_string().contains(&cause), "{error}");
    }
    okta.users().create_user(&new_user("ann@example.com")).await.unwrap();
    let error = okta.users().create_user(&new_user("Ann@Example.com")).await.unwrap_err();
    assert_eq!(error.causes(), ["login: An object with this field already exists in the current organization"]);
    let error = okta.users().create_user(&new_user("bob@example.com")).next_login("changePassword").await.unwrap_err();
    assert_eq!(error.code(), Some("E0000124"));
}

#[tokio::test]
async fn a_used_up_rate_limit() {
    let org = Simulated::of(Setup { limits: Limits::Flat(1), ..Setup::default() }).unwrap();
    let okta = org.builder().setting("PACING", "false").build().unwrap();
    okta.users().get_user("me").await.unwrap();
    let error = okta.users().get_user("me").max_retries(0).await.unwrap_err();
    assert!(error.is_rate_limited() && error.kind() == ErrorKind::RateLimited);
    assert_eq!((error.status(), error.code()), (Some(429), Some("E0000047")));
    assert_eq!((error.rate().limit, error.rate().remaining), (Some(1), Some(0)));
    assert!(error.rate().reset.is_some());
}

#[tokio::test]
async fn bad_arguments_are_refused_before_any_request() {
    let org = Simulated::with_users(1).unwrap();
    let okta = org.client().unwrap();
    for id in ["", ".", "..", "a\nb", "\u{0}"] {
        let error = okta.users().get_user(id).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0), "{id:?}");
        assert!(!error.may_have_been_sent() && error.to_string().contains("id"), "{error}");
    }
    let error = okta.users().get_user("me").with_header("x-a", "b\r\nc: d").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    for path in ["api/v1/users", "https://elsewhere.example/api/v1/users", "//elsewhere.example/x", "/api/../x"] {
        let error = okta.request(Method::Get, path).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::InvalidArgument, 0), "{path}: {error}");
    }
    assert_eq!(org.connections(), 0);
}

#[tokio::test]
async fn nobody_listens() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let okta = Client::builder().org_url(format!("http://127.0.0.1:{port}")).token(TOKEN).build().unwrap();
    let error = okta.users().get_user("me").await.unwrap_err();
    assert_eq!((error.kind(), error.phase(), error.status()), (ErrorKind::Transport, Some(Phase::Connect), None));
    assert!(!error.may_have_been_sent() && std::error::Error::source(&error).is_some(), "{error}");
}

async fn told(answer: Answer) -> Error {
    let server = Scripted::start(move |_, _| answer.clone()).unwrap();
    let okta = server.builder().max_retries(0).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    let listed = okta.users().list_users().items().try_next().await.unwrap_err();
    assert_eq!(listed.kind(), error.kind(), "a list fails in the same way: {listed}");
    assert_eq!(server.requests().len(), 2, "nothing is repeated");
    error
}

#[tokio::test]
async fn a_page_of_html_is_no_answer() {
    let page = "<html><body>Sign in</body></html>";
    let error = told(Answer::new(200, "text/html;charset=utf-8", page)).await;
    assert_eq!((error.kind(), error.status(), error.body()), (ErrorKind::Decode, Some(200), Some(page.as_bytes())));
    assert!(error.to_string().contains("a page") && error.to_string().contains("check the org URL"), "{error}");
    let error = told(Answer::new(404, "text/html", page)).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, None));
    assert!(error.to_string().contains("404") && !error.to_string().contains("Sign in"), "{error}");
    let error = told(Answer::new(302, "text/html", page).header("Location", "https://elsewhere.example/login")).await;
    assert!(error.kind() == ErrorKind::Api && error.to_string().contains("https://elsewhere.example/login"), "{error}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_never_half_a_document() {
    let whole = r#"[{"id":"00u1"}]   "#;
    for bytes in [0, 1, 14, 15, 16] {
        let error = told(Answer::json(200, whole).cut(bytes)).await;
        assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Body)), "{bytes}: {error}");
    }
    for body in ["", "{\"id\":", "[{]", "\u{1}"] {
        let error = told(Answer::json(200, body)).await;
        assert_eq!((error.kind(), error.status(), error.phase()), (ErrorKind::Decode, Some(200), None), "{body}");
    }
}
