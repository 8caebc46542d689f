//! Whatever Link headers come, nothing panics and no request leaves the org's origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::config::{Origin, RawConfig};
use oktant_core::io::{BodyKind, BodySummary, Now};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Headers, Operation, Options, Pager, Response, Session};
use std::sync::Arc;

const ORG: &str = "https://example.okta.com";

fuzz_target!(|text: &str| {
    let mut raw = RawConfig::new();
    raw.set("ORGURL", ORG, Origin::Code);
    raw.set("TOKEN", "00token0123456789", Origin::Code);
    let session = Session::new(raw.resolve().expect("a good org url"));
    let operation = Arc::new(Operation::find("listUsers").expect("a list"));
    let mut pager = Pager::new(&session, &operation, Arguments::new(), Options::default());
    let _ = pager.first().expect("the first page");
    let mut headers = Headers::new();
    text.lines().for_each(|line| headers.push("Link", line));
    let body = BodySummary { bytes: 2, kind: BodyKind::Array, next: None, count: Some(0) };
    let response = Response { status: 200, headers, body };
    for _ in 0..3 {
        let Ok(Some(mut call)) = pager.next(&response) else { return };
        let now = Now { mono_ms: 0, unix_ms: 0 };
        if let Step::Send(request) = call.step(Input::Started { seed: 0 }, now) {
            let url = &request.request.url;
            let rest = url.strip_prefix(ORG).expect("the org's origin");
            assert!(rest.starts_with('/'), "{url}");
            assert!(url.bytes().all(|byte| (0x21..0x7f).contains(&byte)), "{url:?}");
        }
    }
});
