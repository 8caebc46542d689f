//! Errors, the same in all languages.
//!
//! ```text
//! Error
//! |-- Api              the org answered with an error
//! |-- Auth             no access token could be obtained
//! |-- RateLimited      the org's rate limit is exhausted
//! |-- Timeout          an attempt or the whole call took too long
//! |-- Transport        the connection failed or broke
//! |-- Decode           the response is not what the operation returns
//! |-- Page             a list cannot be continued
//! |-- Config           the settings are invalid or incomplete
//! |-- InvalidArgument  an argument cannot be sent
//! `-- Cancelled        the caller stopped the call
//! ```

use crate::io::{Phase, Source};
use crate::operation::safety::{self, AttemptResult};
use crate::text::{self, add, one_line};
use crate::{Headers, Operation, RateLimit};
use std::fmt::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// Why a call failed. One pointer wide, cheap to clone; its text never holds a secret.
#[derive(Clone, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorDetails>);

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Okta responded with an error status.
    Api,
    /// No access token could be obtained.
    Auth,
    /// The org's rate limit is exhausted.
    RateLimited,
    /// The timeout of an attempt or the deadline of the call passed.
    Timeout,
    /// The connection failed or broke.
    Transport,
    /// The response is not what the operation returns.
    Decode,
    /// A list cannot be continued.
    Page,
    /// The settings are invalid or incomplete.
    Config,
    /// An argument cannot be sent.
    InvalidArgument,
    /// The caller stopped the call.
    Cancelled,
}

impl ErrorKind {
    /// The name in snake case, for languages that use text: `rate_limited`.
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

/// The fields of an error document.
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
pub(crate) struct ErrorDetails {
    pub(crate) kind: ErrorKind,
    /// What happened and what to do, without what the other fields say.
    pub(crate) message: String,
    pub(crate) operation: Option<Arc<Operation>>,
    pub(crate) status: Option<u16>,
    pub(crate) problem: Problem,
    pub(crate) request_id: Option<String>,
    pub(crate) rate: RateLimit,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) phase: Option<Phase>,
    pub(crate) body: Option<Arc<[u8]>>,
    pub(crate) attempts: u32,
    /// True if a request got beyond the connection.
    pub(crate) sent: bool,
    pub(crate) elapsed: Duration,
    #[source]
    pub(crate) cause: Option<Source>,
}

