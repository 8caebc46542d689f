//! Whatever hosts do to several calls of one session, in whatever order and at whatever time: nothing panics, a call that is
//! over stays so, no repeat comes without a pause, and the credential shows nowhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::io::{Failure, FailureKind, BodySummary, Now, ReceivedBody, ReceivedResponse, BodyKind};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Call, Headers, Operation, Options, Phase, Secret, Session};
use std::sync::Arc;

const TOKEN: &str = "00token0123456789";
const CALLS: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let session = session(first & 1 == 1, first & 2 == 2, first & 4 == 4);
    let mut calls: Vec<Played> = (0..CALLS).map(|which| Played::new(&session, which)).collect();
    let mut now = Now { mono_ms: 0, unix_ms: 1_700_000_000_000 };
    let mut rest = bytes;
    while let [act, number, time, after @ ..] = rest {
        let text = after.get(..usize::from(*number) % 40).unwrap_or_default();
        now.mono_ms += u64::from(*time) * u64::from(*time);
        calls[usize::from(*act >> 6) % CALLS].act(*act & 63, *number, text, now);
        rest = after.get(text.len()..).unwrap_or_default();
    }
});

fn session(callback: bool, browser: bool, deadline: bool) -> Session {
    let mut raw = RawConfig::new();
    raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
    match callback {
        true => raw.bearer_callback(),
        false => {
            raw.put(Key::Token, TOKEN, Origin::Code);
            raw.put(Key::AuthorizationMode, "Bearer", Origin::Code);
        }
    }
    if browser {
        raw.browser();
    }
    if deadline {
        raw.put(Key::Deadline, "9", Origin::Code);
    }
    Session::new(raw.resolve().expect("good settings"))
}

struct Played {
    call: Option<Call>,
    done: Option<String>,
    paused: bool,
    sent: u32,
}

impl Played {
    fn new(session: &Session, which: usize) -> Played {
        let (id, arguments) = [
            ("getUser", Arguments::new().path("id", "00u1")),
            ("createUser", Arguments::new().json_text("{}")),
            ("deleteUser", Arguments::new().path("id", "00u1")),
            ("deleteGroup", Arguments::new().path("groupId", "00g1")),
        ][which]
            .clone();
        let row = Arc::new(Operation::find(id).expect("a row"));
        let call = session.call(&row, &arguments, &Options::default()).expect("good arguments");
        Played { call: Some(call), done: None, paused: true, sent: 0 }
    }

    fn act(&mut self, kind: u8, number: u8, text: &[u8], now: Now) {
        if kind == 63 {
            self.call = None;
        }
        let Some(call) = &mut self.call else { return };
        let renews = matches!(kind % 9, 5 | 6);
        let step = call.step(input(kind % 9, number, text), now);
        if let Step::Send(_) = &step {
            assert!(self.paused || renews || self.sent == 0, "a repeat without a pause");
            self.sent += 1;
            self.paused = false;
        }
        if let Step::Wait(wait) = &step {
            assert!(!wait.at_most.is_zero());
            self.paused = true;
        }
        self.paused |= matches!(step, Step::Bearer(_));
        assert!(call.attempts() <= 4, "three tries, and one with a fresh token");
        let shown = format!("{step:?}");
        assert!(!shown.contains(TOKEN), "{shown}");
        match &self.done {
            Some(done) => assert_eq!(done, &shown),
            None if matches!(step, Step::Done(_)) => self.done = Some(shown),
            None => {}
        }
    }
}

fn input(kind: u8, number: u8, text: &[u8]) -> Input {
    let phase = [Phase::Connect, Phase::Answer, Phase::Body][usize::from(number) % 3];
    let plain = String::from_utf8_lossy(text).into_owned();
    match kind {
        0 => Input::Started { seed: u64::from(number) },
        1 | 2 => Input::Woke,
        3 => Input::Failed(Failure::new(FailureKind::Broken, phase, plain)),
        4 => Input::Failed(Failure::new(FailureKind::TimedOut, phase, "")),
        5 => Input::Bearer(Secret::new(plain)),
        6 => answer([429, 503, 504, 502, 401, 404, 500, 302][usize::from(number) % 8], &plain),
        7 => answer(200 + u16::from(number) * 2, &plain),
        _ => Input::Cancelled,
    }
}

/// The text is the value of every header that the engine reads, and the body.
fn answer(status: u16, text: &str) -> Input {
    let headers: Headers = Headers::READ.iter().map(|name| (*name, text)).collect();
    let body = match status {
        200..300 => ReceivedBody::Kept(BodySummary { bytes: 2, kind: BodyKind::Object, next: None, count: None }),
        _ => ReceivedBody::Text(text.as_bytes().into()),
    };
    Input::Responded(ReceivedResponse { status, headers, body })
}
