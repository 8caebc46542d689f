//! A transport of one's own.

use crate::{id, new_user, soon};
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::{Client, HttpRequest};
use oktant_e2e::TOKEN;
use oktant_simulator::{Org, Request, Setup, Time};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Barrier;

/// An org in this very process: no socket, no clock.
struct InProcess(Mutex<Org>);

impl Transport for InProcess {
    fn send(&self, request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        let target = request.url.strip_prefix("https://example.okta.com").unwrap();
        let mut asked = Request::new(&request.method.to_string(), target);
        asked.headers = request.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        asked.headers.push(("host".into(), "example.okta.com".into()));
        asked.headers.push(("x-forwarded-proto".into(), "https".into()));
        asked.body = request.body.as_deref().unwrap_or_default().to_vec();
        let answer = self.0.lock().unwrap().handle(&asked, Time::from_seconds(1_750_000_000));
        let mut response = HttpResponse::new(answer.status).body(answer.body);
        for (name, value) in answer.headers {
            response = response.header(name, value.replace("http://", "https://"));
        }
        Box::pin(async { Ok(response) })
    }
}

fn client(transport: impl Transport) -> Client {
    let builder = Client::builder().org_url("https://example.okta.com").token(TOKEN);
    builder.transport(Arc::new(transport)).build().unwrap()
}

#[tokio::test]
async fn an_org_without_a_socket() {
    let okta = client(InProcess(Org::new(&Setup { users: 25, token: TOKEN.into(), ..Setup::default() }).into()));
    let users: Vec<_> = okta.users().list_users().limit(10).items().try_collect().await.unwrap();
    assert_eq!(users.len(), 25);
    let made = okta.users().create_user(&new_user("ann@example.com")).await.unwrap();
    assert_eq!(made.created.as_ref().unwrap().unix_ms(), Some(1_750_000_000_000));
    assert_eq!(okta.users().get_user(id(&made)).await.unwrap().id, made.id);
    assert!(okta.users().get_user("nobody").await.unwrap_err().is_not_found());
    assert_eq!(okta.users().list_users().limit(10).items().wait().count(), 26, "waiting uses it too");
}

/// Answers nobody before so many ask at once.
struct Together(Barrier);

impl Transport for Together {
    fn send(&self, _request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        Box::pin(async {
            self.0.wait().await;
            Ok(HttpResponse::new(200).body("{}"))
        })
    }
}

#[tokio::test]
async fn calls_of_one_client_do_not_wait_for_each_other() {
    let okta = client(Together(Barrier::new(64)));
    let calls = join_all((0..64).map(|_| okta.users().get_user("me").into_future()));
    assert!(soon(calls).await.into_iter().all(|user| user.is_ok()));
}
