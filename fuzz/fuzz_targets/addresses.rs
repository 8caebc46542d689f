//! Whatever is given as the address of an org, or as a cursor: nothing panics, and every request goes to the org's origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oktant_core::config::{Origin, RawConfig};
use oktant_core::io::Now;
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Operation, Options, OrgUrl, Pager, Session};
use std::sync::Arc;

fuzz_target!(|given: (&str, &str)| {
    let (address, cursor) = given;
    if let Ok(org) = OrgUrl::parse(address) {
        assert_eq!(OrgUrl::parse(org.as_str()).ok(), Some(org));
    }
    let mut raw = RawConfig::new();
    raw.set("ORGURL", "https://example.okta.com", Origin::Code);
    raw.set("TOKEN", "00token0123456789", Origin::Code);
    let session = Session::new(raw.resolve().expect("good settings"));
    let operation = Arc::new(Operation::find("listUsers").expect("a list"));
    for cursor in [cursor.to_owned(), format!("listUsers {cursor}")] {
        let mut pager = Pager::new(&session, &operation, Arguments::new(), Options::default()).from(cursor);
        let Ok(mut call) = pager.first() else { continue };
        if let Step::Send(request) = call.step(Input::Started { seed: 0 }, Now { mono_ms: 0, unix_ms: 0 }) {
            let url = &request.request.url;
            assert!(url.starts_with("https://example.okta.com/"), "{url}");
            assert!(url.bytes().all(|byte| (0x21..0x7f).contains(&byte)), "{url:?}");
        }
    }
});
