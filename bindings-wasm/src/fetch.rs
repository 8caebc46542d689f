//! One exchange over fetch: the platform's by gloo-net, or another that the caller gave.

use crate::js;
use crate::reading::{self, ReadBody};
use crate::wait::{Alarm, unless};
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use oktant_core::io;
use oktant_core::io::{Failure, FailureKind, ReceivedBody, ReceivedResponse, SendRequest};
use oktant_core::{Headers, HttpRequest, Operation, Phase};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, RequestRedirect};

/// How a client sends.
pub(crate) struct Fetch {
    /// The caller's own.
    given: Option<Function>,
    /// The global one, as it was when the client was made.
    platform: JsValue,
    /// How cookies travel and answers are kept; only a browser page has a say in that.
    page: Option<RequestCredentials>,
    decoder: js::TextDecoder,
}

/// What came of an exchange.
pub(crate) struct Exchange {
    pub(crate) responded: ReceivedResponse,
    /// Of a good answer.
    pub(crate) kept: Option<KeptResponse>,
}

/// What a caller gets of a good answer.
pub(crate) struct KeptResponse {
    pub(crate) response: JsValue,
    pub(crate) reading: ReadBody,
}

/// Why nothing came of it: what the engine is told, and what was thrown.
pub(crate) type Broken = (Failure, JsValue);

/// Gives up what it began, unless it came to its end.
struct Connection {
    controller: AbortController,
    over: bool,
}

impl Fetch {
    pub(crate) fn new(given: Option<Function>, page: Option<RequestCredentials>) -> Result<Fetch, JsValue> {
        Ok(Fetch { given, platform: global_fetch()?, page, decoder: js::strict_decoder()? })
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn send(&self, send: &SendRequest, operation: &Operation) -> Result<Exchange, Broken> {
        let phase = Cell::new(Phase::Answer);
        let exchange = self.exchange(send, operation, &phase);
        let done = match send.timeout {
            Some(limit) => unless(Alarm::new(limit), exchange).await,
            None => Some(exchange.await),
        };
        match done {
            Some(Ok(exchange)) => Ok(exchange),
            Some(Err(thrown)) => Err((failure(&thrown, phase.get()), thrown)),
            None => Err((Failure::new(FailureKind::TimedOut, phase.get(), ""), JsValue::UNDEFINED)),
        }
    }

    async fn exchange(
        &self,
        send: &SendRequest,
        operation: &Operation,
        phase: &Cell<Phase>,
    ) -> Result<Exchange, JsValue> {
        let mut connection = Connection { controller: AbortController::new()?, over: false };
        let init = self.init(&send.request)?;
        init.set_signal(Some(&connection.controller.signal()));
        let response = self.response(&send.request.url, &init).await?;
        let status = status(&response)?;
        phase.set(Phase::Body);
        let headers = headers(&response)?;
        if !(200..300).contains(&status) {
            return Ok(Exchange::of_text(status, headers, beginning(&response).await?));
        }
        let Some(bytes) = whole(&response, send.max_body, self.page.is_some()).await? else {
            let body = ReceivedBody::Kept(io::BodySummary::too_large(send.max_body.saturating_add(1)));
            return Ok(Exchange { responded: ReceivedResponse { status, headers, body }, kept: None });
        };
        connection.over = true;
        if send.body_policy == io::BodyPolicy::Text {
            return Ok(Exchange::of_text(status, headers, limited(&bytes)));
        }
        let reading = reading::read(&self.decoder, bytes, &operation.response, &headers, send.pointers.as_ref())?;
        let body = ReceivedBody::Kept(reading.facts.clone());
        Ok(Exchange {
            responded: ReceivedResponse { status, headers, body },
            kept: Some(KeptResponse { response, reading }),
        })
    }

    fn init(&self, request: &HttpRequest) -> Result<RequestInit, JsValue> {
        let init = RequestInit::new();
        init.set_method(request.method.as_str());
        init.set_redirect(RequestRedirect::Manual);
        if let Some(credentials) = self.page {
            init.set_cache(RequestCache::NoStore);
            init.set_credentials(credentials);
        }
        let headers = Object::new();
        for (name, value) in &request.headers {
            Reflect::set(&headers, &name.as_ref().into(), &value.into())?;
        }
        init.set_headers(&headers);
        if let Some(body) = &request.body {
            init.set_body(&Uint8Array::from(body.as_ref()));
        }
        Ok(init)
    }

    async fn response(&self, url: &str, init: &RequestInit) -> Result<JsValue, JsValue> {
        let now = global_fetch()?;
        let fetch = match &self.given {
            Some(given) => given,
            // gloo-net cannot catch what another fetch throws at once, and loses what Node says of the reason.
            None if self.page.is_some() && now == self.platform => {
                let request = web_sys::Request::new_with_str_and_init(url, init)?;
                let sent = gloo_net::http::Request::from(request).send().await;
                return match sent {
                    Ok(response) => Ok(web_sys::Response::from(response).into()),
                    Err(error) => Err(js_sys::Error::new(&error.to_string()).into()),
                };
            }
            None => now.dyn_ref().ok_or_else(|| js_sys::TypeError::new("there is no fetch here: give one"))?,
        };
        promised(fetch.call2(&JsValue::UNDEFINED, &url.into(), init)?).await
    }
}

impl Exchange {
    fn of_text(status: u16, headers: Headers, text: Vec<u8>) -> Exchange {
        Exchange { responded: ReceivedResponse { status, headers, body: ReceivedBody::Text(text.into()) }, kept: None }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.over {
            self.controller.abort();
        }
    }
}

fn global_fetch() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"fetch".into())
}

