//! One exchange: a request goes out, its answer is read whole, within its time and its size.

use crate::time::NEVER;
use crate::transport::{HttpResponse, Transport};
use crate::unpack::Collector;
use crate::{Failure, FailureKind, Headers, Phase};
use bytes::Bytes;
use oktant_core::io::{BodyPolicy, ReceivedBody, SendRequest};
use std::pin::pin;
use std::sync::Arc;
use tokio::time::timeout;

/// What came of one request.
pub struct BufferedResponse {
    /// The HTTP status.
    pub status: u16,
    /// Response headers.
    pub headers: Headers,
    /// Response body, read to its end.
    pub body: BufferedBody,
}

/// A body that came, unpacked.
pub enum BufferedBody {
    /// Of a 2xx: all of it.
    Whole {
        /// The body.
        bytes: Bytes,
        /// How many bytes it took on the wire.
        wire_size: u64,
    },
    /// Of a 2xx that has more than [`SendRequest::max_body`], or unpacks to far more than any document: reading stopped after
    /// so many bytes.
    TooLarge(u64),
    /// Of any other status, and where the engine asked for it: at most [`ReceivedBody::LIMIT`] of it.
    Prefix(Vec<u8>),
}

/// How a body is read: as the engine wants it.
#[derive(Clone, Copy)]
struct Plan {
    /// True where the body is the host's.
    whole: bool,
    /// Reading stops after so many bytes.
    stop: u64,
}

impl Plan {
    fn of(status: u16, body_policy: BodyPolicy, max_body: u64) -> Plan {
        let whole = (200..300).contains(&status) && body_policy == BodyPolicy::Keep;
        Plan { whole, stop: if whole { max_body.saturating_add(1) } else { ReceivedBody::LIMIT as u64 } }
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

/// Sends one request over a transport and reads what comes, all of it within the time that it may take.
///
/// # Errors
/// Where there is no whole answer.
pub async fn fetch(transport: &dyn Transport, send: &SendRequest) -> Result<BufferedResponse, Failure> {
    let mut phase = Phase::Answer;
    let limit = send.timeout.map_or(NEVER, |limit| limit.min(NEVER));
    let done = {
        let exchange = pin!(async {
            let answer = transport.send(Arc::clone(&send.request), send.timeout).await?;
            phase = Phase::Body;
            read(answer, send).await
        });
        timeout(limit, exchange).await
    };
    done.unwrap_or_else(|_| Err(Failure::new(FailureKind::TimedOut, phase, "")))
}

/// What came of a request whose answer is there as a whole.
///
/// # Errors
/// Where its body is shorter than was said.
pub fn received(
    status: u16,
    headers: Headers,
    body: Bytes,
    body_policy: BodyPolicy,
    max_body: u64,
) -> Result<BufferedResponse, Failure> {
    let plan = Plan::of(status, body_policy, max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    collector.take(body)?;
    Ok(BufferedResponse { status, body: plan.body(collector)?, headers })
}

/// Reads a body. What is beyond its bound is never asked for.
async fn read(answer: HttpResponse, send: &SendRequest) -> Result<BufferedResponse, Failure> {
    let HttpResponse { status, headers, mut body } = answer;
    let plan = Plan::of(status, send.body_policy, send.max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    while !collector.is_full()
        && let Some(chunk) = body.chunk().await.transpose()?
    {
        collector.take(chunk)?;
    }
    Ok(BufferedResponse { status, body: plan.body(collector)?, headers })
}
