//! The engine of a client, which makes its calls.

use crate::calls::{Calls, now};
use crate::config::Readers;
use crate::events::{self, Events};
use crate::pages::Pages;
use crate::{arguments, config, data, error};
use js_sys::Function;
use oktant_core::decode::body_kind;
use oktant_core::io::{BodyKind, BodySummary, Failure, FailureKind, ReceivedBody, ReceivedResponse};
use oktant_core::step::Input;
use oktant_core::{Error, Headers, Operation, Phase, PublicKey, Secret, Session};
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The engine behind a JavaScript client.
#[wasm_bindgen]
pub struct Engine {
    calls: Rc<Calls>,
    credentials: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Keys {
    private_key: Option<String>,
    algorithm: Option<&'static str>,
    dpop: bool,
}

#[wasm_bindgen]
impl Engine {
    /// Checks the settings of a client. `page` is the origin of the web page, `read_key` and `read_file` read the files of a private
    /// key and of settings, `wake` ends the pause of a call, by its ID in the session.
    ///
    /// # Errors
    /// A config error that lists everything that is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(
        settings: &str,
        page: Option<String>,
        read_key: Option<Function>,
        read_file: Option<Function>,
        on_event: Option<Function>,
        wake: Function,
    ) -> Result<Engine, JsValue> {
        let settings = config::read(settings, page, &Readers { key: read_key, file: read_file })?;
        let session = Session::new(settings.config);
        let events = Events::new(&session, on_event, wake);
        Ok(Engine { calls: Rc::new(Calls::new(session, events)), credentials: settings.credentials })
    }

    /// Every setting and where it came from, one per line. Secrets are masked.
    pub fn explain(&self) -> JsValue {
        data::to_js(self.calls.session.config().explain())
    }

    /// The keys that the client needs: `{privateKey, algorithm, dpop}`. The private key is a JWK, if one is set; `dpop` is true if
    /// the client makes a key for proofs unless it is given one.
    pub fn keys(&self) -> JsValue {
        let config = self.calls.session.config();
        let oauth = &config.oauth;
        data::to_js(&Keys {
            private_key: oauth.private_key.as_ref().map(|key| key.jwk()),
            algorithm: oauth.key.as_ref().map(|key| key.algorithm().name()),
            dpop: config.makes_proof_key(),
        })
    }

    /// Sets the public JWK of the key that signs DPoP proofs.
    ///
    /// # Errors
    /// If it is not a key that Okta accepts.
    #[wasm_bindgen(js_name = setProofKey)]
    pub fn set_proof_key(&self, jwk: &str) -> Result<(), JsValue> {
        self.calls.session.set_proof_key(PublicKey::from_jwk(jwk).map_err(error::to_js)?);
        Ok(())
    }

    /// The error for a private key that cannot sign here.
    #[wasm_bindgen(js_name = privateKeyError)]
    pub fn private_key_error(&self, message: &str) -> JsValue {
        error::to_js(self.calls.session.config().private_key_error(message))
    }

    /// The error for an argument that cannot be sent.
    #[wasm_bindgen(js_name = argumentError)]
    pub fn argument_error(&self, operation: &str, message: String) -> JsValue {
        error::to_js(match self.calls.operation(operation) {
            Ok(operation) => Error::invalid_argument(message).with_operation(operation),
            Err(error) => error,
        })
    }

    /// The rate limits seen so far.
    pub fn rates(&self) -> JsValue {
        events::rates(&self.calls.session)
    }

    /// Whether requests carry cookies, `include` or `omit`; undefined outside of web pages.
    pub fn credentials(&self) -> Option<String> {
        self.credentials.map(str::to_owned)
    }

    /// The names of the response headers that the engine reads, one per line.
    #[wasm_bindgen(js_name = headersRead)]
    pub fn headers_read(&self) -> String {
        Headers::READ.join("\n")
    }

    /// Starts a call and returns its first step. The operation is an operation ID, or a method and a path.
    ///
    /// # Errors
    /// An argument that cannot be sent, or the error of the call.
    #[allow(clippy::too_many_arguments, reason = "an object of them would take a crossing for each member")]
    pub fn start(
        &self,
        operation: &str,
        packed: &str,
        body: Option<Vec<u8>>,
        cancelled: bool,
        seed: u64,
        mono_ms: f64,
        unix_ms: f64,
    ) -> Result<String, JsValue> {
        let operation = self.calls.operation(operation).map_err(error::to_js)?;
        let given = arguments::read(&operation, packed, body)?;
        let call = self.calls.session.call(&operation, &given.arguments, &given.options).map_err(error::to_js)?;
        self.calls.start(call, cancelled, seed, now(mono_ms, unix_ms))
    }

    /// The pages of a list. Nothing is sent before the first call of `start`.
    ///
    /// # Errors
    /// An argument that cannot be sent.
    pub fn pages(&self, operation: &str, packed: &str, body: Option<Vec<u8>>) -> Result<Pages, JsValue> {
        let operation = self.calls.operation(operation).and_then(Operation::as_list).map_err(error::to_js)?;
        let given = arguments::read(&operation, packed, body)?;
        Ok(Pages::new(Rc::clone(&self.calls), operation, given))
    }

    /// The bytes that belong to the last step of a call.
    pub fn bytes(&self, call: u32) -> Option<Vec<u8>> {
        self.calls.bytes(call).map(|bytes| bytes.to_vec())
    }

