//! The JSON forms of configuration, arguments, inputs and steps.

use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::decode::{self, FromBody};
use oktant_core::io::{
    BodyPointers, BodyPolicy, Failure, FailureKind, Now, ReceivedBody, ReceivedResponse, SendRequest, SignRequest,
    SigningKey, TokenRequest, Wait,
};
use oktant_core::step::{Input, Step};
use oktant_core::value::Json;
use oktant_core::{Argument, Arguments, Error, File, Headers, Method, Operation, Options, Phase, Response};
use oktant_core::{PublicKey, RateLimit, Secret};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Midnight of a day in November 2023: `now` counts from here where a vector names no other time.
const EPOCH: u64 = 1_700_000_000_000;

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
    let default = json!({"ORGURL": "https://example.okta.com", "TOKEN": "00token0123456789"});
    let code = config.get("code").unwrap_or(&default);
    let layers = [
        (code, Origin::Code),
        (&config["environment"], Origin::Environment),
        (&config["here"], Origin::WorkingFile),
        (&config["home"], Origin::HomeFile),
    ];
    for (layer, origin) in layers {
        pairs(layer).iter().for_each(|(name, text)| raw.set(name, text.as_str(), origin));
    }
    if let Some(lines) = config.get("file") {
        file(&mut raw, lines);
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

/// The lines of the configuration file that the program names, or null where that is not there.
fn file(raw: &mut RawConfig, lines: &Value) {
    raw.put(Key::ConfigFile, "{file}", Origin::Code);
    raw.config_file();
    match lines {
        Value::Array(lines) => {
            raw.yaml(&lines.iter().map(text).collect::<Vec<_>>().join("\n"), Origin::NamedFile);
        }
        _ => raw.absent(Origin::NamedFile),
    }
}

/// The operation of a call, or of the pages of a list.
pub(crate) fn operation(call: &Value) -> Arc<Operation> {
    if let Some(path) = call.get("path_of") {
        let method = match call["method"].as_str() {
            Some("POST") => Method::Post,
            Some("DELETE") => Method::Delete,
            _ => Method::Get,
        };
        return Arc::new(Operation::custom(method, text(path)));
    }
    let id = text(call.get("op").unwrap_or(&call["pages"]));
    Arc::new(Operation::find(&id).unwrap_or_else(|| panic!("there is no operation {id}")))
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
        timeout: time("timeout"),
        deadline: time("deadline"),
        max_retries: options["max_retries"].as_u64().map(|times| u32::try_from(times).unwrap()),
        headers: pairs(&options["headers"]),
        query: pairs(&options["query"]),
    }
}

/// Milliseconds since the vector's beginning, or both clocks.
pub(crate) fn now(vector: &Value, now: &Value) -> Now {
    match now.as_u64() {
        Some(mono_ms) => Now { mono_ms, unix_ms: vector["epoch"].as_u64().unwrap_or(EPOCH) + mono_ms },
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
        return Input::Failed(Failure::new(kind, phase, failed["message"].as_str().unwrap_or_default()));
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

/// A step, and what it asks to be found.
pub(crate) fn step(step: &Step, due: &Value) -> Value {
    match step {
        Step::Send(request) => json!({"send": send(request, &due["send"])}),
        Step::Wait(Wait { at_most, reason, .. }) => {
            json!({"wait": {"at_most": millis(*at_most), "for": reason.name()}})
        }
        Step::Sign(request) => json!({"sign": sign(request)}),
        Step::Bearer(TokenRequest { fresh, timeout }) => {
            json!({"bearer": {"fresh": fresh, "timeout": timeout.map(millis)}})
        }
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
    let timeout = request.timeout.map(millis);
    json!({"key": key, "algorithm": request.algorithm.name(), "header": part(header), "claims": part(claims), "timeout": timeout})
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

fn send(send: &SendRequest, due: &Value) -> Value {
    let request = &send.request;
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        // The version and what a host is called differ; the vectors that are about it name it.
        if name == "User-Agent" {
            if due["headers"].get("User-Agent").is_some() {
                let value = value.replace(env!("CARGO_PKG_VERSION"), "{version}");
                headers.insert(name.to_string(), value.into());
            }
            continue;
        }
        headers.insert(name.to_string(), value.as_str().into());
    }
    let mut shown = json!({"method": request.method.as_str(), "url": request.url, "headers": headers});
    let mut add = |name: &str, value: Value| shown.as_object_mut().unwrap().insert(name.to_owned(), value);
    if let Some(body) = &request.body {
        add("body", String::from_utf8_lossy(body).into());
    }
    if let Some(find) = &send.pointers {
        add("find", json!({"next": find.next, "items": find.items}));
    }
    add("timeout", send.timeout.map(millis).into());
    shown
}

pub(crate) fn ok(response: &Response) -> Value {
    let mut ok = Map::from_iter([("status".to_owned(), response.status.into())]);
    put(&mut ok, "request_id", response.request_id().into());
    put(&mut ok, "rate", rate(response.rate()));
    Value::Object(ok)
}

pub(crate) fn error(error: &Error) -> Value {
    let mut seen = Map::new();
    put(&mut seen, "kind", error.kind().name().into());
    put(&mut seen, "text", error.to_string().into());
    put(&mut seen, "operation", error.operation().into());
    put(&mut seen, "status", error.status().into());
    put(&mut seen, "code", error.code().into());
    put(&mut seen, "summary", error.summary().into());
    put(&mut seen, "link", error.link().into());
    put(&mut seen, "id", error.id().into());
    put(&mut seen, "causes", error.causes().into());
    put(&mut seen, "request_id", error.request_id().into());
    put(&mut seen, "rate", rate(error.rate()));
    put(&mut seen, "phase", error.phase().map(Phase::name).into());
    put(&mut seen, "attempts", error.attempts().into());
    put(&mut seen, "elapsed", millis(error.elapsed()).into());
    put(&mut seen, "retryable", error.is_retryable().into());
    put(&mut seen, "may_have_been_sent", error.may_have_been_sent().into());
    Value::Object(seen)
}

/// Nothing, no, none and zero are left out.
fn put(seen: &mut Map<String, Value>, name: &str, value: Value) {
    let nothing = [Value::Null, false.into(), 0.into(), json!([]), json!({})];
    if !nothing.contains(&value) {
        seen.insert(name.to_owned(), value);
    }
}

fn rate(rate: RateLimit) -> Value {
    let mut seen = Map::new();
    for (name, value) in [("limit", rate.limit), ("remaining", rate.remaining), ("reset", rate.reset)] {
        if let Some(value) = value {
            seen.insert(name.to_owned(), value.into());
        }
    }
    Value::Object(seen)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap()
}