impl Error {
    /// An error of kind Config.
    pub fn config(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Config, message)
    }

    /// An error of kind Decode.
    pub fn decode(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Decode, message)
    }

    /// An error of kind InvalidArgument.
    pub fn invalid_argument(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidArgument, message)
    }

    /// An error of kind Transport: the host has no runtime or no thread.
    pub fn transport(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Transport, message)
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::of(kind, message.into())
    }

    fn of(kind: ErrorKind, message: String) -> Error {
        Error(Box::new(ErrorDetails {
            kind,
            message,
            operation: None,
            status: None,
            problem: Problem::default(),
            request_id: None,
            rate: RateLimit::default(),
            retry_after: None,
            phase: None,
            body: None,
            attempts: 0,
            sent: false,
            elapsed: Duration::ZERO,
            cause: None,
        }))
    }

    /// Sets the cause, which `source()` returns.
    pub fn with_source(mut self, cause: Source) -> Error {
        self.0.cause = Some(cause);
        self
    }

    /// Sets the response body.
    pub fn with_body(mut self, body: Arc<[u8]>) -> Error {
        self.0.body = Some(body);
        self
    }

    /// Sets the operation.
    pub fn with_operation(mut self, operation: Arc<Operation>) -> Error {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut ErrorDetails)) -> Error {
        change(&mut self.0);
        self
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation ID, `getUser`.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_ref().map(|operation| operation.id.as_ref())
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The error code: Okta's `errorCode` (`E0000007`), or `error` of OAuth.
    pub fn code(&self) -> Option<&str> {
        self.0.problem.code.as_deref()
    }

    /// The error summary: Okta's `errorSummary`, or `error_description` of OAuth.
    pub fn summary(&self) -> Option<&str> {
        self.0.problem.summary.as_deref()
    }

    /// The error link: Okta's `errorLink`.
    pub fn link(&self) -> Option<&str> {
        self.0.problem.link.as_deref()
    }

    /// The error ID: Okta's `errorId`.
    pub fn id(&self) -> Option<&str> {
        self.0.problem.id.as_deref()
    }

    /// The error causes: the `errorSummary` of each of Okta's `errorCauses`, in order.
    pub fn causes(&self) -> &[String] {
        &self.0.problem.causes
    }

    /// The request ID, from `X-Okta-Request-Id`. Okta's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The rate limit, from the `X-Rate-Limit-*` headers of the response.
    pub fn rate(&self) -> RateLimit {
        self.0.rate
    }

    /// The time after which the call may succeed, if the org said so: until the rate limit resets (`X-Rate-Limit-Reset`, by the
    /// org's clock), or `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How far the attempt got, if there was no complete response.
    pub fn phase(&self) -> Option<Phase> {
        self.0.phase
    }

    /// The response body, if it is the cause of the error; at most 1 MiB of an error response.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The number of requests sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Duration of the call.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// True for status 404: there is no such resource.
    pub fn is_not_found(&self) -> bool {
        self.0.status == Some(404)
    }

    /// True for status 409: the resource exists already, or is in another state.
    pub fn is_conflict(&self) -> bool {
        self.0.status == Some(409)
    }

    /// True if the org says that the resource exists already, or that another one has the value of a unique property. Okta often
    /// says so with status 400, so [`is_conflict`](Error::is_conflict) does not cover it.
    pub fn is_duplicate(&self) -> bool {
        let code = self.code().unwrap_or_default();
        let by_wording = self.is_conflict() || code == VALIDATION_CODE;
        let mut texts = self.causes().iter().map(String::as_str).chain(self.summary());
        let duplicate = DUPLICATE_CODES.contains(&code) || by_wording && texts.any(says_duplicate);
        duplicate && self.0.kind == ErrorKind::Api
    }

    /// True for status 401, or if no access token could be obtained.
    pub fn is_unauthorized(&self) -> bool {
        self.0.status == Some(401) || self.0.kind == ErrorKind::Auth
    }

    /// True for status 403: the credential does not allow this operation.
    pub fn is_forbidden(&self) -> bool {
        self.0.status == Some(403)
    }

    /// True if the org's rate limit is exhausted.
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// True if an attempt or the call took too long.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// True if the caller stopped the call.
    pub fn is_cancelled(&self) -> bool {
        self.0.kind == ErrorKind::Cancelled
    }

    /// True if the org may have received the request, and perhaps carried it out, although this is an error.
    pub fn may_have_been_sent(&self) -> bool {
        self.0.sent
    }

    /// True if the same call may succeed later and repeating it does no harm.
    pub fn is_retryable(&self) -> bool {
        let (Some(operation), details) = (&self.0.operation, &self.0) else { return false };
        let headers = Headers::new();
        match (details.kind, details.status) {
            (ErrorKind::Api | ErrorKind::RateLimited, Some(status)) => {
                safety::is_safe(operation, AttemptResult::Answered { status, headers: &headers })
            }
            (ErrorKind::Auth, Some(status)) => status >= 500,
            (ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::RateLimited, _) => {
                !details.sent || operation.idempotent
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

/// Error codes of a resource that exists already: an app label, an app assignment, a role, a certificate, a linked object, a
/// custom domain, an email customization (default, language), an email domain, a brand, and another role.
const DUPLICATE_CODES: [&str; 11] = [
    "E0000040", "E0000062", "E0000090", "E0000096", "E0000127", "E0000161", "E0000182", "E0000183", "E0000197",
    "E0000202", "E0000263",
];
/// Error code of every failed validation: only its causes say more.
const VALIDATION_CODE: &str = "E0000001";

/// Whether a cause is about a resource that exists already, by its wording.
fn says_duplicate(cause: &str) -> bool {
    const WORDING: [&str; 5] =
        ["already exists", "already assigned", "already set up", "there is already", "there is an existing"];
    let cause = cause.to_ascii_lowercase();
    WORDING.iter().any(|words| text::position(cause.as_bytes(), words.as_bytes()).is_some())
}

/// Operation, status, what happened and what to do, on one line.
fn text(details: &ErrorDetails) -> String {
    const SUMMARY: usize = 300;
    const CAUSES: usize = 5;
    let mut text = String::new();
    if let Some(operation) = &details.operation {
        add_part(&mut text, &operation.to_string(), 200);
    }
    let summary = details.problem.summary.as_deref().unwrap_or_default();
    if let (Some(status), ErrorKind::Api | ErrorKind::RateLimited | ErrorKind::Auth) = (details.status, details.kind) {
        let code = details.problem.code.as_deref().map(|code| one_line(code, 100)).unwrap_or_default();
        let mut words = status.to_string();
        let reason = reason(status);
        // Okta begins some summaries with the same words.
        let is_told = summary.get(..reason.len()).is_some_and(|start| start.eq_ignore_ascii_case(reason));
        for word in [code.as_ref(), if is_told { "" } else { reason }] {
            add(&mut words, if word.is_empty() { "" } else { " " }, word);
        }
        add_part(&mut text, &words, 200);
    }
    add_part(&mut text, summary, SUMMARY);
    let causes = &details.problem.causes;
    let mut shown = String::new();
    for cause in causes.iter().take(CAUSES) {
        add(&mut shown, "; ", &one_line(cause, SUMMARY));
    }
    if causes.len() > CAUSES {
        add(&mut shown, "; ", &format!("and {} more", causes.len() - CAUSES));
    }
    add_part(&mut text, &shown, CAUSES * SUMMARY + 50);
    let mut message = details.message.clone();
    if ends_with_full_stop(&text)
        && let Some(first) = message.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    add_part(&mut text, &message, 1000);
    if let Some(id) = &details.request_id {
        let _ = write!(text, " [{}]", one_line(id, 100));
    }
    text
}

/// Appends a part of an error's text after a sentence, as most of Okta's summaries are, or else after a colon. What the org said
/// stands word for word.
fn add_part(text: &mut String, part: &str, limit: usize) {
    if !part.is_empty() {
        let between = if ends_with_full_stop(text) { " " } else { ": " };
        add(text, between, &one_line(part, limit));
    }
}

/// Whether `text` ends with a full stop and not with `...`, which marks a cut.
fn ends_with_full_stop(text: &str) -> bool {
    text.ends_with('.') && !text.ends_with("..")
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
        Error::new(ErrorKind::Api, "").with_operation(row_of("getUser")).with(|details| {
            details.status = Some(status);
            details.problem = problem;
            details.request_id = Some("req00001".to_owned());
            details.attempts = 1;
            details.sent = true;
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
    fn the_text_does_not_repeat_what_the_summary_begins_with() {
        let summary = Some("Not found: Resource not found: 00u1 (User)".into());
        let error = api(404, Problem { code: Some("E0000007".into()), summary, ..Problem::default() });
        let text = "GET /api/v1/users/{id}: 404 E0000007: Not found: Resource not found: 00u1 (User) [req00001]";
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn what_the_org_said_stands_word_for_word_before_what_to_do() {
        let text = |summary: &str, cause: &str| {
            let causes = if cause.is_empty() { vec![] } else { vec![cause.to_owned()] };
            let problem = Problem { summary: Some(summary.into()), causes, ..Problem::default() };
            let error = api(403, problem).with(|details| details.message = "check the scopes".into());
            error.to_string().replace("GET /api/v1/users/{id}: 403 forbidden: ", "")
        };
        assert_eq!(text("Not allowed.", ""), "Not allowed. Check the scopes [req00001]");
        assert_eq!(text("Not allowed", ""), "Not allowed: check the scopes [req00001]");
        assert_eq!(text("Not allowed.", "it is yours"), "Not allowed. it is yours: check the scopes [req00001]");
        assert_eq!(text("Not allowed", "It is yours."), "Not allowed: It is yours. Check the scopes [req00001]");
        let long = text(&"x.".repeat(200), "");
        assert!(long.ends_with("x....: check the scopes [req00001]"), "{long}");
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
    fn a_duplicate_is_known_by_its_code_or_else_by_its_wording() {
        let problem = |code: &str, summary: &str, cause: &str| Problem {
            code: Some(code.into()),
            summary: Some(summary.into()),
            causes: vec![cause.into()],
            ..Problem::default()
        };
        let duplicate = |status, code: &str, cause: &str| {
            api(status, problem(code, "Api validation failed: x", cause)).is_duplicate()
        };
        for code in DUPLICATE_CODES {
            assert!(duplicate(400, code, ""), "{code}");
        }
        for cause in [
            "login: An object with this field already exists in the current organization",
            "Provided owner is already assigned to this group",
            "label: There is already an admin role with this name.",
            "A factor of this type is already set up.",
            "There is an existing verified phone number.",
        ] {
            assert!(duplicate(400, "E0000001", cause), "{cause}");
            // Another code speaks for itself, unless it is that of a conflict.
            assert!(duplicate(409, "E0000195", cause) && !duplicate(403, "E0000038", cause), "{cause}");
        }
        assert!(api(409, problem("E0000195", "conflict: the name already exists", "")).is_duplicate());
        for cause in
            ["login: The field cannot be left blank", "the user is already active", "a name that does not exist"]
        {
            assert!(!duplicate(400, "E0000001", cause) && !duplicate(409, "E0000112", cause), "{cause}");
        }
        assert!(!Error::config("the file already exists").is_duplicate());
    }

    #[test]
    fn the_cause_is_the_source_and_not_in_the_text() {
        let cause: Source = Arc::new(std::io::Error::other("below"));
        let error = Error::transport("above").with_source(cause);
        assert_eq!(error.to_string(), "above");
        assert_eq!(std::error::Error::source(&error).map(ToString::to_string), Some("below".to_owned()));
    }
}
