//! Sends a request over a transport and reads its response, within limits of time and size.

use crate::time::within;
use crate::transport::{HttpResponse, Transport};
use crate::unpack::Collector;
use crate::{Failure, FailureKind, Headers, Phase};
use bytes::Bytes;
use oktant_core::io::{BodyPolicy, BodySummary, ReceivedBody, ReceivedResponse, SendRequest};
use std::pin::pin;
use std::sync::Arc;

/// A response that was read.
pub struct BufferedResponse {
    /// The HTTP status.
    pub status: u16,
    /// The response headers.
    pub headers: Headers,
    /// Response body, read to its end.
    body: BufferedBody,
}

/// The body of a response, decompressed.
enum BufferedBody {
    /// The whole body of a 2xx response.
    Whole {
        /// The body.
        bytes: Bytes,
        /// The size of the body as transferred, before decompression.
        wire_size: u64,
    },
    /// The body of a 2xx response is larger than [`SendRequest::max_body`], or expands suspiciously: reading stopped after this
    /// many bytes.
    TooLarge(u64),
    /// The body of any other response, or one that the engine wants as text: at most [`ReceivedBody::LIMIT`] of it.
    Prefix(Vec<u8>),
}

impl BufferedResponse {
    /// The response as the engine gets it. `keep` takes the whole body of a success, with its size as transferred, and
    /// summarizes it.
    pub fn into_received(self, keep: impl FnOnce(Bytes, u64) -> BodySummary) -> ReceivedResponse {
        let BufferedResponse { status, headers, body } = self;
        let body = match body {
            BufferedBody::Whole { bytes, wire_size } => ReceivedBody::Kept(keep(bytes, wire_size)),
            BufferedBody::TooLarge(bytes) => ReceivedBody::Kept(BodySummary::too_large(bytes)),
            BufferedBody::Prefix(text) => ReceivedBody::Text(text.into()),
        };
        ReceivedResponse { status, headers, body }
    }
}

/// How to read a body.
#[derive(Clone, Copy)]
struct ReadPlan {
    /// Whether the host keeps the whole body, rather than passing text to the engine.
    whole: bool,
    /// The number of bytes after which reading stops.
    stop: u64,
}

impl ReadPlan {
    fn new(status: u16, body_policy: BodyPolicy, max_body: u64) -> ReadPlan {
        let whole = (200..300).contains(&status) && body_policy == BodyPolicy::Keep;
        ReadPlan { whole, stop: if whole { max_body.saturating_add(1) } else { ReceivedBody::LIMIT as u64 } }
    }

    fn body(self, collector: Collector) -> Result<BufferedBody, Failure> {
        let collected = collector.finish()?;
        Ok(match self.whole {
            true if collected.is_full => BufferedBody::TooLarge(collected.bytes.len() as u64),
            true => BufferedBody::Whole { bytes: collected.bytes, wire_size: collected.wire_size },
            false => BufferedBody::Prefix(collected.bytes.into()),
        })
    }
}

/// Sends a request and reads its response, all within the request's timeout.
///
/// # Errors
/// [`Failure`] if there is no complete response.
pub async fn fetch(transport: &dyn Transport, send: &SendRequest) -> Result<BufferedResponse, Failure> {
    let mut phase = Phase::Answer;
    let result = {
        let exchange = pin!(async {
            let response = transport.send(Arc::clone(&send.request), send.timeout).await?;
            phase = Phase::Body;
            read(response, send).await
        });
        within(send.timeout, exchange).await
    };
    result.unwrap_or_else(|| Err(Failure::new(FailureKind::TimedOut, phase, "")))
}

/// Reads a response that the host has received completely.
///
/// # Errors
/// [`Failure`] if the body is shorter than its `Content-Length`, or its compression is damaged.
pub fn received(
    status: u16,
    headers: Headers,
    body: Bytes,
    body_policy: BodyPolicy,
    max_body: u64,
) -> Result<BufferedResponse, Failure> {
    let plan = ReadPlan::new(status, body_policy, max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    collector.take(body)?;
    Ok(BufferedResponse { status, body: plan.body(collector)?, headers })
}

/// Reads a response. Chunks beyond the limit are not polled.
async fn read(response: HttpResponse, send: &SendRequest) -> Result<BufferedResponse, Failure> {
    let HttpResponse { status, headers, mut body } = response;
    let plan = ReadPlan::new(status, send.body_policy, send.max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    while !collector.is_full()
        && let Some(chunk) = body.chunk().await.transpose()?
    {
        collector.take(chunk)?;
    }
    Ok(BufferedResponse { status, body: plan.body(collector)?, headers })
}
