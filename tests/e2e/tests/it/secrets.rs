//! What was planted must be seen nowhere: in no error, no `Debug`, no log line.

use crate::{credentials, id, new_user, password};
use oktant::models::ChangePasswordRequest;
use oktant::{Client, Error, Method};
use oktant_e2e::{Answer, Scripted, Simulated, TOKEN};
use std::cell::RefCell;
use std::error::Error as _;
use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex, Once};
use tracing_subscriber::fmt::format::FmtSpan;

const PASSWORD: &str = "Planted-Pa55word";
const OTHER: &str = "Planted-0ther-Pa55word";
const ANSWER: &str = "a planted stoat";
const PLANTED: [&str; 5] = [TOKEN, PASSWORD, OTHER, ANSWER, "planted"];

/// Everything that a program could print.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u8>>>);

impl Seen {
    fn debug(&self, value: &impl Debug) {
        self.text(&format!("{value:?} {value:#?}"));
    }

    fn error(&self, error: &Error) {
        self.debug(error);
        self.text(&error.to_string());
        let mut below = error.source();
        while let Some(cause) = below {
            self.text(&format!("{cause} {cause:?}"));
            below = cause.source();
        }
    }

    fn text(&self, text: &str) {
        let mut seen = self.0.lock().unwrap();
        seen.extend_from_slice(text.as_bytes());
        seen.push(b'\n');
    }

    /// The number of lines, none of which has anything that was planted.
    fn check(&self) -> usize {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        for line in text.lines() {
            for planted in PLANTED {
                assert!(!line.to_lowercase().contains(&planted.to_lowercase()), "{planted} is seen in: {line}");
            }
        }
        text.lines().count()
    }

    /// Takes the log of this thread too, down to the finest.
    fn log(&self) {
        // One subscriber for all threads: with one a thread, what others do at the same time can switch places off.
        static LOG: Once = Once::new();
        LOG.call_once(|| {
            let builder = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
            builder.with_span_events(FmtSpan::FULL).with_writer(|| Logged).init();
        });
        SEEN.with_borrow_mut(|seen| *seen = Some(self.clone()));
    }
}

thread_local! {
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// Where the log of this thread goes, while a test wants it; each test has a thread.
struct Logged;

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        SEEN.with_borrow_mut(|seen| seen.as_mut().map_or(Ok(bytes.len()), |seen| seen.write(bytes)))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Write for Seen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "current_thread")]
async fn in_the_life_of_a_user() {
    let seen = Seen::default();
    seen.log();
    let org = Simulated::with_users(2);
    seen.debug(&org.builder());
    let okta = org.client();
    seen.debug(&okta);

    let mut ann = new_user("ann@example.com");
    ann.credentials = Some(credentials(PASSWORD, ANSWER).into());
    ann.profile.as_mut().unwrap().extras.insert("badgePassword", PASSWORD);
    seen.debug(&ann);
    let request = okta.users().create_user(&ann);
    seen.debug(&request);
    seen.debug(&request.raw());
    seen.error(&okta.users().create_user(&ann).await.unwrap_err());
    ann.profile.as_mut().unwrap().extras.remove("badgePassword");
    let raw = okta.users().create_user(&ann).raw().await.unwrap();
    seen.debug(&raw);
    let ann_id = id(raw.value().unwrap());
    seen.error(&okta.users().create_user(&ann).await.unwrap_err());

    let change = ChangePasswordRequest {
        old_password: Some(password(OTHER).into()),
        new_password: Some(password(PASSWORD).into()),
        ..ChangePasswordRequest::default()
    };
    seen.debug(&change);
    seen.debug(&okta.user_credentials().change_password(&ann_id, &change));
    seen.error(&okta.user_credentials().change_password(&ann_id, &change).await.unwrap_err());
    let wrong = credentials(PASSWORD, "planted, and wrong");
    seen.error(&okta.user_credentials().forgot_password_set_new_password(&ann_id, &wrong).await.unwrap_err());

    let untyped = okta.request(Method::Post, "/api/v1/nowhere").with_json(&ann).with_header("x-key", "planted");
    let untyped = untyped.with_query("secret", "planted");
    seen.debug(&untyped);
    seen.error(&untyped.await.unwrap_err());
    seen.debug(&okta.users().list_users().search("planted").items());
    seen.error(&okta.users().list_users().search("planted eq").items().try_next().await.unwrap_err());
    seen.error(&okta.users().get_user("planted\n").await.unwrap_err());
    assert!(seen.check() > 100);
}

