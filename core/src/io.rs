//! What the engine and its host exchange: requests and responses, signatures, tokens, pauses, failures and the time.

use crate::http::HttpRequest;
use crate::{Algorithm, Headers};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An HTTP request for the host to send.
#[derive(Debug, Clone)]
pub struct SendRequest {
    /// The request as it goes on the wire.
    pub request: Arc<HttpRequest>,
    /// Timeout of the attempt, from its start to the last byte of the response; `None` is no limit.
    pub timeout: Option<Duration>,
    /// Whether the host keeps the body of a success or hands it in.
    pub body_policy: BodyPolicy,
    /// Where in a 2xx document the next link and the items are, for a list that is paged inside its body.
    pub pointers: Option<BodyPointers>,
    /// Size limit of a 2xx body, in bytes after unpacking. A host stops reading there and reports [`BodyKind::TooLarge`].
    pub max_body: u64,
}

/// Who keeps a response body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyPolicy {
    /// The host keeps the body of a 2xx and reports [`ReceivedBody::Kept`]. Any other is [`ReceivedBody::Text`].
    Keep,
    /// The engine gets the body whatever the status, as [`ReceivedBody::Text`]: it holds a secret.
    Text,
}

/// Bytes for the host to sign.
#[derive(Clone)]
pub struct SignRequest {
    /// The key to sign with.
    pub key: SigningKey,
    /// The signature algorithm, digest included.
    pub algorithm: Algorithm,
    /// The message, not yet digested.
    pub bytes: Arc<[u8]>,
    /// Timeout; `None` is no limit.
    pub timeout: Option<Duration>,
}

/// A key that a session signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningKey {
    /// The private key of the service app.
    Client,
    /// The key that the session's tokens are bound to (DPoP).
    Proof,
}

/// A pause. Sleeping `at_most` is enough; the session wakes the call if it can continue earlier. Waking it for nothing is
/// harmless: the engine checks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// ID of the call that waits, by which the session wakes it.
    pub call_id: CallId,
    /// How long to sleep if nothing wakes the call.
    pub at_most: Duration,
    /// Why the call waits.
    pub reason: Reason,
}

/// Why a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Backoff after a failure of the server or the connection.
    Backoff,
    /// A 429: the rate limit is used up until its window ends.
    RateLimit,
    /// A 429 of the limit on concurrent requests: others must end first.
    ConcurrentLimit,
    /// Pacing: the request would be refused with a 429 now.
    Pace,
    /// Another call is getting the token.
    Token,
}

impl Reason {
    /// The name in snake case, for languages that use text: `rate_limit`.
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

/// A request to the caller for a bearer token. One call asks for all that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenRequest {
    /// True if the org refused the last token: a cached one will not do.
    pub fresh: bool,
    /// Timeout; `None` is no limit.
    pub timeout: Option<Duration>,
}

/// JSON pointers into a 2xx document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyPointers {
    /// Pointer to the next link, `/_links/next/href`.
    pub next: String,
    /// Pointer to the list of items, `/roles`.
    pub items: String,
}

/// An HTTP response that was read to its end.
#[derive(Debug)]
pub struct ReceivedResponse {
    /// HTTP status code.
    pub status: u16,
    /// The response headers.
    pub headers: Headers,
    /// The body, or what it is if the host keeps it.
    pub body: ReceivedBody,
}

/// A response body.
pub enum ReceivedBody {
    /// The host keeps the body of a 2xx and says what it is.
    Kept(BodySummary),
    /// The body itself, at most [`ReceivedBody::LIMIT`] bytes: of any other status, and under [`BodyPolicy::Text`].
    Text(Arc<[u8]>),
}

/// What the engine needs to know of a body that the host keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySummary {
    /// Size in bytes, unpacked.
    pub bytes: u64,
    /// What the body holds.
    pub kind: BodyKind,
    /// The next link at [`BodyPointers::next`], if there is one.
    pub next: Option<String>,
    /// The number of items of a list; `None` if there is no list, or none at [`BodyPointers::items`].
    pub count: Option<u64>,
}

/// The kind of a body's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// Any other JSON value.
    Other,
    /// Nothing, or only white space.
    Empty,
    /// JSON that is malformed or incomplete.
    Broken,
    /// Another format than JSON, by its content.
    NotJson,
    /// Unknown: the host stopped reading, because the body is larger than [`SendRequest::max_body`] or unpacks to far more than
    /// any document does.
    TooLarge,
}

/// Why there is no complete response, no signature or no token.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Whether the attempt broke or timed out.
    pub kind: FailureKind,
    /// How far the attempt got.
    pub phase: Phase,
    /// The message of the HTTP stack, without secrets; may be empty.
    pub message: String,
    /// The error of the HTTP stack, which becomes the cause of the [`Error`](crate::Error).
    pub source: Option<Source>,
}

/// Whether an attempt broke or timed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection could be made, or it broke.
    Broken,
    /// The timeout passed.
    TimedOut,
}

/// The time, by two clocks of the host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Now {
    /// Monotonic clock, in milliseconds from any start.
    pub mono_ms: u64,
    /// Wall clock, in milliseconds of the Unix epoch.
    pub unix_ms: u64,
}

impl Failure {
    /// A failure without a cause.
    pub fn new(kind: FailureKind, phase: Phase, message: impl Into<String>) -> Failure {
        Failure { kind, phase, message: message.into(), source: None }
    }

    /// Adds the error of the HTTP stack.
    pub fn with_source(mut self, source: Source) -> Failure {
        self.source = Some(source);
        self
    }
}

impl BodySummary {
    /// A body that the host stopped reading after this many bytes.
    pub fn too_large(bytes: u64) -> BodySummary {
        BodySummary { bytes, kind: BodyKind::TooLarge, next: None, count: None }
    }
}

impl ReceivedBody {
    /// How many bytes of an error body are read: 1 MiB.
    pub const LIMIT: usize = 1 << 20;
}

/// Without the message: together with its signature it is as good as a password.
impl fmt::Debug for SignRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignRequest({:?}, {:?})", self.key, self.algorithm)
    }
}

/// Lengths only: a body may hold secrets.
impl fmt::Debug for ReceivedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReceivedBody::Kept(summary) => summary.fmt(f),
            ReceivedBody::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

/// How far an attempt got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// No connection: nothing was sent.
    Connect,
    /// The request may have arrived; no response came.
    Answer,
    /// The response began and did not end.
    Body,
}

impl Phase {
    /// The name in snake case, for languages that use text.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Connect => "connect",
            Phase::Answer => "answer",
            Phase::Body => "body",
        }
    }
}

/// An error from below the engine: the cause of an [`Error`](crate::Error).
pub type Source = Arc<dyn std::error::Error + Send + Sync>;

/// ID of a call, unique in its session and known before its first step.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(test), derive(PartialEq, Eq, PartialOrd, Ord, Hash))]
pub struct CallId(pub u64);

/// In tests, call IDs count how often they are compared, which shows any search through all calls.
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
