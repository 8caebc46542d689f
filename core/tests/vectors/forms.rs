//! The JSON forms of configuration, arguments, inputs and steps.

use oktant_core::config::{Origin, RawConfig};
use oktant_core::decode::{self, FromBody};
use oktant_core::io::{
    BodyPointers, BodyPolicy, Failure, FailureKind, Now, ReceivedBody, ReceivedResponse, SendRequest, SignRequest,
    SigningKey, TokenRequest, Wait,
};
use oktant_core::step::{Input, Step};
use oktant_core::value::Json;
use oktant_core::{Argument, Arguments, Error, File, Headers, Operation, Options, Phase, Response};
use oktant_core::{PublicKey, RateLimit, Secret};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Array(pairs) => pairs.iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), text(value))).collect(),
        _ => Vec::new(),
    }
}

pub(crate) fn raw_config(config: &Value) -> RawConfig {
    let mut raw = RawConfig::new();
    let layers = [
        ("code", Origin::Code),
        ("environment", Origin::Environment),
        ("working_file", Origin::WorkingFile),
        ("home_file", Origin::HomeFile),
    ];
    for (layer, origin) in layers {
        pairs(&config[layer]).iter().for_each(|(name, text)| raw.set(name, text.as_str(), origin));
    }
    if raw.config_file().is_some() {
        match config["file"].as_array() {
            Some(lines) => {
                raw.yaml(&lines.iter().map(text).collect::<Vec<_>>().join("\n"), Origin::NamedFile);
            }
            None => raw.absent(Origin::NamedFile),
        }
    }
    if config["callback"] == true {
        raw.bearer_callback();
    }
    if config["browser"] == true {
        raw.browser();
    }
    if let Some(jwk) = config.get("client_key") {
        raw.client_key(PublicKey::from_jwk(&jwk.to_string()).unwrap());
    }
    raw
}

/// The operation of a call, or of the pages of a list.
pub(crate) fn operation(call: &Value) -> Arc<Operation> {
    Operation::resolve(&text(call.get("op").unwrap_or(&call["pages"]))).unwrap()
}

pub(crate) fn arguments(call: &Value) -> Arguments {
    let mut arguments = Arguments::new();
    for (name, value) in pairs(&call["path"]) {
        arguments = arguments.path(name, value);
    }
    for (name, value) in call["query"].as_object().into_iter().flatten() {
        let value = match value {
            Value::Array(values) => Argument::many(values.iter().map(text)),
            Value::String(text) => text.into(),
            other => other.to_string().into(),
        };
        arguments = arguments.query(name.clone(), value);
    }
    for (name, value) in pairs(&call["header"]) {
        arguments = arguments.header(name, value);
    }
    if let Some(body) = call.get("json") {
        arguments = arguments.json_text(body.to_string());
    }
    if let Some(file) = call.get("file") {
        arguments = arguments.file_body(File::new(text(&file["name"]), text(&file["text"])));
    }
    if let Some(bytes) = call.get("bytes") {
        arguments = arguments.binary_body(text(bytes));
    }
    arguments
}

pub(crate) fn options(call: &Value) -> Options {
    let options = &call["options"];
    let time = |name: &str| options[name].as_u64().map(Duration::from_millis);
    Options {
        timeout: time("timeout_ms"),
        deadline: time("deadline_ms"),
        max_retries: options["max_retries"].as_u64().map(|times| u32::try_from(times).unwrap()),
        headers: pairs(&options["headers"]),
        query: pairs(&options["query"]),
    }
}

/// Milliseconds since the vector's beginning, or both clocks.
pub(crate) fn now(vector: &Value, now: &Value) -> Now {
    match now.as_u64() {
        Some(mono_ms) => Now { mono_ms, unix_ms: vector["epoch"].as_u64().unwrap() + mono_ms },
        None => Now { mono_ms: now[0].as_u64().unwrap(), unix_ms: now[1].as_u64().unwrap() },
    }
}

/// What a host hands in; `asked` is how the step before wants its answer.
pub(crate) fn input(input: &Value, asked: Option<&(BodyPolicy, Option<BodyPointers>)>) -> Input {
    match input.as_str() {
        Some("woke") => return Input::Woke,
        Some("cancelled") => return Input::Cancelled,
        Some(other) => panic!("{other} is no input"),
        None => {}
    }
    if let Some(seed) = input["started"].as_u64() {
        return Input::Started { seed };
    }
    if let Some(token) = input.get("bearer") {
        return Input::Bearer(Secret::new(text(token)));
    }
    if let Some(signature) = input.get("signed") {
        return Input::Signed(base64(&text(signature)));
    }
    if let Some(failed) = input.get("failed") {
        let kind = if failed["kind"] == "timed_out" { FailureKind::TimedOut } else { FailureKind::Broken };
        let phase = match failed["phase"].as_str() {
            Some("connect") => Phase::Connect,
            Some("body") => Phase::Body,
            _ => Phase::Answer,
        };
        return Input::Failed(Failure::new(kind, phase, text(&failed["message"])));
    }
    let responded = &input["responded"];
    let status = u16::try_from(responded["status"].as_u64().unwrap()).unwrap();
    let headers: Headers = pairs(&responded["headers"]).into_iter().collect();
    let body = responded["body"].as_str().map(|text| text.as_bytes().to_vec());
    let mut bytes = body.or_else(|| responded["base64"].as_str().map(base64)).unwrap_or_default();
    bytes.extend(vec![b'x'; usize::try_from(responded["fill"].as_u64().unwrap_or(0)).unwrap()]);
    let body = match status {
        200..300 if !matches!(asked, Some((BodyPolicy::Text, _))) => {
            let find = asked.and_then(|(_, find)| find.as_ref());
            ReceivedBody::Kept(decode::summary(&bytes, &Json::from_body(&bytes), find))
        }
        _ => ReceivedBody::Text(bytes[..bytes.len().min(ReceivedBody::LIMIT)].into()),
    };
    Input::Responded(ReceivedResponse { status, headers, body })
}

