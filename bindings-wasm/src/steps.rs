//! Steps as text for the package's `drive.ts`: lines, of which the first two are the kind of the step and the number of the call.
//! Nothing in them can have a line break: the core checks URLs and headers.

use oktant_core::io::{BodyPolicy, SendRequest, SignRequest, SigningKey, TokenRequest, Wait};
use oktant_core::{Operation, ResponseBody};
use std::time::Duration;

/// Timeout, method, URL, `body` if there is one, who keeps the response's body, its size limit, its type (`text`, or a media type
/// beside JSON), pointers to the next link and to the items; then the names and values of the headers.
pub(crate) fn send(number: u32, send: &SendRequest, operation: &Operation) -> String {
    let mut text = step("send", number);
    let request = &send.request;
    timeout(&mut text, send.timeout);
    line(&mut text, request.method.as_str());
    line(&mut text, &request.url);
    line(&mut text, if request.body.is_some() { "body" } else { "" });
    line(&mut text, if send.body_policy == BodyPolicy::Text { "text" } else { "" });
    digits(&mut text, send.max_body);
    line(
        &mut text,
        match operation.response {
            ResponseBody::Text(_) => "text",
            ResponseBody::Json { other: Some(other), .. } => other,
            _ => "",
        },
    );
    let (next, items) = match &send.pointers {
        Some(pointers) => (pointers.next.as_str(), pointers.items.as_str()),
        None => ("", ""),
    };
    line(&mut text, next);
    line(&mut text, items);
    for (name, value) in &request.headers {
        line(&mut text, name);
        line(&mut text, value);
    }
    text
}

/// Pause in milliseconds, and the ID of the call in its session, by which it is woken.
pub(crate) fn wait(number: u32, wait: Wait) -> String {
    let mut text = step("wait", number);
    timeout(&mut text, Some(wait.at_most));
    digits(&mut text, wait.call_id.0);
    text
}

/// Timeout and the key.
pub(crate) fn sign(number: u32, sign: &SignRequest) -> String {
    let mut text = step("sign", number);
    timeout(&mut text, sign.timeout);
    let key = match sign.key {
        SigningKey::Client => "client",
        SigningKey::Proof => "proof",
    };
    line(&mut text, key);
    text
}

/// Timeout, and `fresh` if a cached token will not do.
pub(crate) fn bearer(number: u32, request: TokenRequest) -> String {
    let mut text = step("bearer", number);
    timeout(&mut text, request.timeout);
    line(&mut text, if request.fresh { "fresh" } else { "" });
    text
}

pub(crate) fn done(number: u32) -> String {
    step("done", number)
}

fn step(kind: &str, number: u32) -> String {
    let mut text = String::with_capacity(1000);
    text.push_str(kind);
    digits(&mut text, number.into());
    text
}

fn line(text: &mut String, value: &str) {
    text.push('\n');
    text.push_str(value);
}

/// Milliseconds, rounded up; nothing if there is no limit.
fn timeout(text: &mut String, timeout: Option<Duration>) {
    match timeout {
        Some(timeout) => {
            let part = u128::from(timeout.subsec_nanos() % 1_000_000 != 0);
            digits(text, u64::try_from(timeout.as_millis() + part).unwrap_or(u64::MAX));
        }
        None => line(text, ""),
    }
}

fn digits(text: &mut String, number: u64) {
    line(text, &number.to_string());
}
