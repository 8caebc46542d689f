//! Properties of the engine for any sequence of inputs: no panic, no retry loop without a wait, no starved call.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::io::{
    BodyKind, BodyPolicy, BodySummary, Failure, FailureKind, Now, Reason, ReceivedBody, ReceivedResponse,
};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Call, Headers, Operation, Options, Phase, PublicKey, Secret, Session};
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// A generated input.
#[derive(Debug, Clone)]
struct Action {
    call: usize,
    kind: u8,
    number: u16,
    after_ms: u64,
}

/// The source of tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Tokens {
    Given,
    Callback,
    Endpoint,
    /// From the token endpoint, bound to a key.
    Bound,
}

const JWK: &str = include_str!("../../tests/keys/p256.jwk.json");

fn tokens() -> impl Strategy<Value = Tokens> {
    prop_oneof![Just(Tokens::Given), Just(Tokens::Callback), Just(Tokens::Endpoint), Just(Tokens::Bound)]
}

fn session(tokens: Tokens, deadline: bool) -> Session {
    let mut raw = RawConfig::new();
    raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
    match tokens {
        Tokens::Given => raw.put(Key::Token, "00token0123456789", Origin::Code),
        Tokens::Callback => raw.bearer_callback(),
        Tokens::Endpoint | Tokens::Bound => {
            let bound = (tokens == Tokens::Bound).to_string();
            let settings = [
                (Key::AuthorizationMode, "PrivateKey"),
                (Key::ClientId, "0oa1"),
                (Key::Scopes, "okta.users.read"),
                (Key::PrivateKey, JWK),
                (Key::Dpop, &bound),
            ];
            settings.iter().for_each(|(key, text)| raw.put(*key, *text, Origin::Code));
        }
    }
    if deadline {
        raw.put(Key::Deadline, "20", Origin::Code);
    }
    let session = Session::new(raw.resolve().unwrap());
    session.set_proof_key(PublicKey::from_jwk(JWK).unwrap());
    session
}

fn calls(session: &Session) -> Vec<Call> {
    let call = |operation: &str, arguments: Arguments| {
        let row = Arc::new(Operation::find(operation).unwrap());
        session.call(&row, &arguments, &Options::default()).unwrap()
    };
    vec![
        call("getUser", Arguments::new().path("id", "00u1")),
        call("createUser", Arguments::new().json_text("{}")),
        call("deleteUser", Arguments::new().path("id", "00u1")),
        call("deleteGroup", Arguments::new().path("groupId", "00g1")),
        call("listUsers", Arguments::new()),
    ]
}

fn answer(status: u16, number: u16) -> Input {
    let mut headers = Headers::new();
    if number.is_multiple_of(2) {
        headers.push("X-Rate-Limit-Reset", (u64::from(number) * 7).to_string());
    }
    if number.is_multiple_of(3) {
        headers.push("Retry-After", number.to_string());
        headers.push("X-Okta-Request-Id", "req00token0123456789");
    }
    if number.is_multiple_of(5) {
        headers.push("X-Rate-Limit-Limit", (number % 4).to_string());
        headers.push("X-Rate-Limit-Remaining", (number % 3).to_string());
    }
    let kinds = [
        BodyKind::Object,
        BodyKind::Array,
        BodyKind::Other,
        BodyKind::Empty,
        BodyKind::Broken,
        BodyKind::NotJson,
        BodyKind::TooLarge,
    ];
    if number.is_multiple_of(7) {
        headers.push("DPoP-Nonce", number.to_string());
        headers.push("WWW-Authenticate", "DPoP error=\"use_dpop_nonce\"");
    }
    let body = match status {
        200..300 if number.is_multiple_of(4) => {
            let kind = if number.is_multiple_of(8) { "DPoP" } else { "Bearer" };
            let lives = number % 3 * 300;
            let token =
                format!("{{\"access_token\":\"00token0123456789\",\"token_type\":\"{kind}\",\"expires_in\":{lives}}}");
            ReceivedBody::Text(token.into_bytes().into())
        }
        200..300 => {
            ReceivedBody::Kept(BodySummary { bytes: 2, kind: kinds[usize::from(number) % 6], next: None, count: None })
        }
        _ => ReceivedBody::Text(b"{\"errorSummary\":\"00token0123456789\"}".as_slice().into()),
    };
    Input::Responded(ReceivedResponse { status, headers, body })
}