/// A step; what of User-Agent is compared follows the step that is expected.
pub(crate) fn step(step: &Step, expected: &Value) -> Value {
    match step {
        Step::Send(request) => json!({"send": some(send(request, &expected["send"]), None)}),
        Step::Wait(Wait { at_most, reason, .. }) => {
            json!({"wait": {"at_most_ms": millis(*at_most), "reason": reason.name()}})
        }
        Step::Sign(request) => json!({"sign": some(sign(request), None)}),
        Step::Bearer(TokenRequest { fresh, timeout }) => {
            json!({"bearer": some(json!({"fresh": fresh, "timeout_ms": timeout.map(millis)}), None)})
        }
        Step::Store(request) => json!({"store": request.key}),
        Step::Done(Ok(answer)) => json!({"done": {"ok": ok(answer)}}),
        Step::Done(Err(failure)) => json!({"done": {"error": error(failure)}}),
    }
}

/// The JWT that is to be signed, in the clear.
fn sign(request: &SignRequest) -> Value {
    let unsigned = std::str::from_utf8(&request.bytes).unwrap();
    let (header, claims) = unsigned.split_once('.').unwrap();
    let part = |part: &str| serde_json::from_slice::<Value>(&base64(part)).unwrap();
    let key = match request.key {
        SigningKey::Client => "client",
        SigningKey::Proof => "proof",
    };
    json!({
        "key": key,
        "algorithm": request.algorithm.name(),
        "header": part(header),
        "claims": part(claims),
        "timeout_ms": request.timeout.map(millis),
    })
}

/// The bytes of base64url.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = text.chars().flat_map(|c| {
        let sextet = ALPHABET.find(c).unwrap_or_else(|| panic!("{text} is no base64url"));
        (0..6).rev().map(move |bit| sextet >> bit & 1)
    });
    let bits: Vec<_> = bits.collect();
    let bytes = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit));
    bytes.map(|byte| u8::try_from(byte).unwrap()).collect()
}

fn send(send: &SendRequest, expected: &Value) -> Value {
    let headers = send.request.headers.iter();
    let named = headers.map(|(name, value)| (name.to_string(), value.replace(env!("CARGO_PKG_VERSION"), "{version}")));
    // What a host is called differs; the vectors that are about it name it.
    let is_compared = |name: &String| name != "User-Agent" || expected["headers"].get("User-Agent").is_some();
    json!({
        "method": send.request.method.as_str(),
        "url": send.request.url,
        "headers": named.filter(|(name, _)| is_compared(name)).collect::<BTreeMap<_, _>>(),
        "body": send.request.body.as_ref().map(|body| String::from_utf8_lossy(body)),
        "next": send.pointers.as_ref().map(|find| &find.next),
        "items": send.pointers.as_ref().map(|find| &find.items),
        "timeout_ms": send.timeout.map(millis),
    })
}

pub(crate) fn ok(response: &Response) -> Value {
    let (status, request_id) = (response.status, response.request_id());
    some(json!({"status": status, "request_id": request_id, "rate": rate(response.rate())}), Some(0))
}

pub(crate) fn error(error: &Error) -> Value {
    let seen = json!({
        "kind": error.kind().name(),
        "text": error.to_string(),
        "operation": error.operation(),
        "status": error.status(),
        "code": error.code(),
        "summary": error.summary(),
        "link": error.link(),
        "id": error.id(),
        "causes": error.causes(),
        "request_id": error.request_id(),
        "rate": rate(error.rate()),
        "retry_after_ms": error.retry_after().map(millis),
        "phase": error.phase().map(Phase::name),
        "attempts": error.attempts(),
        "elapsed_ms": millis(error.elapsed()),
        "retryable": error.is_retryable(),
        "is_duplicate": error.is_duplicate(),
        "may_have_been_sent": error.may_have_been_sent(),
    });
    some(seen, Some(0))
}

/// Null, false and empty members of a step are left out, as `more` are.
pub(crate) fn some(members: Value, more: Option<u64>) -> Value {
    let Value::Object(mut members) = members else { return members };
    let nothing = [Value::Null, false.into(), json!([]), json!({}), more.into()];
    members.retain(|_, value| !nothing.contains(value));
    Value::Object(members)
}

fn rate(rate: RateLimit) -> Value {
    some(json!({"limit": rate.limit, "remaining": rate.remaining, "reset": rate.reset}), None)
}

pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap()
}
