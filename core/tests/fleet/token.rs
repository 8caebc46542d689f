//! One member asks the org for a token, and all use it.

use crate::store::Store;
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::fleet::StoreRequest;
use oktant_core::io::{Now, ReceivedBody, ReceivedResponse};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Call, Headers, Operation, Options, Session};
use std::sync::Arc;

/// Made for this test.
const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgobxwhkMMrN+FSH19
lBKaLvoJlQwMryp+0zMa1ggOEtOhRANCAATebffy8IZkZAZ5ZYn5396lT5dHATpH
SsXqvD1TKR9jp60vyJ2jRbVTOJy6DjaEwBq5SQDOdJvOSwwo3uwkwX5R
-----END PRIVATE KEY-----";

fn session(member: u64, settings: &[(Key, &str)]) -> Session {
    let mut raw = RawConfig::new();
    raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
    raw.put(Key::AuthorizationMode, "PrivateKey", Origin::Code);
    raw.put(Key::ClientId, "0oa1", Origin::Code);
    raw.put(Key::Scopes, "okta.users.read", Origin::Code);
    raw.put(Key::PrivateKey, KEY, Origin::Code);
    raw.put(Key::Fleet, "redis://127.0.0.1", Origin::Code);
    settings.iter().for_each(|(key, text)| raw.put(*key, *text, Origin::Code));
    let session = Session::new(raw.resolve().unwrap());
    session.join_fleet(member);
    session
}

/// The engine's request for a token.
pub(crate) fn request() -> StoreRequest {
    let store = Store::new();
    let mut caller = Caller::new(&session(1, &[]), &store, 0);
    let step = caller.call.step(Input::Started { seed: 1 }, caller.now());
    let Step::Store(request) = step else { panic!("{step:?}") };
    request
}

/// A call, and the time of all clocks.
struct Caller<'a> {
    call: Call,
    store: &'a Store,
    now_ms: u64,
}

impl Caller<'_> {
    fn new<'a>(session: &Session, store: &'a Store, now_ms: u64) -> Caller<'a> {
        let operation = Arc::new(Operation::find("getUser").unwrap());
        let arguments = Arguments::new().path("id", "00u1");
        Caller { call: session.call(&operation, &arguments, &Options::default()).unwrap(), store, now_ms }
    }

    fn begin(&mut self) -> Step {
        self.step(Input::Started { seed: 1 })
    }

    /// The next step that the store has nothing to do with, and what the store was asked.
    fn step(&mut self, input: Input) -> Step {
        let mut step = self.call.step(input, self.now());
        while let Step::Store(request) = step {
            let reply = self.reply(&request);
            step = self.call.step(reply, self.now());
        }
        step
    }

    fn reply(&self, request: &StoreRequest) -> Input {
        Input::Stored(self.store.run(request, 1_700_000_000_000 + self.now_ms))
    }

    fn now(&self) -> Now {
        Now { mono_ms: self.now_ms, unix_ms: 1_700_000_000_000 + self.now_ms }
    }

    /// Gets a token from the org; gives the step after that.
    fn grant(&mut self, step: Step, token: &str) -> Step {
        assert!(matches!(step, Step::Sign(_)), "{step:?}");
        let step = self.step(Input::Signed(vec![1; 64]));
        assert_eq!(authorization(&step), None);
        let body = format!(r#"{{"token_type":"Bearer","expires_in":3600,"access_token":"{token}"}}"#);
        let body = ReceivedBody::Text(body.into_bytes().into());
        self.step(Input::Responded(ReceivedResponse { status: 200, headers: Headers::new(), body }))
    }
}

/// The header with the token of the request that is sent.
fn authorization(step: &Step) -> Option<String> {
    let Step::Send(send) = step else { panic!("{step:?}") };
    let header = send.request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    header.map(|(_, text)| text.clone())
}

#[test]
fn one_member_asks_the_org_and_the_others_wait_for_its_token() {
    let store = Store::new();
    let (one, two) = (session(1, &[]), session(2, &[]));
    let mut first = Caller::new(&one, &store, 0);
    let asked = first.begin();
    let mut second = Caller::new(&two, &store, 10);
    let Step::Wait(wait) = second.begin() else { panic!("it asks, too") };
    assert!(wait.at_most.as_millis() <= 100);
    let sent = first.grant(asked, "token-one-0123");
    assert_eq!(authorization(&sent).as_deref(), Some("Bearer token-one-0123"));
    assert_eq!(authorization(&second.step(Input::Woke)).as_deref(), Some("Bearer token-one-0123"));
    // Half an hour later it is still good; five minutes before its end one member renews it, and the others use the old one.
    let mut third = Caller::new(&session(3, &[]), &store, 1_800_000);
    assert_eq!(authorization(&third.begin()).as_deref(), Some("Bearer token-one-0123"));
    let (mut renews, mut waits) =
        (Caller::new(&session(4, &[]), &store, 3_400_000), Caller::new(&session(5, &[]), &store, 3_400_100));
    let asked = renews.begin();
    assert_eq!(authorization(&waits.begin()).as_deref(), Some("Bearer token-one-0123"));
    let sent = renews.grant(asked, "token-two-0123");
    assert_eq!(authorization(&sent).as_deref(), Some("Bearer token-two-0123"));
}