#[tokio::test(flavor = "current_thread")]
async fn in_what_an_org_gives_once() {
    let seen = Seen::default();
    let org = Simulated::with_users(2);
    let okta = org.client();
    let ann = id(&okta.users().create_user(&new_user("ann@example.com")).activate(false).await.unwrap());
    let token = okta.user_lifecycle().activate_user(&ann).send_email(false).await.unwrap();
    let url = okta.user_credentials().reset_password(&ann, false).await.unwrap();
    let shown = format!("{token:?} {url:?} {:?}", okta.users().get_user(&ann).raw().await.unwrap());
    for secret in [token.activation_token, token.activation_url, url.reset_password_url] {
        assert!(!shown.contains(&secret.unwrap()), "{shown}");
    }
    let me = id(&okta.users().list_users().await.unwrap().items[0]);
    let temporary = okta.user_credentials().expire_password_with_temp_password(&me).await.unwrap();
    let secret = temporary.temp_password.as_deref().unwrap();
    assert!(!format!("{temporary:?}").contains(secret));
    seen.debug(&temporary);
    seen.check();
}

/// A server that repeats what was sent, everywhere that it can.
fn parrot(number: usize) -> Answer {
    let error = format!(
        r#"{{"errorCode":"E0000001","errorSummary":"SSWS {TOKEN}","errorLink":"{TOKEN}","errorId":"{TOKEN}","errorCauses":[{{"errorSummary":"Authorization: SSWS {TOKEN}"}},"{TOKEN}"]}}"#
    );
    let location = format!("https://elsewhere.example/?token={TOKEN}");
    match number {
        0 => Answer::json(400, error),
        1 => Answer::json(401, error),
        2 => Answer::json(429, error).header("X-Okta-Request-Id", TOKEN),
        3 => Answer::new(302, "text/html", "").header("Location", &location),
        4 => Answer::new(500, TOKEN, TOKEN),
        5 => Answer::json(200, TOKEN),
        6 => Answer::new(200, "text/html", TOKEN),
        7 => Answer::new(200, TOKEN, format!("[{{\"password\":\"{PASSWORD}\"}}")),
        8 => Answer::json(200, format!("[\"{TOKEN}\"]")),
        9 => Answer::json(200, TOKEN).cut(3),
        10 => Answer::json(404, format!(r#"{{"error":"{TOKEN}","error_description":"{TOKEN}"}}"#)),
        11 => Answer::json(200, "[]").header("Link", &format!("<{location}>; rel=\"next\"")),
        _ => Answer::json(200, "[]").header("Link", &format!("<no link, {TOKEN}>; rel=\"next\"")),
    }
}

#[tokio::test(flavor = "current_thread")]
async fn in_what_a_server_repeats() {
    let seen = Seen::default();
    seen.log();
    let server = Scripted::start(|number, _| parrot(number));
    let okta = server.builder().max_retries(0).build().unwrap();
    for _ in 0..11 {
        seen.error(&okta.users().get_user("00u1").await.unwrap_err());
    }
    for _ in 0..2 {
        let mut users = okta.users().list_users().items();
        seen.error(&users.try_next().await.unwrap_err());
        seen.debug(&users);
    }
    assert_eq!(server.requests().len(), 13);
    assert!(server.requests().iter().all(|got| got.header("authorization") == Some(&format!("SSWS {TOKEN}"))));
    assert!(seen.check() > 50);
}

#[test]
fn in_a_client_that_cannot_be_made() {
    let seen = Seen::default();
    for token in ["{planted}", "SSWS planted", "planted\nplanted", "plänted planted", "  planted planted "] {
        let builder = Client::builder().org_url("https://example.okta.com").token(token);
        seen.debug(&builder);
        seen.error(&builder.build().unwrap_err());
    }
    let error = Client::builder().org_url("https://user:planted@example.okta.com").token(TOKEN).build().unwrap_err();
    seen.error(&error);
    seen.check();
}
