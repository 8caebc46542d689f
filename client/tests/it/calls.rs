//! Requests.

use crate::server::{Server, TOKEN, answer, json};
use oktant::{Client, ErrorKind, File, Method, Page};
use std::time::Duration;

#[tokio::test]
async fn a_typed_call_sends_a_request_and_decodes_the_response() {
    let server = Server::start([json(
        200,
        r#"{"id":"00u1","status":"ACTIVE","profile":{"login":"ann@example.com","badge":"42"}}"#,
    )])
    .await;
    let user = server.client().users().get_user("ann@example.com").await.unwrap();
    assert_eq!(user.id.as_deref(), Some("00u1"));
    let request = &server.requests()[0];
    assert!(request.starts_with("GET /api/v1/users/ann%40example.com HTTP/1.1\r\n"), "{request}");
    for header in [&format!("authorization: SSWS {TOKEN}\r\n"), "accept: application/json\r\n", "user-agent: oktant/"] {
        assert!(request.contains(header), "{request}");
    }
}

#[tokio::test]
async fn bodies_query_and_options_are_sent() {
    let server = Server::start([json(200, "{}"), json(200, "[]")]).await;
    let okta = server.builder().user_agent("my-app/2").build().unwrap();
    let body = oktant::models::CreateUserRequest::default();
    okta.users().create_user(&body).activate(false).with_header("x-trace", "7").await.unwrap();
    let page =
        okta.users().list_users().search("status eq \"ACTIVE\"").limit(2).with_query("new", "a b").await.unwrap();
    assert_eq!(page, Page::default());
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /api/v1/users?activate=false "), "{}", requests[0]);
    assert!(requests[0].contains("x-trace: 7\r\n") && requests[0].contains("user-agent: my-app/2 oktant/"));
    assert!(requests[0].contains("content-type: application/json\r\n") && requests[0].ends_with("\r\n\r\n{}"));
    assert_eq!(server.lines()[1], "GET /api/v1/users?search=status%20eq%20%22ACTIVE%22&limit=2&new=a%20b");
}

#[tokio::test]
async fn an_upload_is_multipart() {
    let server = Server::start([answer(201, &[("Location", "/x")], "")]).await;
    server.client().application_logos().upload_application_logo("0oa1", File::new("logo.png", *b"PNG")).await.unwrap();
    let request = &server.requests()[0];
    assert!(request.contains("content-type: multipart/form-data; boundary=oktant-part-00000000\r\n"), "{request}");
    assert!(
        request.contains("name=\"file\"; filename=\"logo.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--"),
        "{request}"
    );
}

