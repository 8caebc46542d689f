//! Tracing output of calls. In its own test program, since a process has one global subscriber.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "it/server.rs"]
mod server;

use server::{Server, TOKEN, json, raw};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_show_the_operation_and_no_value() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let server = Server::start([
        json(200, "{\"id\":\"canary-answer\"}"),
        raw("").then_close(),
        json(404, "{\"errorSummary\":\"canary-answer\"}"),
    ])
    .await;
    let okta = server.client();
    okta.users()
        .get_user("canary-id")
        .with_query("x", "canary-query")
        .with_header("x-y", "canary-header")
        .await
        .unwrap();
    okta.users().get_user("canary-id").await.unwrap_err();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("oktant.call{operation=\"getUser\" attempt=1 status=200}"), "{text}");
    assert!(text.contains("attempt=2 status=404}") && text.contains("call failed kind=Api"), "{text}");
    let span = "oktant.request{otel.name=\"GET /api/v1/users/{id}\" otel.kind=\"client\" http.request.method=\"GET\" \
                url.template=\"/api/v1/users/{id}\" server.address=\"127.0.0.1\" server.port=";
    assert!(text.contains(span), "{text}");
    assert!(text.contains(" http.response.status_code=200}"), "{text}");
    assert!(text.contains(" http.response.status_code=404 error.type=\"404\"}"), "{text}");
    assert!(text.contains(" http.request.resend_count=1 "), "{text}");
    assert!(text.contains(" error.type=\"broken\"}"), "{text}");
    assert!(!text.contains("canary") && !text.contains(TOKEN), "{text}");
}