#[test]
fn a_token_that_the_org_refuses_is_replaced_for_all() {
    let store = Store::new();
    let (one, two) = (session(1, &[]), session(2, &[]));
    let mut first = Caller::new(&one, &store, 0);
    let asked = first.begin();
    let _ = first.grant(asked, "token-one-0123");
    let refused = |caller: &mut Caller<'_>| {
        let body = ReceivedBody::Text(b"{}".as_slice().into());
        caller.step(Input::Responded(ReceivedResponse { status: 401, headers: Headers::new(), body }))
    };
    let mut second = Caller::new(&two, &store, 20);
    assert_eq!(authorization(&second.begin()).as_deref(), Some("Bearer token-one-0123"));
    let asked = refused(&mut first);
    let sent = first.grant(asked, "token-two-0123");
    assert_eq!(authorization(&sent).as_deref(), Some("Bearer token-two-0123"));
    assert_eq!(authorization(&refused(&mut second)).as_deref(), Some("Bearer token-two-0123"));
}

#[test]
fn an_org_that_refuses_one_member_tells_the_next_at_once() {
    let store = Store::new();
    let (one, two) = (session(1, &[]), session(2, &[]));
    let (mut first, mut second) = (Caller::new(&one, &store, 0), Caller::new(&two, &store, 10));
    for (caller, is_first) in [(&mut first, true), (&mut second, false)] {
        if !is_first {
            caller.now_ms = 110;
        }
        let asked = caller.begin();
        assert!(matches!(asked, Step::Sign(_)), "{asked:?}");
        let _ = caller.step(Input::Signed(vec![1; 64]));
        let body = ReceivedBody::Text(br#"{"error":"invalid_client"}"#.as_slice().into());
        let refused = caller.step(Input::Responded(ReceivedResponse { status: 401, headers: Headers::new(), body }));
        assert!(matches!(refused, Step::Done(Err(_))), "{refused:?}");
    }
}

#[test]
fn a_member_that_is_killed_while_it_asks_holds_nobody_up_for_long() {
    let store = Store::new();
    let mut killed = Caller::new(&session(1, &[]), &store, 0);
    assert!(matches!(killed.begin(), Step::Sign(_)));
    std::mem::forget(killed);
    let mut second = Caller::new(&session(2, &[]), &store, 5000);
    assert!(matches!(second.begin(), Step::Wait(_)));
    second.now_ms = 10_000;
    let asked = second.step(Input::Woke);
    assert_eq!(authorization(&second.grant(asked, "token-one-0123")).as_deref(), Some("Bearer token-one-0123"));
}

#[test]
fn a_token_that_is_bound_to_a_key_stays_with_its_process() {
    let session = session(1, &[(Key::Dpop, "true")]);
    let store = Store::new();
    let mut first = Caller::new(&session, &store, 0);
    let step = first.call.step(Input::Started { seed: 1 }, first.now());
    assert!(matches!(step, Step::Sign(_)), "{step:?}");
}

#[test]
fn members_with_other_scopes_or_another_key_have_their_own_tokens_and_nothing_shows_them() {
    let store = Store::new();
    let mut first = Caller::new(&session(1, &[]), &store, 0);
    let asked = first.begin();
    let _ = first.grant(asked, "token-one-0123");
    let mut second = Caller::new(&session(2, &[(Key::Scopes, "okta.groups.read")]), &store, 20);
    assert!(matches!(second.begin(), Step::Sign(_)));
    let step = Caller::new(&session(3, &[]), &store, 30).call.step(Input::Started { seed: 1 }, Now::default());
    let Step::Store(request) = &step else { panic!("{step:?}") };
    assert!(request.unseal && request.key.starts_with("oktant:{example.okta.com}:0oa1:token:"), "{request:?}");
    let reply = store.run(request, 1_700_000_000_030);
    assert!(!format!("{step:?} {reply:?}").contains("token-one"), "{reply:?}");
}
