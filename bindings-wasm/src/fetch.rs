//! Requests over `fetch`: the platform's own through gloo-net, or one from the client's options.

use crate::decode::{self, DecodedBody};
use crate::js;
use crate::wait::{Timer, race};
use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use oktant_core::io;
use oktant_core::io::{Failure, FailureKind, ReceivedBody, ReceivedResponse, SendRequest};
use oktant_core::{Headers, HttpRequest, Operation, Phase};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestInit, RequestRedirect};

/// How a client sends requests.
pub(crate) struct Fetch {
    /// The `fetch` of the client's options.
    custom: Option<Function>,
    /// The global `fetch` when the client was made.
    platform: JsValue,
    /// Whether cookies are sent; `None` outside of browsers.
    page: Option<RequestCredentials>,
    decoder: js::TextDecoder,
}

/// A response for the engine and, of a 2xx response, what the caller gets.
pub(crate) struct Exchange {
    pub(crate) received: ReceivedResponse,
    pub(crate) decoded: Option<DecodedResponse>,
}

/// A 2xx response: the `Response` of `fetch` and its body.
pub(crate) struct DecodedResponse {
    pub(crate) response: JsValue,
    pub(crate) body: DecodedBody,
}

/// Why there is no response: the failure for the engine and the exception.
pub(crate) type FetchError = (Failure, JsValue);

/// Aborts a request when it is dropped before the body was read to its end.
struct AbortOnDrop {
    controller: AbortController,
    finished: bool,
}

impl Fetch {
    pub(crate) fn new(custom: Option<Function>, page: Option<RequestCredentials>) -> Result<Fetch, JsValue> {
        Ok(Fetch { custom, platform: global_fetch()?, page, decoder: js::strict_decoder()? })
    }

    /// Sends a request and reads its response.
    pub(crate) async fn send(&self, send: &SendRequest, operation: &Operation) -> Result<Exchange, FetchError> {
        let phase = Cell::new(Phase::Answer);
        let exchange = self.exchange(send, operation, &phase);
        let done = match send.timeout {
            Some(timeout) => race(Timer::new(timeout), exchange).await,
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
        let mut request = AbortOnDrop { controller: AbortController::new()?, finished: false };
        let init = self.init(&send.request)?;
        init.set_signal(Some(&request.controller.signal()));
        let response = self.response(&send.request.url, &init).await?;
        let status = status(&response)?;
        phase.set(Phase::Body);
        let headers = headers(&response)?;
        if !(200..300).contains(&status) {
            return Ok(Exchange::of_text(status, headers, read_prefix(&response).await?));
        }
        let Some(bytes) = read_body(&response, send.max_body, self.page.is_some()).await? else {
            let body = ReceivedBody::Kept(io::BodySummary::too_large(send.max_body.saturating_add(1)));
            return Ok(Exchange { received: ReceivedResponse { status, headers, body }, decoded: None });
        };
        request.finished = true;
        if send.body_policy == io::BodyPolicy::Text {
            return Ok(Exchange::of_text(status, headers, truncated(&bytes)));
        }
        let body = decode::decode(&self.decoder, bytes, &operation.response, &headers, send.pointers.as_ref())?;
        let summary = ReceivedBody::Kept(body.summary.clone());
        Ok(Exchange {
            received: ReceivedResponse { status, headers, body: summary },
            decoded: Some(DecodedResponse { response, body }),
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
        let fetch = match &self.custom {
            Some(custom) => custom,
            // gloo-net does not catch what another fetch throws synchronously, and loses the cause that Node gives.
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
        resolved(fetch.call2(&JsValue::UNDEFINED, &url.into(), init)?).await
    }
}

impl Exchange {
    fn of_text(status: u16, headers: Headers, text: Vec<u8>) -> Exchange {
        Exchange {
            received: ReceivedResponse { status, headers, body: ReceivedBody::Text(text.into()) },
            decoded: None,
        }
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if !self.finished {
            self.controller.abort();
        }
    }
}

fn global_fetch() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"fetch".into())
}

/// The result of a promise; any other value as it is.
pub(crate) async fn resolved(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&value)).await
}

