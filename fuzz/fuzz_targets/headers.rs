//! Whatever headers an answer has, each line of them for every name that the engine reads: nothing panics, no pause is longer than
//! was allowed, and the credential shows nowhere.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::config::{Origin, RawConfig};
use oktant_core::io::{Now, ReceivedBody, ReceivedResponse};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Headers, Operation, Options, Session};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "00token0123456789";

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let mut raw = RawConfig::new();
    raw.set("ORGURL", "https://example.okta.com", Origin::Code);
    raw.set("TOKEN", TOKEN, Origin::Code);
    let session = Session::new(raw.resolve().expect("good settings"));
    let operation = Arc::new(Operation::find("getUser").expect("a row"));
    let arguments = Arguments::new().path("id", "00u1");
    let mut call = session.call(&operation, &arguments, &Options::default()).expect("good arguments");
    let mut now = Now { mono_ms: 0, unix_ms: 1_700_000_000_000 };
    let mut step = call.step(Input::Started { seed: 1 }, now);
    for _ in 0..4 {
        assert!(!format!("{step:?}").contains(TOKEN));
        step = match step {
            Step::Send(_) => {
                let headers: Headers =
                    Headers::READ.iter().flat_map(|name| text.lines().map(|line| (*name, line.to_owned()))).collect();
                let status = [429, 503, 401, 403, 302][usize::from(*first) % 5];
                call.step(Input::Responded(ReceivedResponse { status, headers, body: ReceivedBody::Text(bytes.into()) }), now)
            }
            Step::Wait(wait) => {
                assert!(!wait.at_most.is_zero() && wait.at_most <= Duration::from_secs(60));
                now.mono_ms += u64::try_from(wait.at_most.as_millis()).expect("a minute");
                call.step(Input::Woke, now)
            }
            _ => return,
        };
    }
});
