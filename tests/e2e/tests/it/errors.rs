//! What goes wrong, as a user sees it.

use crate::new_user;
use oktant::ErrorKind;
use oktant::models::CreateUserRequest;
use oktant_e2e::Simulated;
use oktant_simulator::{Limits, Setup};

#[tokio::test]
async fn a_wrong_token() {
    let org = Simulated::with_users(1);
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
    let org = Simulated::with_users(1);
    let error = org.client().users().get_user("00uNobody").await.unwrap_err();
    assert!(error.is_not_found() && !error.is_conflict() && error.may_have_been_sent());
    assert_eq!((error.code(), error.link()), (Some("E0000007"), Some("E0000007")));
    assert_eq!(error.summary(), Some("Not found: Resource not found: 00uNobody (User)"));
    assert!(error.id().is_some_and(|id| id.starts_with("oae")) && error.causes().is_empty());
    assert_eq!((error.operation(), error.attempts(), error.phase()), (Some("getUser"), 1, None));
    assert_eq!(error.rate().limit, Some(2000));
    let text = "GET /api/v1/users/{id}: 404 E0000007: Not found: Resource not found: 00uNobody (User)";
    assert_eq!(error.to_string(), format!("{text} [{}]", error.request_id().unwrap()));
}

#[tokio::test]
async fn what_an_org_does_not_accept_says_why() {
    let org = Simulated::with_users(1);
    let okta = org.client();
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
    let org = Simulated::of(Setup { limits: Limits::Flat(1), ..Setup::default() });
    let okta = org.builder().setting("PACING", "false").build().unwrap();
    okta.users().get_user("me").await.unwrap();
    let error = okta.users().get_user("me").max_retries(0).await.unwrap_err();
    assert!(error.is_rate_limited() && error.kind() == ErrorKind::RateLimited);
    assert_eq!((error.status(), error.code()), (Some(429), Some("E0000047")));
    assert_eq!((error.rate().limit, error.rate().remaining), (Some(1), Some(0)));
    assert!(error.rate().reset.is_some());
}
