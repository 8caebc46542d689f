//! One call's host: sends, reads bodies, tells the time.

use crate::bearer::Bearer;
use crate::signer::Keys;
use crate::trace::{self, Trace};
use crate::transport::{Body, HttpResponse, Transport};
use crate::within::Place;
use crate::{Answer, Failure, FailureKind, Headers, Phase};
use bytes::{Bytes, BytesMut};
use oktant_core::drive::Host;
use oktant_core::reply::{self, Reply};
use oktant_core::step::{
    Asking, Find, Input, Kept, Now, Reading, Received, Responded, Sending, Shape, Signing, Waiting,
};
use std::any::Any;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};
use tokio::time::timeout_at;
use tracing::Instrument;

/// Longer than any process lives.
pub(crate) const NEVER: Duration = Duration::from_secs(86_400 * 365 * 10);

/// Carries one call over a transport and keeps what came.
pub(crate) struct Carrier<'a> {
    transport: &'a dyn Transport,
    bearer: Option<&'a Bearer>,
    keys: &'a Keys,
    reader: Reader,
    trace: Trace,
    place: Place,
    pub(crate) kept: Held,
}

/// What came of one request.
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: Headers,
    /// The body.
    pub body: Came,
}

/// A body that came.
pub enum Came {
    /// Of a 2xx: all of it.
    Whole(Bytes),
    /// Of any other status, and where the engine asked for it: at most [`Received::LIMIT`] of it.
    Beginning(Vec<u8>),
}

impl Came {
    fn beginning(bytes: &Bytes) -> Came {
        Came::Beginning(bytes.get(..Received::LIMIT).unwrap_or(bytes).to_vec())
    }
}

/// The body of a good answer.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) bytes: Bytes,
    pub(crate) value: Option<Box<dyn Any + Send>>,
}

/// Reads a body as one type, without that type in the reader's own.
pub(crate) type Reader = fn(&[u8], Option<&Find>) -> (Kept, Option<Box<dyn Any + Send>>);

/// The reader of a type.
pub(crate) fn read_as<T: Reply>(body: &[u8], find: Option<&Find>) -> (Kept, Option<Box<dyn Any + Send>>) {
    let read = T::from_body(body);
    let kept = reply::kept(body, &read, find);
    (kept, read.value.map(|value| Box::new(value) as Box<dyn Any + Send>))
}

impl<'a> Carrier<'a> {
    pub(crate) fn new(
        transport: &'a dyn Transport,
        bearer: Option<&'a Bearer>,
        keys: &'a Keys,
        reader: Reader,
        trace: Trace,
        place: Place,
    ) -> Carrier<'a> {
        Carrier { transport, bearer, keys, reader, trace, place, kept: Held::default() }
    }

    /// What came, as the answer to a call that is a success.
    pub(crate) fn into_document(self, answer: &Answer) -> Held {
        match (&self.kept.value, answer.body.json) {
            // A refusal that is a success after all: it has no document.
            (None, Shape::Empty) => Held { value: (self.reader)(b"", None).1, ..self.kept },
            _ => self.kept,
        }
    }

    fn read(&mut self, fetched: Fetched, find: Option<&Find>) -> Responded {
        let Fetched { status, headers, body } = fetched;
        let body = match body {
            Came::Whole(bytes) => {
                let (kept, value) = (self.reader)(&bytes, find);
                self.kept = Held { bytes, value };
                Received::Kept(kept)
            }
            Came::Beginning(text) => Received::Text(text.into()),
        };
        Responded { status, headers, body }
    }
}

/// Sends one request over a transport and reads what comes, all of it within the time that it may take.
///
/// # Errors
/// Where there is no whole answer.
pub async fn fetch(transport: &dyn Transport, sending: &Sending) -> Result<Fetched, Failure> {
    let end = tokio::time::Instant::now() + sending.timeout.map_or(NEVER, |limit| limit.min(NEVER));
    let sent = transport.send(Arc::clone(&sending.request), sending.timeout);
    let HttpResponse { status, headers, body } = match timeout_at(end, sent).await {
        Ok(answer) => answer?,
        Err(_) => return Err(Failure::new(FailureKind::TimedOut, Phase::Answer, "")),
    };
    let read = async {
        Ok(match ((200..300).contains(&status), sending.reading) {
            (true, Reading::Kept) => Came::Whole(whole(body, &headers).await?),
            (true, Reading::Text) => Came::beginning(&whole(body, &headers).await?),
            (false, _) => Came::Beginning(beginning(body).await?),
        })
    };
    let body =
        timeout_at(end, read).await.unwrap_or_else(|_| Err(Failure::new(FailureKind::TimedOut, Phase::Body, "")))?;
    Ok(Fetched { status, headers, body })
}

