//! What a call tells its host to do.

use crate::error::EngineError;
use crate::request::NameValue;
use crate::time::millis;
use oktant_core as core;
use oktant_core::RateLimit;
use oktant_core::io::{BodyPolicy, Reason, SendRequest, SigningKey};

/// The next step of a call.
#[derive(Clone, uniffi::Enum)]
#[allow(clippy::large_enum_variant, reason = "a record that crosses the FFI boundary cannot be boxed")]
pub enum Step {
    /// Send this request once, unchanged. The result is `Input.Kept`, `Input.Text` or `Input.Failed`.
    Send {
        /// The HTTP method.
        method: String,
        /// The full URL.
        url: String,
        /// The headers.
        headers: Vec<NameValue>,
        /// The body, if any.
        body: Option<Vec<u8>>,
        /// The timeout in milliseconds, from the start to the last byte of the response; none for no limit.
        timeout_ms: Option<u64>,
        /// The JSON pointer of the next link, if it is in the document.
        next: Option<String>,
        /// The JSON pointer of the items in that case.
        items: Option<String>,
        /// True if the engine reads the response body, whatever the status: `Input.Text`.
        text: bool,
        /// The largest body of a 2xx response, in bytes after decompression. A host stops reading there: `BodyKind.TooLarge`.
        max_body: u64,
        /// True if sending it twice may do harm: the HTTP stack must not resend it on its own.
        non_idempotent: bool,
    },
    /// Wait, until the call is woken or the time is over. The result is `Input.Woke`.
    Wait {
        /// The longest wait, in milliseconds.
        at_most_ms: u64,
        /// What the call waits for.
        reason: Reason,
    },
    /// Sign with a key of the host. The result is `Input.Signed` or `Input.Failed`.
    Sign {
        /// The key.
        key: SigningKey,
        /// The algorithm, by its name in JWTs.
        algorithm: String,
        /// The bytes to sign; signing includes the algorithm's digest.
        bytes: Vec<u8>,
        /// The timeout in milliseconds; none for no limit.
        timeout_ms: Option<u64>,
    },
    /// Call the bearer callback for an access token. The result is `Input.Bearer` or `Input.Failed`.
    Bearer {
        /// True if the org rejected the previous token.
        fresh: bool,
        /// The timeout in milliseconds; none for no limit.
        timeout_ms: Option<u64>,
    },
    /// The call succeeded.
    Done {
        /// The response. The host has its body and headers.
        response: EngineResponse,
    },
    /// The call failed.
    Failed {
        /// The error.
        error: EngineError,
    },
}

/// A successful response.
#[derive(Debug, Clone, uniffi::Record)]
pub struct EngineResponse {
    /// The HTTP status.
    pub status: u16,
    /// The request ID, from `X-Okta-Request-Id`.
    pub request_id: Option<String>,
    /// The rate limit that the response reported.
    pub rate: RateLimit,
    /// The number of requests sent.
    pub attempts: u32,
    /// What follows this page; none if the response is not a page of a list.
    pub page: Option<PageInfo>,
    /// The error of a caller that needs a document, if the operation returns one and the response has none.
    pub missing_document: Option<EngineError>,
}

/// What follows a page.
#[derive(Debug, Clone, uniffi::Record)]
pub struct PageInfo {
    /// True if there is a next page.
    pub more: bool,
    /// The pause before the next page, in milliseconds.
    pub rest_ms: u64,
    /// The cursor of the next page, which another process can continue from.
    pub cursor: Option<String>,
    /// Why the list cannot be followed, although it goes on.
    pub error: Option<EngineError>,
}

impl Step {
    pub(crate) fn new(step: core::step::Step, call: &core::Call) -> Step {
        match step {
            core::step::Step::Send(request) => Step::send(request, !call.operation().idempotent),
            core::step::Step::Wait(wait) => Step::Wait { at_most_ms: millis(wait.at_most), reason: wait.reason },
            core::step::Step::Bearer(request) => {
                Step::Bearer { fresh: request.fresh, timeout_ms: request.timeout.map(millis) }
            }
            core::step::Step::Sign(request) => Step::Sign {
                key: request.key,
                algorithm: request.algorithm.name().to_owned(),
                bytes: request.bytes.to_vec(),
                timeout_ms: request.timeout.map(millis),
            },
            core::step::Step::Store(request) => Step::Failed { error: request.refused().into() },
            core::step::Step::Done(Ok(response)) => Step::Done { response: EngineResponse::new(&response, call) },
            core::step::Step::Done(Err(error)) => Step::Failed { error: error.into() },
        }
    }

    fn send(
        SendRequest { request, timeout, pointers, body_policy, max_body }: SendRequest,
        non_idempotent: bool,
    ) -> Step {
        let (next, items) = pointers.map(|pointers| (pointers.next, pointers.items)).unzip();
        let headers = request.headers.iter();
        let headers = headers.map(|(name, value)| NameValue { name: name.clone().into_owned(), value: value.clone() });
        Step::Send {
            method: request.method.as_str().to_owned(),
            url: request.url.clone(),
            headers: headers.collect(),
            body: request.body.as_ref().map(|body| body.to_vec()),
            timeout_ms: timeout.map(millis),
            next,
            items,
            text: body_policy == BodyPolicy::Text,
            max_body,
            non_idempotent,
        }
    }
}

impl EngineResponse {
    fn new(response: &core::Response, call: &core::Call) -> EngineResponse {
        let attempts = call.attempts();
        EngineResponse {
            status: response.status,
            request_id: response.request_id().map(str::to_owned),
            rate: response.rate(),
            attempts,
            page: None,
            missing_document: response.missing_document(call.operation(), attempts, "raw()").map(EngineError::from),
        }
    }
}
