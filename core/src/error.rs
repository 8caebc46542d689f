//! What can go wrong, once for all languages.
//!
//! ```text
//! Error
//! |-- Api              the org answered with an error
//! |-- Auth             no token was to be had
//! |-- RateLimited      the org's rate limit is used up
//! |-- Timeout          an attempt or the whole call took too long
//! |-- Transport        no connection, or it broke
//! |-- Decode           the answer is not what is due
//! |-- Page             a list cannot be followed further
//! |-- Config           the client cannot be made
//! |-- InvalidArgument  the call cannot be made
//! `-- Cancelled        the caller stopped it
//! ```

use crate::io::{Phase, Source};
use crate::operation::safety::{self, AttemptResult};
use crate::text::{add, one_line};
use crate::{Headers, Operation, RateLimit};
use std::fmt::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// Why a call did not succeed. One word wide, cheap to clone, and its text never holds a secret.
#[derive(Clone, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Fault>);

/// The branch of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The org answered with an error.
    Api,
    /// No token was to be had.
    Auth,
    /// The org's rate limit is used up.
    RateLimited,
    /// An attempt or the whole call took too long.
    Timeout,
    /// No connection, or it broke.
    Transport,
    /// The answer is not what is due.
    Decode,
    /// A list cannot be followed further.
    Page,
    /// The client cannot be made.
    Config,
    /// The call cannot be made.
    InvalidArgument,
    /// The caller stopped it.
    Cancelled,
}

impl ErrorKind {
    /// Its name in languages that tell kinds by text.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Api => "api",
            ErrorKind::Auth => "auth",
            ErrorKind::RateLimited => "rate_limited",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Transport => "transport",
            ErrorKind::Decode => "decode",
            ErrorKind::Page => "page",
            ErrorKind::Config => "config",
            ErrorKind::InvalidArgument => "invalid_argument",
            ErrorKind::Cancelled => "cancelled",
        }
    }
}

/// What an error answer says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) causes: Vec<String>,
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", text(self))]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    /// What happened, and what to do; without what the other fields say.
    pub(crate) message: String,
    pub(crate) operation: Option<Arc<Operation>>,
    pub(crate) status: Option<u16>,
    pub(crate) problem: Problem,
    pub(crate) request_id: Option<String>,
    pub(crate) rate: RateLimit,
    pub(crate) phase: Option<Phase>,
    pub(crate) body: Option<Arc<[u8]>>,
    pub(crate) attempts: u32,
    /// True where a request got beyond the connection.
    pub(crate) sent: bool,
    pub(crate) elapsed: Duration,
    #[source]
    pub(crate) cause: Option<Source>,
}

impl Error {
    /// A configuration that cannot be used.
    pub fn config(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Config, message)
    }

    /// An answer that is not what is due.
    pub fn decode(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Decode, message)
    }

    /// An argument that cannot be sent.
    pub fn invalid_argument(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidArgument, message)
    }

    /// A host that cannot do its part: no runtime, no thread.
    pub fn transport(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Transport, message)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::of(kind, message.into())
    }

    fn of(kind: ErrorKind, message: String) -> Error {
        Error(Box::new(Fault {
            kind,
            message,
            operation: None,
            status: None,
            problem: Problem::default(),
            request_id: None,
            rate: RateLimit::default(),
            phase: None,
            body: None,
            attempts: 0,
            sent: false,
            elapsed: Duration::ZERO,
            cause: None,
        }))
    }

    /// Adds the failure below, which `source()` then gives.
    pub fn with_source(mut self, cause: Source) -> Error {
        self.0.cause = Some(cause);
        self
    }

    /// Adds the document that was answered.
    pub fn with_body(mut self, body: Arc<[u8]>) -> Error {
        self.0.body = Some(body);
        self
    }

    /// Adds the operation.
    pub fn with_operation(mut self, operation: Arc<Operation>) -> Error {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Fault)) -> Error {
        change(&mut self.0);
        self
    }

    /// The branch of the tree.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's name, `getUser`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_ref().map(|operation| operation.id.as_ref())
    }

    /// The HTTP status, where there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Okta's `errorCode`, or the `error` of OAuth.
    pub fn code(&self) -> Option<&str> {
        self.0.problem.code.as_deref()
    }

    /// Okta's `errorSummary`, or the `error_description` of OAuth.
    pub fn summary(&self) -> Option<&str> {
        self.0.problem.summary.as_deref()
    }

    /// Okta's `errorLink`.
    pub fn link(&self) -> Option<&str> {
        self.0.problem.link.as_deref()
    }

    /// Okta's `errorId`.
    pub fn id(&self) -> Option<&str> {
        self.0.problem.id.as_deref()
    }

    /// The summaries of Okta's `errorCauses`, in order.
    pub fn causes(&self) -> &[String] {
        &self.0.problem.causes
    }

    /// The org's name for this exchange; its support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What the answer said of the rate limit.
    pub fn rate(&self) -> RateLimit {
        self.0.rate
    }

    /// How far the attempt came, where it had no whole answer.
    pub fn phase(&self) -> Option<Phase> {
        self.0.phase
    }

    /// The document that was answered, where it is the trouble. Of an error answer at most 1 MiB.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// How many requests were made.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// True where the thing does not exist: status 404.
    pub fn is_not_found(&self) -> bool {
        self.0.status == Some(404)
    }

    /// True where it exists already, or is in another state: status 409.
    pub fn is_conflict(&self) -> bool {
        self.0.status == Some(409)
    }

    /// True where the credential is not taken: status 401, or no token to be had.
    pub fn is_unauthorized(&self) -> bool {
        self.0.status == Some(401) || self.0.kind == ErrorKind::Auth
    }

    /// True where the credential does not reach so far: status 403.
    pub fn is_forbidden(&self) -> bool {
        self.0.status == Some(403)
    }

    /// True where the org's rate limit is used up.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// True where it took too long.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// True where the caller stopped it.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }

    /// True where the org may have seen the request, and perhaps done what was asked, although this is an error.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    /// True where the same call may succeed later, and making it again does no harm.
    pub fn is_retryable(&self) -> bool {
        let (Some(operation), fault) = (&self.0.operation, &self.0) else { return false };
        let headers = Headers::new();
        match (fault.kind, fault.status) {
            (ErrorKind::Api | ErrorKind::RateLimited, Some(status)) => {
                safety::is_safe(operation, AttemptResult::Answered { status, headers: &headers })
            }
            (ErrorKind::Auth, Some(status)) => status >= 500,
            (ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::RateLimited, _) => {
                !fault.sent || operation.idempotent
            }
            _ => false,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({self})", self.0.kind)
    }
}

