//! One call's host: sends, reads bodies, tells the time.

use crate::bearer::Bearer;
use crate::exchange::{Came, Fetched, fetch};
use crate::signer::Keys;
use crate::trace::{self, Trace};
use crate::transport::Transport;
use crate::within::Place;
use crate::{Answer, Failure, FailureKind, Phase};
use bytes::Bytes;
use oktant_core::drive::Host;
use oktant_core::io::{Asking, Find, Kept, Now, Received, Responded, Sending, Shape, Signing, Waiting};
use oktant_core::reply::{self, Reply};
use oktant_core::step::Input;
use std::any::Any;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::pin;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};
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

/// The body of a good answer.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) bytes: Bytes,
    pub(crate) wire_size: u64,
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
            Came::Whole { bytes, wire_size } => {
                let (kept, value) = (self.reader)(&bytes, find);
                self.kept = Held { bytes, wire_size, value };
                Received::Kept(kept)
            }
            Came::TooLarge(bytes) => Received::Kept(Kept::too_large(bytes)),
            Came::Beginning(text) => Received::Text(text.into()),
        };
        Responded { status, headers, body }
    }
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
        let exchange = pin!(fetch(self.transport, &sending));
        let fetched = self.place.run(exchange).instrument(span.clone()).await;
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
