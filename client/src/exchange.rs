//! One exchange: a request goes out, its answer is read whole, within its time and its size.

use crate::host::NEVER;
use crate::transport::{HttpResponse, Transport};
use crate::unpack::Collector;
use crate::{Failure, FailureKind, Headers, Phase};
use bytes::Bytes;
use oktant_core::io::{Reading, Received, Sending};
use std::pin::pin;
use std::sync::Arc;
use tokio::time::timeout;

/// What came of one request.
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: Headers,
    /// The body.
    pub body: Came,
}

/// A body that came, unpacked.
pub enum Came {
    /// Of a 2xx: all of it.
    Whole {
        /// The body.
        bytes: Bytes,
        /// How many bytes it took on the wire.
        wire_size: u64,
    },
    /// Of a 2xx that has more than [`Sending::max_body`], or unpacks to far more than any document: reading stopped after
    /// so many bytes.
    TooLarge(u64),
    /// Of any other status, and where the engine asked for it: at most [`Received::LIMIT`] of it.
    Beginning(Vec<u8>),
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
    fn of(status: u16, reading: Reading, max_body: u64) -> Plan {
        let whole = (200..300).contains(&status) && reading == Reading::Kept;
        Plan { whole, stop: if whole { max_body.saturating_add(1) } else { Received::LIMIT as u64 } }
    }

    fn came(self, collector: Collector) -> Result<Came, Failure> {
        let collected = collector.finish()?;
        Ok(match self.whole {
            true if collected.is_full => Came::TooLarge(collected.bytes.len() as u64),
            true => Came::Whole { bytes: collected.bytes, wire_size: collected.wire_size },
            false => Came::Beginning(collected.bytes.into()),
        })
    }
}

/// Sends one request over a transport and reads what comes, all of it within the time that it may take.
///
/// # Errors
/// Where there is no whole answer.
pub async fn fetch(transport: &dyn Transport, sending: &Sending) -> Result<Fetched, Failure> {
    let mut phase = Phase::Answer;
    let limit = sending.timeout.map_or(NEVER, |limit| limit.min(NEVER));
    let done = {
        let exchange = pin!(async {
            let answer = transport.send(Arc::clone(&sending.request), sending.timeout).await?;
            phase = Phase::Body;
            read(answer, sending).await
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
    reading: Reading,
    max_body: u64,
) -> Result<Fetched, Failure> {
    let plan = Plan::of(status, reading, max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    collector.take(body)?;
    Ok(Fetched { status, body: plan.came(collector)?, headers })
}

/// Reads a body. What is beyond its bound is never asked for.
async fn read(answer: HttpResponse, sending: &Sending) -> Result<Fetched, Failure> {
    let HttpResponse { status, headers, mut body } = answer;
    let plan = Plan::of(status, sending.reading, sending.max_body);
    let mut collector = Collector::new(&headers, plan.stop);
    while !collector.is_full()
        && let Some(piece) = body.piece().await.transpose()?
    {
        collector.take(piece)?;
    }
    Ok(Fetched { status, body: plan.came(collector)?, headers })
}