/// What was done: what happened: what to do, on one line.
fn text(fault: &Fault) -> String {
    const SUMMARY: usize = 300;
    const CAUSES: usize = 5;
    let mut text = String::new();
    let mut part = |part: &str, limit: usize| {
        if !part.is_empty() {
            let between = match text.chars().last() {
                None => "",
                // Okta ends its sentences.
                Some('.') => " ",
                Some(_) => ": ",
            };
            let _ = write!(text, "{between}{}", one_line(part, limit));
        }
    };
    if let Some(operation) = &fault.operation {
        part(&operation.to_string(), 200);
    }
    if let (Some(status), ErrorKind::Api | ErrorKind::RateLimited | ErrorKind::Auth) = (fault.status, fault.kind) {
        let code = fault.problem.code.as_deref().map(|code| one_line(code, 100)).unwrap_or_default();
        let mut words = status.to_string();
        for word in [code.as_ref(), reason(status)] {
            add(&mut words, if word.is_empty() { "" } else { " " }, word);
        }
        part(&words, 200);
    }
    part(fault.problem.summary.as_deref().unwrap_or_default(), SUMMARY);
    let causes = &fault.problem.causes;
    let mut shown = String::new();
    for cause in causes.iter().take(CAUSES) {
        add(&mut shown, "; ", &one_line(cause, SUMMARY));
    }
    if causes.len() > CAUSES {
        add(&mut shown, "; ", &format!("and {} more", causes.len() - CAUSES));
    }
    part(&shown, CAUSES * SUMMARY + 50);
    part(&fault.message, 1000);
    if let Some(id) = &fault.request_id {
        let _ = write!(text, " [{}]", one_line(id, 100));
    }
    text
}

fn reason(status: u16) -> &'static str {
    match status {
        200..=299 => "",
        300..=399 => "redirect",
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        408 => "request timeout",
        409 => "conflict",
        410 => "gone",
        412 => "precondition failed",
        413 => "too large",
        415 => "unsupported media type",
        422 => "unprocessable",
        429 => "too many requests",
        500 => "server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "unavailable",
        504 => "gateway timeout",
        _ => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::table::tests::row_of;

    fn api(status: u16, problem: Problem) -> Error {
        Error::new(ErrorKind::Api, "").with_operation(row_of("getUser")).with(|fault| {
            fault.status = Some(status);
            fault.problem = problem;
            fault.request_id = Some("req00001".to_owned());
            fault.attempts = 1;
            fault.sent = true;
        })
    }

    #[test]
    fn it_is_one_word_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn the_text_is_operation_status_summary_causes_and_request_id() {
        let problem = Problem {
            code: Some("E0000001".into()),
            summary: Some("Api validation failed: login".into()),
            causes: vec!["login: taken".into(), "email: blank".into()],
            ..Problem::default()
        };
        let error = api(400, problem);
        assert_eq!(
            error.to_string(),
            "GET /api/v1/users/{id}: 400 E0000001 bad request: Api validation failed: login: login: taken; \
             email: blank [req00001]"
        );
        assert_eq!(format!("{error:?}"), format!("Api({error})"));
    }

    #[test]
    fn the_text_is_one_line_of_sane_length_whatever_was_answered() {
        let long = "x\r\n\u{1b}[2J".repeat(300_000);
        let problem = Problem {
            code: Some(long.clone()),
            summary: Some(long.clone()),
            link: None,
            id: None,
            causes: vec![long; 1000],
        };
        let text = api(400, problem).to_string();
        assert!(text.len() < 2500 && !text.chars().any(char::is_control), "{}", text.len());
        assert!(text.contains("and 995 more"));
    }

    #[test]
    fn predicates_follow_status_and_kind() {
        assert!(api(404, Problem::default()).is_not_found());
        assert!(api(409, Problem::default()).is_conflict());
        assert!(api(401, Problem::default()).is_unauthorized());
        assert!(api(403, Problem::default()).is_forbidden());
        assert!(api(500, Problem::default()).may_have_been_sent());
        assert!(!Error::config("x").may_have_been_sent());
        assert!(api(503, Problem::default()).is_retryable() && !api(500, Problem::default()).is_retryable());
        assert!(!Error::config("x").is_retryable());
    }

    #[test]
    fn the_cause_is_the_source_and_not_in_the_text() {
        let cause: Source = Arc::new(std::io::Error::other("below"));
        let error = Error::transport("above").with_source(cause);
        assert_eq!(error.to_string(), "above");
        assert_eq!(std::error::Error::source(&error).map(ToString::to_string), Some("below".to_owned()));
    }
}
