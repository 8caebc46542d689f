//! Responses.

use crate::server::{Server, TOKEN, answer, json, raw};
use oktant::{Error, ErrorKind, Phase};
use std::time::{Duration, Instant};

async fn get(answer: crate::server::Response) -> Error {
    let server = Server::start([answer]).await;
    let error = server.client().users().get_user("00u1").max_retries(0).await.unwrap_err();
    assert_eq!(server.requests().len(), 1, "nothing is repeated");
    assert!(!format!("{error} {error:?}").contains(TOKEN));
    error
}

#[tokio::test]
async fn an_error_document_is_complete() {
    let body = r#"{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: 00u1 (User)","errorLink":"E0000007","errorId":"oae1","errorCauses":[]}"#;
    let rate = [("Content-Type", "application/json"), ("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "599")];
    let error = get(answer(404, &rate, body)).await;
    assert!(error.is_not_found());
    assert_eq!((error.kind(), error.code(), error.id()), (ErrorKind::Api, Some("E0000007"), Some("oae1")));
    assert_eq!((error.operation(), error.attempts(), error.request_id()), (Some("getUser"), 1, Some("req404")));
    assert_eq!((error.rate().limit, error.rate().remaining, error.rate().reset), (Some(600), Some(599), None));
    assert_eq!(
        error.to_string(),
        "GET /api/v1/users/{id}: 404 E0000007: Not found: Resource not found: 00u1 (User) [req404]"
    );
}

#[tokio::test]
async fn an_error_without_a_document_is_an_error() {
    let error = get(answer(401, &[], "")).await;
    assert!(error.is_unauthorized() && error.kind() == ErrorKind::Api);
    let error = get(answer(404, &[("Content-Type", "text/html")], format!("<html>{}</html>", "x".repeat(3000)))).await;
    assert!(error.code().is_none() && !error.to_string().contains("xxx"), "{error}");
    assert_eq!(get(json(429, "{}")).await.kind(), ErrorKind::RateLimited);
    assert_eq!(get(answer(500, &[], b"{\"errorCode\":\"\xff\"}")).await.status(), Some(500));
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let other = Server::start([]).await;
    let location = format!("{}/api/v1/users/00u1", other.origin);
    let error = get(answer(302, &[("Location", &location)], "")).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(302)));
    assert!(error.to_string().contains(&location), "{error}");
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn an_echoed_credential_is_redacted() {
    let body = format!(
        r#"{{"errorCode":"E0000020","errorSummary":"Authorization was SSWS {TOKEN}","errorCauses":[{{"errorSummary":"{TOKEN}"}}]}}"#
    );
    let error = get(json(400, &body)).await;
    assert!(error.to_string().contains("Authorization was SSWS ***"), "{error}");
    assert!(!format!("{:?}{:?}", error.summary(), error.causes()).contains(TOKEN));
}

#[tokio::test]
async fn at_most_one_mebibyte_of_an_error_is_read() {
    let mut bytes = b"HTTP/1.1 500 x\r\nContent-Length: 67108864\r\n\r\n".to_vec();
    bytes.resize(67_108_864, b'x');
    let server = Server::start([raw(bytes)]).await;
    let begin = Instant::now();
    let error = server.client().users().get_user("00u1").await.unwrap_err();
    assert_eq!((error.status(), error.body().map(<[u8]>::len)), (Some(500), Some(1 << 20)));
    assert!(error.to_string().contains("1048576 bytes or more") && begin.elapsed() < Duration::from_secs(3));
    server.wait_until_abandoned().await;
    assert!(server.written() < 25_000_000, "{}", server.written());
}

#[tokio::test]
async fn an_error_with_a_truncated_body_is_a_transport_error() {
    let error = get(raw("HTTP/1.1 404 x\r\nContent-Length: 100\r\n\r\n{\"err").then_close()).await;
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Body)), "{error}");
}