/// What came of a request whose answer is there as a whole.
///
/// # Errors
/// Where its body is shorter than was said.
pub fn received(status: u16, headers: Headers, body: Bytes, reading: Reading) -> Result<Fetched, Failure> {
    let is_good = (200..300).contains(&status);
    let body = match body.len() {
        // Whoever knows that no more of it is read may have stopped there.
        Received::LIMIT.. if !is_good => body,
        _ => check(body, promised(&headers), &headers)?,
    };
    let body = if is_good && reading == Reading::Kept { Came::Whole(body) } else { Came::beginning(&body) };
    Ok(Fetched { status, headers, body })
}

/// The time.
pub fn now() -> Now {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    Now {
        mono_ms: millis(BEGIN.get_or_init(Instant::now).elapsed()),
        unix_ms: millis(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default()),
    }
}

/// A number that was not given before.
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

impl Host for Carrier<'_> {
    fn now(&self) -> Now {
        now()
    }

    fn seed(&self) -> u64 {
        seed()
    }

    async fn send(&mut self, sending: Sending) -> Input {
        let span = self.trace.request(&sending);
        let fetched = self.place.run(fetch(self.transport, &sending)).instrument(span.clone()).await;
        trace::ended(&span, &fetched);
        match fetched {
            Ok(fetched) => Input::Responded(self.read(fetched, sending.find.as_ref())),
            Err(failure) => Input::Failed(failure),
        }
    }

    async fn wait(&mut self, waiting: Waiting) {
        tracing::debug!(reason = ?waiting.reason, at_most = ?waiting.at_most, "waits");
        tokio::time::sleep(waiting.at_most).await;
    }

    async fn sign(&mut self, signing: Signing) -> Input {
        tracing::debug!(key = ?signing.key, "signs");
        self.place.run(self.keys.sign(signing)).await
    }

    async fn bearer(&mut self, asking: Asking) -> Input {
        tracing::debug!(fresh = asking.fresh, "asks for a token");
        match self.bearer {
            Some(bearer) => self.place.run(bearer.ask(asking, NEVER)).await,
            None => Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is none")),
        }
    }
}

/// The whole body, or a failure where it is shorter than was said.
async fn whole(mut body: Body, headers: &Headers) -> Result<Bytes, Failure> {
    let promised = promised(headers);
    let Some(first) = body.piece().await.transpose()? else {
        return check(Bytes::new(), promised, headers);
    };
    let Some(second) = body.piece().await.transpose()? else {
        return check(first, promised, headers);
    };
    let mut bytes = BytesMut::with_capacity(promised.unwrap_or(0).min(Received::LIMIT));
    bytes.extend_from_slice(&first);
    bytes.extend_from_slice(&second);
    while let Some(piece) = body.piece().await.transpose()? {
        bytes.extend_from_slice(&piece);
    }
    check(bytes.freeze(), promised, headers)
}

/// How long the body is, by the headers.
fn promised(headers: &Headers) -> Option<usize> {
    headers.get("content-length").and_then(|length| length.trim().parse().ok())
}

/// A transport of one's own may take an early end for the end.
fn check(bytes: Bytes, promised: Option<usize>, headers: &Headers) -> Result<Bytes, Failure> {
    let encoded = headers.get("content-encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    match promised {
        Some(promised) if bytes.len() < promised && !encoded && !bytes.is_empty() => {
            let message = format!("{} of {promised} bytes came", bytes.len());
            Err(Failure::new(FailureKind::Broken, Phase::Body, message))
        }
        _ => Ok(bytes),
    }
}

/// At most [`Received::LIMIT`] of the body; the rest is never asked for.
async fn beginning(mut body: Body) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    while text.len() < Received::LIMIT
        && let Some(piece) = body.piece().await.transpose()?
    {
        let room = Received::LIMIT - text.len();
        text.extend_from_slice(piece.get(..room).unwrap_or(&piece));
    }
    Ok(text)
}