/// What a promise comes to; a value that is none is itself.
pub(crate) async fn promised(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&value)).await
}

fn status(response: &JsValue) -> Result<u16, JsValue> {
    match js::member(response, "status")?.and_then(|status| status.as_f64()) {
        Some(status @ 200.0..600.0) => Ok(status as u16),
        Some(0.0) => Err(js_sys::Error::new("a redirect, which the browser hides").into()),
        _ => Err(js_sys::TypeError::new("fetch gave no Response").into()),
    }
}

/// The headers that the engine reads; fetch joins doubles.
fn headers(response: &JsValue) -> Result<Headers, JsValue> {
    let all: js::Headers = Reflect::get(response, &"headers".into())?.unchecked_into();
    let mut headers = Headers::new();
    for name in Headers::READ {
        if let Some(value) = all.get(name)? {
            headers.push(name, value);
        }
    }
    Ok(headers)
}

/// The whole body, unless it has more bytes than this. Pages may not see whether it came packed.
async fn whole(response: &JsValue, most: u64, page: bool) -> Result<Option<Uint8Array>, JsValue> {
    let header = |name| -> Result<Option<String>, JsValue> {
        Reflect::get(response, &"headers".into())?.unchecked_into::<js::Headers>().get(name)
    };
    // A length that was promised is kept; of a packed body it says nothing.
    let length = header("content-length")?.and_then(|length| length.parse::<u64>().ok());
    let plain = !page && header("content-encoding")?.is_none();
    let body = match length.filter(|length| plain || *length > most) {
        Some(length) if length > most => return Ok(None),
        Some(_) => None,
        None => js::member(response, "body")?,
    };
    let Some(body) = body else {
        return Ok(Some(Uint8Array::new(&promised(js::call(response, "arrayBuffer")?).await?)));
    };
    let (pieces, size) = pieces(&body, most.saturating_add(1)).await?;
    if size > most { Ok(None) } else { joined(&pieces, size).map(Some) }
}

/// At most [`ReceivedBody::LIMIT`] of the body.
async fn beginning(response: &JsValue) -> Result<Vec<u8>, JsValue> {
    let Some(body) = js::member(response, "body")? else { return Ok(Vec::new()) };
    let (pieces, size) = pieces(&body, ReceivedBody::LIMIT as u64).await?;
    Ok(limited(&joined(&pieces, size)?))
}

/// What the engine gets of a body that is text.
fn limited(bytes: &Uint8Array) -> Vec<u8> {
    bytes.subarray(0, ReceivedBody::LIMIT as u32).to_vec()
}

/// Reads a body to its end, or until so many bytes are there; gives also how many they are.
async fn pieces(body: &JsValue, enough: u64) -> Result<(Vec<Uint8Array>, u64), JsValue> {
    let reader = js::call(body, "getReader")?;
    let (mut pieces, mut size) = (Vec::new(), 0);
    while size < enough
        && let Some(piece) = js::member(&promised(js::call(&reader, "read")?).await?, "value")?
    {
        let piece: Uint8Array = piece.dyn_into()?;
        size += u64::from(piece.length());
        pieces.push(piece);
    }
    Ok((pieces, size))
}

/// Joined here: a Blob would send them to another process of the browser and back.
fn joined(pieces: &[Uint8Array], size: u64) -> Result<Uint8Array, JsValue> {
    if let [piece] = pieces
        && piece.length() == piece.buffer().byte_length()
    {
        return Ok(piece.clone());
    }
    let whole = js::zeroes(size)?;
    let mut at = 0;
    for piece in pieces {
        whole.set(piece, at);
        at += piece.length();
    }
    Ok(whole)
}

/// No program can raise the limit of Node's fetch from within.
const MORE_HEADERS: &str = "start node with --max-http-header-size=524288, or give the client a fetch that takes more";

/// What the engine is told of an exception.
pub(crate) fn failure(thrown: &JsValue, phase: Phase) -> Failure {
    // Node says "fetch failed" and hangs the reason on it.
    let cause = js::member(thrown, "cause").ok().flatten();
    let text = |value: &JsValue, name| js::member(value, name).ok().flatten().and_then(|text| text.as_string());
    let code = cause.as_ref().and_then(|cause| text(cause, "code")).unwrap_or_default();
    let said = cause.as_ref().and_then(|cause| text(cause, "message")).filter(|said| !said.is_empty());
    let message = said.or_else(|| text(thrown, "message")).or_else(|| js::text_of(thrown).ok()).unwrap_or_default();
    let (kind, phase) = match code.as_str() {
        "UND_ERR_CONNECT_TIMEOUT" => (FailureKind::TimedOut, Phase::Connect),
        "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" => (FailureKind::TimedOut, phase),
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
        // The kind says it all.
        FailureKind::TimedOut => String::new(),
        FailureKind::Broken if message.is_empty() => code,
        FailureKind::Broken => message,
    };
    Failure::new(kind, phase, message)
}
