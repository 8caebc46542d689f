//! Counts the work of parsers of untrusted text, so that tests can prove it linear. Outside of tests it does nothing.

/// Counts bytes read, or other work of about the same cost.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn count(_bytes: usize) {}

#[cfg(test)]
pub(crate) use tests::count;

#[cfg(test)]
pub(crate) mod tests {
    use crate::config::redact::Redactor;
    use crate::engine::retry;
    use crate::engine::session::tests::config;
    use crate::http::date;
    use crate::http::link;
    use crate::http::percent;
    use crate::io::Now;
    use crate::operation::safety::AttemptResult;
    use crate::operation::table::tests::row_of;
    use crate::response;
    use crate::response::decode;
    use crate::value::{Json, Timestamp};
    use crate::{Headers, OrgUrl, PrivateKey, PublicKey, base64, text};
    use proptest::prelude::*;
    use std::cell::Cell;

    std::thread_local!(static STEPS: Cell<usize> = const { Cell::new(0) });

    pub(crate) fn count(bytes: usize) {
        STEPS.with(|steps| steps.set(steps.get() + bytes));
    }

    /// Fails if reading `text` takes more than a fixed number of steps per byte.
    pub(crate) fn assert_linear(what: &str, text: &str, read: impl FnOnce(&str)) {
        const STEPS_A_BYTE: usize = 40;
        STEPS.with(|steps| steps.set(0));
        read(text);
        let steps = STEPS.with(Cell::get);
        let beginning: String = text.chars().take(80).collect();
        assert!(
            steps <= STEPS_A_BYTE * (text.len() + 100),
            "{what}: {steps} steps for {} bytes: {beginning}",
            text.len()
        );
    }

    type Parser = fn(&str);

    /// The parsers of untrusted text, by name.
    const PARSERS: [(&str, Parser); 13] = [
        ("Date", |text| _ = headers("date", text).date_ms()),
        ("dates", |text| drop(date::all(text))),
        ("Retry-After", retry_after),
        ("Link", |text| _ = link::next(&headers("link", text))),
        ("rate figures", |text| _ = headers("x-rate-limit-reset", text).rate()),
        ("WWW-Authenticate", problem),
        ("a link's target", target),
        ("a path argument", |text| drop(percent::segment(text))),
        ("JSON", json),
        ("a time", |text| _ = Timestamp::from(text).unix_ms()),
        ("a private key", |text| drop(PrivateKey::parse(text))),
        ("DER", |text| drop(PrivateKey::parse(&base64::url(&der(text))))),
        ("a public key", |text| drop(PublicKey::from_jwk(text))),
    ];

    /// A header per line.
    fn headers(name: &str, text: &str) -> Headers {
        text.lines().map(|line| (name, line)).collect()
    }

    fn retry_after(text: &str) {
        let headers: Headers = text.lines().flat_map(|line| [("retry-after", line), ("date", line)]).collect();
        let result = AttemptResult::Answered { status: 429, headers: &headers };
        let limits = retry::Limits { max_retries: 2, max_wait_ms: 60_000, deadline_ms: None };
        let _ = retry::decide(&row_of("getUser"), result, retry::RetryState::default(), limits, Now::default());
    }

    fn problem(text: &str) {
        let config = config();
        let _ =
            response::problem(&Redactor::new(&config, [None, None]), &headers("www-authenticate", text), &Json::Null);
    }

    fn target(text: &str) {
        let _ = OrgUrl::parse("https://example.okta.com").unwrap().target(text, text);
        let _ = OrgUrl::parse(text);
    }

    fn json(text: &str) {
        let _ = (decode::body_kind(text.as_bytes()), Json::parse(text.as_bytes()));
    }

    /// A byte per character, after the header of a long sequence.
    fn der(text: &str) -> Vec<u8> {
        let mut der = vec![0x30, 0x83, 0, 0x7f, 0xff];
        der.extend(text.bytes().map(|byte| byte & 0x3f));
        der
    }

    /// The pieces that texts are generated from.
    const PIECES: [&str; 56] = [
        ",", " ", "=", "\"", "\\", "<", ">", ";", ":", "-", ".", "/", "?", "%", "%2e", "%25", "\n", "\\n", "{", "}",
        "[", "]", "(", "a", "rel", "rel=next", "<x>; rel=\"next\"", "scope=\"", "error=\"\\\"", "0", "1", "60", "Tue",
        "Tue, 14 Nov 2023 22:13:20 GMT", "14", "Nov", "2023", "22:13:20", "GMT", "2023-11-14T22:13:20Z", "1e", "null",
        "true", "\"a\":1,", "\"n#\":[],", "\"\\ud800", "{\"a\":", "-----", "-----BEGIN ", "PRIVATE KEY-----",
        "-----END ", "ENCRYPTED", "MIIE", "\0\0\u{2}\u{1}", "://", "é",
    ];

    /// `unit`, repeated up to a length; `#` becomes the number of the repetition.
    fn repeated(unit: &str, bytes: usize) -> String {
        let mut text = String::new();
        for n in 0.. {
            if text.len() >= bytes {
                break;
            }
            text.push_str(&text::replaced(unit, "#", &n.to_string()));
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 100 } else { 2000 }))]

        #[test]
        fn parsers_take_linear_time(
            start in proptest::collection::vec(0..PIECES.len(), 0..3),
            unit in proptest::collection::vec(0..PIECES.len(), 1..6),
            end in proptest::collection::vec(0..PIECES.len(), 0..3),
        ) {
            let text = |pieces: &[usize]| pieces.iter().map(|piece| PIECES[*piece]).collect::<String>();
            let text = format!("{}{}{}", text(&start), repeated(&text(&unit), 8000), text(&end));
            for (what, parse) in PARSERS {
                assert_linear(what, &text, parse);
            }
        }
    }

    #[test]
    fn texts_that_once_took_quadratic_time_do_not() {
        for (text, more) in
            [(",", ""), ("Tue, 14 Nov 2023 22:13:20 GMT,", ""), ("1,", ""), ("\n", "x"), ("Tue,", "1\n")]
        {
            for (what, parse) in PARSERS {
                assert_linear(what, &repeated(&format!("{text}{more}"), 40_000), parse);
            }
        }
    }

    #[test]
    #[should_panic(expected = "quadratic: ")]
    fn quadratic_time_is_detected() {
        assert_linear("quadratic", &",".repeat(8000), |text| (0..text.len()).for_each(count));
    }
}