#[tokio::test]
async fn a_truncated_body_is_an_error() {
    let length = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":\"00u1\"}";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{\"id\":\"00u1\"}\r\nnonsense\r\n";
    let cut = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n{\"id\":\"00u1\"}\r\n";
    for bytes in [length, chunked, cut] {
        let error = get(raw(bytes).then_close()).await;
        assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Body)), "{error}");
        assert!(error.to_string().starts_with("GET /api/v1/users/{id}: the response broke off: "), "{error}");
    }
    let error = get(raw("").then_close()).await;
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Transport, Some(Phase::Answer)));
    assert_eq!(get(raw("no HTTP at all\r\n\r\n").then_close()).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn an_unexpected_body_is_a_decode_error_with_the_body() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for (body, media, part) in [
        (&b""[..], "application/json", "no body where JSON is expected"),
        (b"<html>Sign in</html>", "text/html", "a page (text/html, 20 bytes) where JSON is expected"),
        (b"hello", "text/plain", "a body that is not JSON (text/plain, 5 bytes)"),
        (b"{\"id\":\"\xff\xfe\"}", "application/json", "JSON that is incomplete"),
        (b"{\"id\":\"00u1\"", "application/json", "JSON that is incomplete"),
        (b"[1]", "application/json", "a list where an object is expected"),
        (b"null", "application/json", "a single value where an object is expected"),
        (deep.as_bytes(), "application/json", "JSON that is incomplete"),
    ] {
        let error = get(answer(200, &[("Content-Type", media)], body)).await;
        assert_eq!((error.kind(), error.status(), error.request_id()), (ErrorKind::Decode, Some(200), Some("req200")));
        assert!(
            error.to_string().starts_with("GET /api/v1/users/{id}: 200 with ") && error.to_string().contains(part),
            "{error}"
        );
        assert_eq!(error.body().unwrap_or_default(), body);
    }
}

#[tokio::test]
async fn json_is_read_with_any_content_type() {
    let many = (0..10_000).map(|n| format!("\"m{n}\":{n}")).collect::<Vec<_>>().join(",");
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(400), "]".repeat(400));
    let bodies = ["\u{feff}{\"id\":\"00u1\"}".to_owned(), format!("{{{many}}}"), deep];
    let server = Server::start(bodies.iter().map(|body| answer(200, &[("Content-Type", "text/plain")], body))).await;
    let okta = server.client();
    for body in &bodies {
        let raw = okta.users().get_user("00u1").raw().await.unwrap();
        assert_eq!(raw.bytes(), body.as_bytes());
        use oktant::Document;
        assert_eq!(raw.value().unwrap().to_json(), raw.json().unwrap());
    }
}

#[tokio::test]
async fn an_operation_without_a_response_body_ignores_one() {
    let server = Server::start([answer(204, &[], ""), json(200, r#"{"extra":1}"#), answer(202, &[], "")]).await;
    let okta = server.client();
    okta.users().delete_user("00u1").await.unwrap();
    let raw = okta.users().delete_user("00u1").raw().await.unwrap();
    assert_eq!(raw.json().unwrap().to_string(), r#"{"extra":1}"#);
    okta.users().delete_user("00u1").send_email(true).prefer("respond-async").await.unwrap();
    assert!(server.requests()[2].contains("prefer: respond-async\r\n"));
}

#[tokio::test]
async fn a_raw_response_has_everything() {
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Rate-Limit-Reset", "1700000000"),
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
    ];
    let server = Server::start([answer(200, &headers, r#"{"id":"00u1"}"#)]).await;
    let raw = server.client().users().get_user("00u1").raw().await.unwrap();
    assert_eq!((raw.status(), raw.request_id(), raw.attempts()), (200, Some("req200"), 1));
    assert_eq!((raw.rate().reset, raw.cursor()), (Some(1_700_000_000), None));
    assert_eq!(raw.headers().all("set-cookie").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(raw.text().unwrap(), r#"{"id":"00u1"}"#);
    assert_eq!(raw.value().unwrap().id.as_deref(), Some("00u1"));
    assert_eq!(raw.into_value().unwrap().id.as_deref(), Some("00u1"));
}

#[tokio::test]
async fn text_responses_are_text() {
    let server =
        Server::start([answer(200, &[("Content-Type", "application/xml")], "<md/>"), answer(200, &[], b"\xff")]).await;
    let okta = server.client();
    let metadata = okta.application_sso().preview_saml_metadata_for_application("0oa1", "k1");
    assert_eq!(&*metadata.await.unwrap(), "<md/>");
    let error = okta.application_sso().preview_saml_metadata_for_application("0oa1", "k1").await.unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(&b"\xff"[..])));
}