fn status(response: &JsValue) -> Result<u16, JsValue> {
    match js::member(response, "status")?.and_then(|status| status.as_f64()) {
        Some(status @ 200.0..600.0) => Ok(status as u16),
        Some(0.0) => Err(js_sys::Error::new("a redirect, which the browser hides").into()),
        _ => Err(js_sys::TypeError::new("fetch gave no Response").into()),
    }
}

/// The headers that the engine reads; `fetch` joins repeated ones.
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

/// The whole body, or `None` if it has more than `max` bytes. Web pages may not see whether it was compressed.
async fn read_body(response: &JsValue, max: u64, page: bool) -> Result<Option<Uint8Array>, JsValue> {
    let header = |name| -> Result<Option<String>, JsValue> {
        Reflect::get(response, &"headers".into())?.unchecked_into::<js::Headers>().get(name)
    };
    // `fetch` enforces the announced length. It is no bound on a compressed body.
    let length = header("content-length")?.and_then(|length| length.parse::<u64>().ok());
    let is_exact = !page && header("content-encoding")?.is_none();
    let body = match length.filter(|length| is_exact || *length > max) {
        Some(length) if length > max => return Ok(None),
        Some(_) => None,
        None => js::member(response, "body")?,
    };
    let Some(body) = body else {
        return Ok(Some(Uint8Array::new(&resolved(js::call(response, "arrayBuffer")?).await?)));
    };
    let (chunks, size) = read_chunks(&body, max.saturating_add(1)).await?;
    if size > max { Ok(None) } else { concat(&chunks, size).map(Some) }
}

/// The first bytes of a body, at most [`ReceivedBody::LIMIT`].
async fn read_prefix(response: &JsValue) -> Result<Vec<u8>, JsValue> {
    let Some(body) = js::member(response, "body")? else { return Ok(Vec::new()) };
    let (chunks, size) = read_chunks(&body, ReceivedBody::LIMIT as u64).await?;
    Ok(truncated(&concat(&chunks, size)?))
}

/// At most [`ReceivedBody::LIMIT`] bytes, for the engine.
fn truncated(bytes: &Uint8Array) -> Vec<u8> {
    bytes.subarray(0, ReceivedBody::LIMIT as u32).to_vec()
}

/// Reads a body to its end or until it has `enough` bytes. Returns its chunks and the number of their bytes.
async fn read_chunks(body: &JsValue, enough: u64) -> Result<(Vec<Uint8Array>, u64), JsValue> {
    let reader = js::call(body, "getReader")?;
    let (mut chunks, mut size) = (Vec::new(), 0);
    while size < enough
        && let Some(chunk) = js::member(&resolved(js::call(&reader, "read")?).await?, "value")?
    {
        let chunk: Uint8Array = chunk.dyn_into()?;
        size += u64::from(chunk.length());
        chunks.push(chunk);
    }
    Ok((chunks, size))
}

/// Joins chunks. A Blob would do so in another process of the browser.
fn concat(chunks: &[Uint8Array], size: u64) -> Result<Uint8Array, JsValue> {
    if let [chunk] = chunks
        && chunk.length() == chunk.buffer().byte_length()
    {
        return Ok(chunk.clone());
    }
    let whole = js::zeroes(size)?;
    let mut at = 0;
    for chunk in chunks {
        whole.set(chunk, at);
        at += chunk.length();
    }
    Ok(whole)
}

/// A program cannot raise the limit of Node's `fetch` itself.
const MORE_HEADERS: &str = "start node with --max-http-header-size=524288, or give the client a fetch that takes more";

/// The failure for an exception.
pub(crate) fn failure(thrown: &JsValue, phase: Phase) -> Failure {
    // Node's message is "fetch failed"; the reason is in the cause.
    let cause = js::member(thrown, "cause").ok().flatten();
    let text = |value: &JsValue, name| js::member(value, name).ok().flatten().and_then(|text| text.as_string());
    let code = cause.as_ref().and_then(|cause| text(cause, "code")).unwrap_or_default();
    let reason = cause.as_ref().and_then(|cause| text(cause, "message")).filter(|reason| !reason.is_empty());
    let message = reason.or_else(|| text(thrown, "message")).or_else(|| js::text_of(thrown).ok()).unwrap_or_default();
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
        // The kind of the failure is enough.
        FailureKind::TimedOut => String::new(),
        FailureKind::Broken if message.is_empty() => code,
        FailureKind::Broken => message,
    };
    Failure::new(kind, phase, message)
}
