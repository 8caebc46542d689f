//! Whatever a store has and replies, calls go on.

use crate::store::Store;
use crate::{call, token};
use oktant_core::Phase;
use oktant_core::fleet::{StoreReply, StoreRequest};
use oktant_core::io::{Failure, FailureKind, Now};
use oktant_core::step::{Input, Step};

const EPOCH: u64 = 1_700_000_000_000;
const HUGE: &str = "18446744073709551615";

fn at(mono_ms: u64) -> Now {
    Now { mono_ms, unix_ms: EPOCH + mono_ms }
}

fn asked(step: Step) -> StoreRequest {
    let Step::Store(request) = step else { panic!("{step:?}") };
    request
}

fn stored(values: &[&str]) -> Input {
    Input::Stored(StoreReply { values: values.iter().map(|text| (*text).to_owned()).collect(), secret: None })
}

fn waits_ms(step: &Step) -> u128 {
    let Step::Wait(wait) = step else { panic!("{step:?}") };
    wait.at_most.as_millis()
}

#[test]
fn no_reply_holds_a_call_for_longer_than_a_window() {
    let mut call = call();
    asked(call.step(Input::Started { seed: 1 }, at(0)));
    let step = call.step(stored(&["0", HUGE, "1", "5", "0", HUGE, HUGE, "1", "1"]), at(0));
    assert!(waits_ms(&step) > 0);
    asked(call.step(Input::Woke, at(62_000)));
    let failure = Failure::new(FailureKind::TimedOut, Phase::Answer, "the store did not answer");
    let step = call.step(Input::Failed(failure), at(62_000));
    assert!(matches!(step, Step::Send(_)), "{step:?}");
}

#[test]
fn no_reply_makes_a_call_ask_without_a_pause() {
    let mut call = call();
    asked(call.step(Input::Started { seed: 1 }, at(0)));
    let step = call.step(stored(&["0", "0", "0", "5", "5", "1700000060", "60000", "1", "1"]), at(0));
    assert!(waits_ms(&step) > 0);
    asked(call.step(Input::Woke, at(1000)));
    let step = call.step(stored(&["1", "0", "0", "5", "5", "1700000060", "59000", "1", "1"]), at(1000));
    assert_eq!(asked(step).script.name, "slots");
    let step = call.step(stored(&["0", "1", "0"]), at(1000));
    assert!(waits_ms(&step) > 0);
}

#[test]
fn no_field_makes_a_script_fail_or_a_call_wait_for_ever() {
    let garbage = ["", "x", "-1", "0 0", "nan inf 1e999", &"9".repeat(400), &format!("-{HUGE} {HUGE} ").repeat(4), "5"];
    for text in garbage {
        for field in ["window", "limit", "other", "member-0000000000000001"] {
            let (store, mut call, mut now_ms) = (Store::new(), call(), 0);
            let mut step = call.step(Input::Started { seed: 1 }, at(now_ms));
            while !matches!(step, Step::Send(_)) {
                assert!(now_ms < 130_000, "{field}: {text}: {step:?}");
                let input = match &step {
                    Step::Store(request) => {
                        if now_ms == 0 {
                            store.write(&request.key, field, text);
                        }
                        Input::Stored(store.run(request, EPOCH + now_ms))
                    }
                    Step::Wait(wait) => {
                        now_ms += u64::try_from(wait.at_most.as_millis()).unwrap();
                        Input::Woke
                    }
                    other => panic!("{field}: {text}: {other:?}"),
                };
                step = call.step(input, at(now_ms));
            }
        }
    }
}

#[test]
fn no_field_makes_the_script_of_tokens_fail() {
    for text in ["", "x", "-1", "nan", &"9".repeat(400)] {
        for field in ["ends", "renews", "until"] {
            let (store, request) = (Store::new(), token::request());
            let field_of = |other: &str| if other == field { text.to_owned() } else { format!("{}", EPOCH + 5000) };
            ["ends", "renews", "until"].iter().for_each(|other| store.write(&request.key, other, &field_of(other)));
            store.write(&request.key, "token", "sealed token");
            store.write(&request.key, "id", "1");
            store.write(&request.key, "asks", "other");
            let verdict = store.run(&request, EPOCH).values;
            assert!(["use", "wait", "ask"].contains(&verdict[0].as_str()), "{field}: {text}: {verdict:?}");
        }
    }
}

#[test]
fn an_org_whose_clock_was_set_back_is_believed() {
    let (store, request) = (Store::new(), asked(call().step(Input::Started { seed: 1 }, at(0))));
    let granted = |reset: &str, remaining: &str, now_ms: u64| {
        let arguments = ["one", "1", "1", "0", "0", "0", "60", remaining, reset, "50000", "0"].map(str::to_owned);
        store.run_with(&request, arguments.into(), EPOCH + now_ms).values[0].clone()
    };
    for later in ["1700086460", HUGE] {
        assert_eq!(granted(later, "50", 0), "1");
        assert_eq!(granted("1700000190", "0", 130_000), "0", "{later}");
        // A response of the window before tells nothing.
        assert_eq!(granted("1700000130", "40", 130_100), "0", "{later}");
    }
}