#[test]
fn a_file_is_read_from_its_path() {
    let path = std::env::temp_dir().join(format!("oktant-test-{}.png", std::process::id()));
    std::fs::write(&path, b"PNG").unwrap();
    let file = File::from_path(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(format!("{file:?}"), format!("File({:?}, 3 bytes)", path.file_name().unwrap()));
    let error = File::from_path(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn bad_arguments_send_nothing() {
    let server = Server::start([]).await;
    let okta = server.client();
    for id in ["", ".", "..", "%2e%2e", "a/../b", "a\r\nb"] {
        let error = okta.users().get_user(id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{id:?}");
        assert!(error.to_string().starts_with("GET /api/v1/users/{id}: path argument id "), "{error}");
    }
    for (name, value) in [("Authorization", "SSWS x"), ("x-a", "a\r\nb: c"), ("x a", "b")] {
        let error = okta.users().list_users().with_header(name, value).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{name}");
    }
    assert!(okta.request(Method::Get, "https://elsewhere.example/x").await.is_err());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn any_path_can_be_called() {
    let server = Server::start([
        json(200, r#"{"id":"x"}"#),
        answer(200, &[("Content-Type", "text/plain")], "hello"),
        answer(204, &[], ""),
        answer(200, &[], "hello"),
    ])
    .await;
    let okta = server.client();
    let document =
        okta.request(Method::Post, "/api/v1/new?a=1").with_json(&oktant::Json::Bool(true)).with_query("b", "2").await;
    assert_eq!(document.unwrap().unwrap().to_string(), r#"{"id":"x"}"#);
    assert!(
        server.requests()[0].starts_with("POST /api/v1/new?a=1&b=2 ") && server.requests()[0].ends_with("\r\n\r\ntrue")
    );
    let raw = okta.request(Method::Put, "/api/v1/text").with_body("text/plain", "hi").raw().await.unwrap();
    assert_eq!((raw.text().unwrap(), raw.status()), ("hello", 200));
    assert!(raw.json().unwrap_err().to_string().contains("is not JSON"));
    assert_eq!(okta.request(Method::Delete, "/api/v1/gone").await.unwrap(), None);
    let error = okta.request(Method::Get, "/api/v1/text").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains(".raw()"), "{error}");
    assert_eq!(error.body(), Some(&b"hello"[..]));
}

#[tokio::test]
async fn connections_are_reused_and_shared_by_clones() {
    let server = Server::start((0..20).map(|_| json(200, r#"{"id":"00u1"}"#))).await;
    let okta = server.client();
    for _ in 0..10 {
        okta.clone().users().get_user("00u1").await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    let calls = (0..10).map(|_| tokio::spawn(okta.users().get_user("00u1").into_future())).collect::<Vec<_>>();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests().len(), 20);
}

#[tokio::test]
async fn a_closed_connection_is_not_reused() {
    let server = Server::start([json(200, r#"{"id":"00u1"}"#).then_close(), json(200, "{}")]).await;
    let okta = server.client();
    okta.users().get_user("00u1").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    okta.users().create_user(&Default::default()).await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn the_http_client_does_not_retry() {
    use crate::server::raw;
    for end in [|| raw("").then_close(), || json(408, "{}"), || answer(503, &[("Retry-After", "0")], "")] {
        let server = Server::start([json(200, r#"{"id":"00u1"}"#), end(), json(200, "{}")]).await;
        let okta = server.client();
        okta.users().get_user("00u1").await.unwrap();
        okta.user_lifecycle().suspend_user("00u1").await.unwrap_err();
        assert_eq!(server.requests().len(), 2);
        okta.users().get_user("00u1").await.unwrap();
    }
}

#[tokio::test]
async fn a_server_without_tls_is_a_connect_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || std::io::Write::write_all(&mut listener.accept().unwrap().0, b"HTTP/1.1 400 x\r\n\r\n"));
    let okta = Client::builder().org_url(format!("https://127.0.0.1:{port}")).token(TOKEN).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(oktant::Phase::Connect)), "{error}");
}

#[tokio::test]
async fn dropping_the_future_closes_the_connection() {
    let server = Server::start([crate::server::beginning("{").then_hang()]).await;
    let okta = server.client();
    let call = tokio::time::timeout(Duration::from_millis(200), okta.users().get_user("00u1").into_future());
    assert!(call.await.is_err());
    server.wait_until_abandoned().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_hanging_response_times_out() {
    let server = Server::start([crate::server::raw("").then_hang()]).await;
    let call = server.client().users().get_user("00u1").timeout(Duration::from_millis(200)).max_retries(0);
    let error = call.await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_been_sent(), "{error:?}");
    assert_eq!(error.to_string(), "GET /api/v1/users/{id}: no response within 200ms");
    assert!(error.elapsed() >= Duration::from_millis(190));
    server.wait_until_abandoned().await;
}

#[tokio::test]
async fn a_dripping_response_times_out() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    let server = Server::start([crate::server::raw(head).then_drip(&[b'x'; 1000], 10)]).await;
    let okta = server.builder().timeout(Duration::from_millis(300)).max_retries(0).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Timeout, Some(oktant::Phase::Body)));
}

#[tokio::test]
async fn a_refused_connection_sends_nothing() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let okta = Client::builder().org_url(format!("http://127.0.0.1:{port}")).token(TOKEN).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(oktant::Phase::Connect)));
    assert!(!error.may_have_been_sent() && error.to_string().contains("refused"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn futures_and_streams_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let okta = Client::builder().org_url("https://example.okta.com").token(TOKEN).build().unwrap();
    shared(&okta);
    moves(okta.users().get_user("x").into_future());
    moves(okta.users().get_user("x").raw().into_future());
    moves(okta.users().list_users().items());
    moves(okta.users().list_users().pages());
    moves(okta.users().list_users().first_page());
    assert!(!format!("{okta:?} {:?}", okta.users().get_user("secret-id")).contains("secret"));
}