    /// A response was received: its status, the kind, size and count of items (empty without a list) of a body that the package keeps, then names and
    /// values of headers, one per line. `bytes` is any other body, or the beginning of one that JavaScript cannot parse.
    ///
    /// # Errors
    /// The error of the call.
    pub fn responded(
        &self,
        call: u32,
        response: &str,
        next: Option<String>,
        bytes: Option<Vec<u8>>,
        mono_ms: f64,
        unix_ms: f64,
    ) -> Result<String, JsValue> {
        let (told, headers) = parse(response);
        let kind = match told.kind {
            "text" => None,
            "array" => Some(BodyKind::Array),
            "object" => Some(BodyKind::Object),
            "other" => Some(BodyKind::Other),
            "empty" => Some(BodyKind::Empty),
            "large" => Some(BodyKind::TooLarge),
            "media" => Some(BodyKind::NotJson),
            _ => Some(body_kind(bytes.as_deref().unwrap_or_default())),
        };
        let body = match kind {
            Some(kind) => ReceivedBody::Kept(BodySummary { bytes: told.size, kind, next, count: told.count }),
            None => ReceivedBody::Text(bytes.unwrap_or_default().into()),
        };
        let received = ReceivedResponse { status: told.status, headers, body };
        self.calls.step(call, Input::Responded(received), now(mono_ms, unix_ms))
    }

    /// There is no complete response, no signature or no token. `phase` is `connect`, `answer` or `body`; `code` is Node's code of
    /// the reason, or `timeout`.
    ///
    /// # Errors
    /// The error of the call.
    pub fn failed(
        &self,
        call: u32,
        phase: &str,
        code: &str,
        message: String,
        mono_ms: f64,
        unix_ms: f64,
    ) -> Result<String, JsValue> {
        self.calls.step(call, Input::Failed(failure(phase, code, message)), now(mono_ms, unix_ms))
    }

    /// The pause of a call is over.
    ///
    /// # Errors
    /// The error of the call.
    pub fn woke(&self, call: u32, mono_ms: f64, unix_ms: f64) -> Result<String, JsValue> {
        self.calls.step(call, Input::Woke, now(mono_ms, unix_ms))
    }

    /// The signature that a call asked for.
    ///
    /// # Errors
    /// The error of the call.
    pub fn signed(&self, call: u32, signature: Vec<u8>, mono_ms: f64, unix_ms: f64) -> Result<String, JsValue> {
        self.calls.step(call, Input::Signed(signature), now(mono_ms, unix_ms))
    }

    /// The token that a call asked for.
    ///
    /// # Errors
    /// The error of the call.
    pub fn bearer(&self, call: u32, token: String, mono_ms: f64, unix_ms: f64) -> Result<String, JsValue> {
        self.calls.step(call, Input::Bearer(Secret::new(token)), now(mono_ms, unix_ms))
    }

    /// The caller gave up the call.
    ///
    /// # Errors
    /// The error of the call.
    pub fn cancel(&self, call: u32, mono_ms: f64, unix_ms: f64) -> Result<String, JsValue> {
        self.calls.step(call, Input::Cancelled, now(mono_ms, unix_ms))
    }

    /// Forgets a call that is done. Returns the error of a caller that needs a document, if the response has none.
    ///
    /// # Errors
    /// If it is not done.
    pub fn finish(&self, call: u32) -> Result<JsValue, JsValue> {
        let (response, call) = self.calls.finish(call)?;
        let missing = response.missing_document(call.operation(), call.attempts(), "withResponse()");
        Ok(missing.map(error::to_js).unwrap_or_default())
    }
}

/// What a response says beside its body, `{status, requestId, rate}`, of what [`Engine::responded`] was told.
#[wasm_bindgen]
pub fn metadata(told: &str) -> JsValue {
    let (summary, headers) = parse(told);
    data::metadata(summary.status, &headers, None)
}

/// What JavaScript tells of a response.
struct Told<'a> {
    status: u16,
    kind: &'a str,
    size: u64,
    count: Option<u64>,
}

fn parse(told: &str) -> (Told<'_>, Headers) {
    let mut lines = told.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let told = Told {
        status: line().parse().unwrap_or_default(),
        kind: line(),
        size: line().parse().unwrap_or_default(),
        count: line().parse().ok(),
    };
    let mut headers = Headers::new();
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        headers.push(name, value);
    }
    (told, headers)
}

/// A program cannot raise the limit of Node's `fetch` itself.
const MORE_HEADERS: &str = "start node with --max-http-header-size=524288, or give the client a fetch that takes more";

fn failure(phase: &str, code: &str, message: String) -> Failure {
    let phase = match phase {
        "connect" => Phase::Connect,
        "body" => Phase::Body,
        _ => Phase::Answer,
    };
    let (kind, phase) = match code {
        "timeout" | "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" => (FailureKind::TimedOut, phase),
        "UND_ERR_CONNECT_TIMEOUT" => (FailureKind::TimedOut, Phase::Connect),
        "ECONNREFUSED" | "ENOTFOUND" | "EAI_AGAIN" | "EHOSTUNREACH" | "ENETUNREACH" => {
            (FailureKind::Broken, Phase::Connect)
        }
        _ if code.starts_with("ERR_TLS") || code.split('_').any(|word| word.starts_with("CERT")) => {
            (FailureKind::Broken, Phase::Connect)
        }
        _ => (FailureKind::Broken, phase),
    };
    let message = match kind {
        _ if code == "UND_ERR_HEADERS_OVERFLOW" => format!("{message}: {MORE_HEADERS}"),
        // The kind of the failure is enough.
        FailureKind::TimedOut => String::new(),
        FailureKind::Broken if message.is_empty() => code.to_owned(),
        FailureKind::Broken => message,
    };
    Failure::new(kind, phase, message)
}