fn input(action: &Action) -> Input {
    let phase = [Phase::Connect, Phase::Answer, Phase::Body][usize::from(action.number) % 3];
    match action.kind {
        0 => Input::Started { seed: action.after_ms },
        1 => Input::Woke,
        2 => Input::Bearer(Secret::new(["00token0123456789", "", "a b"][usize::from(action.number) % 3].to_owned())),
        3 => Input::Failed(Failure::new(FailureKind::Broken, phase, "00token0123456789")),
        4 => Input::Failed(Failure::new(FailureKind::TimedOut, phase, "")),
        5 => answer([429, 503, 504, 401, 404, 502][usize::from(action.number) % 6], action.number),
        6 => answer(action.number % 700, action.number),
        7 => answer(200, action.number),
        8 => Input::Signed(vec![1; if action.number.is_multiple_of(9) { 3 } else { 64 }]),
        _ => Input::Cancelled,
    }
}

/// An input that fits the step, so that a random walk gets far.
fn fitting(step: &Step, action: &Action) -> Input {
    match step {
        Step::Send(_) => input(&Action { kind: 3 + action.kind % 5, ..action.clone() }),
        Step::Wait(_) => Input::Woke,
        Step::Sign(_) => input(&Action { kind: if action.kind == 3 { 3 } else { 8 }, ..action.clone() }),
        Step::Bearer(_) => input(&Action { kind: 2 + action.kind % 3, ..action.clone() }),
        Step::Store(_) | Step::Done(_) => Input::Cancelled,
    }
}

