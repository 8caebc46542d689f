//! What goes between the engine and its host: requests and pauses, answers and failures.

use crate::http::HttpRequest;
use crate::{Algorithm, Headers};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A request to send.
#[derive(Debug, Clone)]
pub struct SendRequest {
    /// What goes on the wire.
    pub request: Arc<HttpRequest>,
    /// How long it may take from its start to the last byte of its answer.
    pub timeout: Option<Duration>,
    /// How the answer is read.
    pub body_policy: BodyPolicy,
    /// What to look up in the document of a 2xx answer.
    pub pointers: Option<BodyPointers>,
    /// How many bytes the body of a 2xx answer may have, unpacked. A host stops reading there and answers
    /// [`BodyKind::TooLarge`].
    pub max_body: u64,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyPolicy {
    /// A 2xx is the host's: it keeps the body and answers [`ReceivedBody::Kept`]. Any other is [`ReceivedBody::Text`].
    Keep,
    /// Whatever the status, it is [`ReceivedBody::Text`]: the body is for the engine, and holds a secret.
    Text,
}

/// Bytes to sign.
#[derive(Clone)]
pub struct SignRequest {
    /// With which key.
    pub key: SigningKey,
    /// How.
    pub algorithm: Algorithm,
    /// What; the algorithm's digest is still to be made of it.
    pub bytes: Arc<[u8]>,
    /// How long it may take.
    pub timeout: Option<Duration>,
}

/// The keys of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningKey {
    /// The service app's private key.
    Client,
    /// The session's own, to which its tokens are bound.
    Proof,
}

/// A pause. It is kept to by merely sleeping `at_most`; the session wakes the call ID where it may go on earlier. A needless
/// waking is harmless: the engine looks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// The call that waits.
    pub call_id: CallId,
    /// How long to sleep where nobody wakes it.
    pub at_most: Duration,
    /// What it waits for.
    pub reason: Reason,
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A server that did not answer well to recover.
    Backoff,
    /// The rate limit to be renewed.
    RateLimit,
    /// Other calls to end: there are too many at once.
    ConcurrentLimit,
    /// Its turn: the rate limit would refuse it now.
    Pace,
    /// A token that another call is asking for.
    Token,
}

impl Reason {
    /// Its name in languages that tell reasons by text.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Backoff => "backoff",
            Reason::RateLimit => "rate_limit",
            Reason::ConcurrentLimit => "concurrent_limit",
            Reason::Pace => "pace",
            Reason::Token => "token",
        }
    }
}

/// A question for a bearer token. One call asks for all that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRequest {
    /// True where the last one was refused: a kept token will not do.
    pub fresh: bool,
    /// How long the answer may take.
    pub timeout: Option<Duration>,
}

/// Places in an answered document that the engine wants to know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyPointers {
    /// The JSON pointer of the next link.
    pub next: String,
    /// The JSON pointer of the items.
    pub items: String,
}

/// An answer.
#[derive(Debug)]
pub struct ReceivedResponse {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: Headers,
    /// What the body is.
    pub body: ReceivedBody,
}

/// What a host read.
pub enum ReceivedBody {
    /// Of a 2xx: the host keeps the body and says what it is.
    Kept(BodySummary),
    /// Of any other status, and where the engine asked for it: the body itself, at most [`ReceivedBody::LIMIT`] of it.
    Text(Arc<[u8]>),
}

/// What the engine needs to know of a body that it does not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySummary {
    /// Its length.
    pub bytes: u64,
    /// What it holds.
    pub kind: BodyKind,
    /// The next link, where one was to be found and stands there.
    pub next: Option<String>,
    /// How many items a list has.
    pub count: u64,
}

/// What a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// A JSON object.
    Object,
    /// A JSON list.
    Array,
    /// Any other JSON value.
    Other,
    /// Nothing but white space.
    Empty,
    /// JSON that breaks off or goes wrong.
    Broken,
    /// No JSON at all.
    NotJson,
    /// Unknown: it has more bytes than [`SendRequest::max_body`], or unpacks to far more than any document does, so that the
    /// host stopped reading.
    TooLarge,
}

/// Why there is no whole answer.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What kind of trouble.
    pub kind: FailureKind,
    /// How far it came.
    pub phase: Phase,
    /// What the HTTP stack says; without secrets.
    pub message: String,
    /// What the HTTP stack gave, where it gave something.
    pub source: Option<Source>,
}

/// Kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection, or it broke.
    Broken,
    /// It took too long.
    TimedOut,
}

/// The time, as two plain numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds of a clock that only goes forward.
    pub mono_ms: u64,
    /// Milliseconds of the Unix epoch.
    pub unix_ms: u64,
}

impl Failure {
    /// A failure without a cause below.
    pub fn new(kind: FailureKind, phase: Phase, message: impl Into<String>) -> Failure {
        Failure { kind, phase, message: message.into(), source: None }
    }

    /// Adds what the HTTP stack gave.
    pub fn with_source(mut self, source: Source) -> Failure {
        self.source = Some(source);
        self
    }
}

impl BodySummary {
    /// A body that a host stopped reading after so many bytes.
    pub fn too_large(bytes: u64) -> BodySummary {
        BodySummary { bytes, kind: BodyKind::TooLarge, next: None, count: 0 }
    }
}

impl ReceivedBody {
    /// How much is read of a body that is no 2xx.
    pub const LIMIT: usize = 1 << 20;
}

/// Without what is signed: with its signature it is as good as a password.
impl fmt::Debug for SignRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignRequest({:?}, {:?})", self.key, self.algorithm)
    }
}

/// Lengths only: a body may hold secrets.
impl fmt::Debug for ReceivedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceivedBody::Kept(kept) => kept.fmt(f),
            ReceivedBody::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

/// How far an attempt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// There is no connection: nothing was sent.
    Connect,
    /// The request may have arrived, no answer came.
    Response,
    /// The answer began and did not end.
    Body,
}

impl Phase {
    /// Its name in languages that tell phases by text.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Connect => "connect",
            Phase::Response => "answer",
            Phase::Body => "body",
        }
    }
}

/// A failure below the engine, kept as the cause.
pub type Source = Arc<dyn std::error::Error + Send + Sync>;

/// The name of a call in its session, known before its first step. No two calls of a session have the same.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(test), derive(PartialEq, Eq, PartialOrd, Ord, Hash))]
pub struct CallId(pub u64);

/// In tests, call IDs count how often they are compared: a search through all calls shows there, whoever does it.
#[cfg(test)]
pub(crate) mod tests {
    use super::CallId;
    use std::cell::Cell;
    use std::cmp::Ordering;

    thread_local! {
        static COMPARED: Cell<u64> = const { Cell::new(0) };
    }

    /// How often call IDs were compared on this thread.
    pub(crate) fn compared() -> u64 {
        COMPARED.get()
    }

    impl Ord for CallId {
        fn cmp(&self, other: &CallId) -> Ordering {
            COMPARED.set(COMPARED.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for CallId {
        fn partial_cmp(&self, other: &CallId) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl PartialEq for CallId {
        fn eq(&self, other: &CallId) -> bool {
            self.cmp(other).is_eq()
        }
    }

    impl Eq for CallId {}
}