fn actions(most: usize) -> impl Strategy<Value = Vec<Action>> {
    let action = (0..5_usize, 0..10_u8, any::<u16>(), 0..5000_u64);
    let action = action.prop_map(|(call, kind, number, after_ms)| Action { call, kind, number, after_ms });
    prop::collection::vec(action, 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn no_sequence_of_inputs_makes_a_step_panic(actions in actions(60), tokens in tokens(), deadline: bool) {
        let session = session(tokens, deadline);
        let mut calls = calls(&session);
        let mut done = vec![None; calls.len()];
        for action in actions {
            // Clocks may jump: a step must accept any time.
            let now = Now { mono_ms: action.after_ms.wrapping_mul(u64::from(action.number) << 40), unix_ms: action.after_ms };
            let step = calls[action.call].step(input(&action), now);
            let text = format!("{step:?}");
            prop_assert!(tokens != Tokens::Given || !text.contains("00token0123456789"), "{}", text);
            if let Some(done) = &done[action.call] {
                prop_assert_eq!(done, &text);
            } else if matches!(step, Step::Done(_)) {
                done[action.call] = Some(text);
            }
        }
    }

    #[test]
    fn a_call_is_retried_at_most_twice_and_never_without_a_pause(actions in actions(120), tokens in tokens(), deadline: bool) {
        let session = session(tokens, deadline);
        let mut calls = calls(&session);
        let mut now = Now { mono_ms: 5, unix_ms: 1_700_000_000_000 };
        let mut steps: Vec<Option<Step>> = vec![None; calls.len()];
        let mut sent_at: Vec<Option<u64>> = vec![None; calls.len()];
        let (mut token_requests, mut signed) = (vec![0; calls.len()], vec![0; calls.len()]);
        for action in actions {
            now.mono_ms += action.after_ms;
            let call = &mut calls[action.call];
            let input = steps[action.call].as_ref().map_or(Input::Started { seed: action.after_ms }, |step| fitting(step, &action));
            let refused = matches!(&input, Input::Responded(responded) if responded.status == 401);
            let step = call.step(input, now);
            match &step {
                Step::Send(request) if request.body_policy == BodyPolicy::Text => token_requests[action.call] += 1,
                Step::Sign(_) => signed[action.call] += 1,
                Step::Send(request) => {
                    let is_retry = request.request.headers.iter().any(|(name, _)| name == "X-Okta-Retry-Count");
                    if let (true, Some(before), false) = (is_retry, sent_at[action.call], refused) {
                        prop_assert!(now.mono_ms >= before + 100 || tokens != Tokens::Given);
                    }
                    sent_at[action.call] = Some(now.mono_ms);
                }
                Step::Wait(wait) => {
                    prop_assert!(!wait.at_most.is_zero() && wait.at_most <= Duration::from_secs(60));
                    prop_assert_eq!(wait.call_id, call.id());
                }
                _ => {}
            }
            prop_assert!(call.attempts() <= 5);
            // Two tokens, each with two retries and a nonce.
            prop_assert!(token_requests[action.call] <= 8);
            prop_assert!(signed[action.call] <= 8 * 2 + 5);
            steps[action.call] = Some(step);
        }
        drop(calls);
        prop_assert!(session.rates().iter().all(|limit| limit.in_flight + limit.held == 0));
    }

    #[test]
    fn when_calls_end_the_waiting_ones_are_sent(ended in prop::collection::vec((0..6_usize, 0..3_u8), 0..5), limit in 1..6_u64) {
        let session = session(Tokens::Given, false);
        let now = |mono_ms| Now { mono_ms, unix_ms: 1_700_000_000_000 + mono_ms };
        let rate_limited = |remaining: u64| {
            let figures = [("Limit", limit), ("Remaining", remaining), ("Reset", 1_700_000_010)];
            let headers = figures.map(|(name, figure)| (format!("X-Rate-Limit-{name}"), figure.to_string()));
            let body = ReceivedBody::Kept(BodySummary { bytes: 2, kind: BodyKind::Object, next: None, count: None });
            Input::Responded(ReceivedResponse { status: 200, headers: headers.into_iter().collect(), body })
        };
        let row = Arc::new(Operation::find("getUser").unwrap());
        let call = || session.call(&row, &Arguments::new().path("id", "00u1"), &Options::default()).unwrap();
        let mut first = call();
        let _ = first.step(Input::Started { seed: 1 }, now(0));
        let _ = first.step(rate_limited(0), now(1));
        let mut calls: Vec<_> = (0..6).map(|_| Some(call())).collect();
        for call in calls.iter_mut().flatten() {
            let step = call.step(Input::Started { seed: 1 }, now(2));
            prop_assert!(matches!(step, Step::Wait(wait) if wait.reason == Reason::Pace), "{:?}", step);
        }
        for (which, way) in ended {
            match (calls[which].take(), way) {
                (Some(mut call), 0) => drop(call.step(Input::Cancelled, now(3))),
                (Some(call), 1) => session.finish(call.id()),
                (call, _) => drop(call),
            }
        }
        // In the next window as many calls as it allows are sent, the earliest first; the others as these complete.
        let mut calls: Vec<_> = calls.into_iter().flatten().collect();
        let mut time_ms = 12_000;
        while !calls.is_empty() {
            let steps: Vec<_> = calls.iter_mut().map(|call| call.step(Input::Woke, now(time_ms))).collect();
            let ready = steps.iter().take_while(|step| matches!(step, Step::Send(_))).count();
            prop_assert_eq!(ready, calls.len().min(usize::try_from(limit).unwrap()), "{:?}", steps);
            for mut call in calls.drain(..ready) {
                let done = call.step(rate_limited(limit), now(time_ms));
                prop_assert!(matches!(done, Step::Done(Ok(_))), "{:?}", done);
            }
            time_ms += 62_000;
        }
    }

    #[test]
    fn when_calls_end_the_waiting_ones_get_a_token(ended in prop::collection::vec((0..5_usize, 0..3_u8), 0..4)) {
        let session = session(Tokens::Callback, false);
        let now = |mono_ms| Now { mono_ms, unix_ms: 0 };
        let start = |mut call: Call| {
            let step = call.step(Input::Started { seed: 1 }, now(0));
            Some((call, step))
        };
        let mut calls: Vec<_> = calls(&session).into_iter().map(start).collect();
        prop_assert!(matches!(calls[0], Some((_, Step::Bearer(_)))));
        for (which, way) in ended {
            match (calls[which].take(), way) {
                (Some((mut call, _)), 0) => drop(call.step(Input::Cancelled, now(1))),
                (Some((call, _)), 1) => session.finish(call.id()),
                (call, _) => drop(call),
            }
        }
        // One of the remaining calls gets the token, and all of them are sent.
        for _ in 0..3 {
            for (call, step) in calls.iter_mut().flatten() {
                match step {
                    Step::Bearer(_) => *step = call.step(Input::Bearer(Secret::new("token0".to_owned())), now(2)),
                    Step::Wait(_) => *step = call.step(Input::Woke, now(2)),
                    _ => {}
                }
            }
        }
        for (_, step) in calls.iter().flatten() {
            prop_assert!(matches!(step, Step::Send(_)), "{:?}", step);
        }
    }
}

/// With any fitting inputs, a call ends after a bounded number of steps.
#[test]
fn token_requests_always_end() {
    for tokens in [Tokens::Endpoint, Tokens::Bound] {
        for number in 0..2000_u16 {
            let session = session(tokens, false);
            let mut call = calls(&session).remove(usize::from(number) % 5);
            let mut now = Now { mono_ms: 5, unix_ms: 1_700_000_000_000 };
            let mut step = call.step(Input::Started { seed: u64::from(number) }, now);
            let mut steps = 0;
            while !matches!(step, Step::Done(_)) {
                steps += 1;
                assert!(steps < 60, "{tokens:?} {number}: {step:?}");
                let action = Action {
                    call: 0,
                    kind: 5 + (number >> (steps % 8)) as u8 % 3,
                    number: number + steps,
                    after_ms: 0,
                };
                let pause = if let Step::Wait(wait) = &step { wait.at_most } else { Duration::ZERO };
                now.mono_ms += u64::try_from(pause.as_millis()).unwrap();
                let input = fitting(&step, &action);
                step = call.step(input, now);
            }
        }
    }
}
