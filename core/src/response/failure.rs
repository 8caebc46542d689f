//! The errors of attempts without a complete response.

use crate::config::Profile;
use crate::config::redact::Redactor;
use crate::error::ErrorKind;
use crate::io::{Failure, FailureKind};
use crate::{Config, Error, Operation, Phase, text};
use std::time::Duration;

/// The hint for a request that may have arrived and is not safe to repeat.
pub(crate) const MAY_BE_DONE: &str = ": it may have been carried out, check before you repeat it";

/// The time that an attempt had.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TimeBudget {
    pub(crate) timeout: Option<Duration>,
    /// The deadline of the call, if that cut the attempt short.
    pub(crate) deadline: Option<Duration>,
}

impl TimeBudget {
    /// What is left of the deadline, or the limit if that is shorter.
    pub(crate) fn of(limit: Option<Duration>, deadline: Option<Duration>, left_ms: Option<u64>) -> TimeBudget {
        match left_ms.map(Duration::from_millis) {
            Some(left) if limit.is_none_or(|limit| left < limit) => TimeBudget { timeout: Some(left), deadline },
            _ => TimeBudget { timeout: limit, deadline: None },
        }
    }

    /// The budget of this phase: connecting has a timeout of its own.
    pub(crate) fn until(self, phase: Phase, connect: Option<Duration>) -> TimeBudget {
        match connect {
            Some(connect) if phase == Phase::Connect && self.timeout.is_none_or(|timeout| connect < timeout) => {
                TimeBudget { timeout: Some(connect), deadline: None }
            }
            _ => self,
        }
    }
}

/// The error of a request without a complete response.
pub(crate) fn request_error(
    config: &Config,
    redactor: &Redactor<'_>,
    operation: &Operation,
    budget: TimeBudget,
    failure: Failure,
) -> Error {
    let browser = config.profile == Profile::Browser;
    let org_url = config.org_url.of(operation);
    let (kind, what) = match (failure.kind, failure.phase) {
        (FailureKind::TimedOut, phase) => (ErrorKind::Timeout, format!("{}{}", late(phase), within(budget))),
        (FailureKind::Broken, Phase::Connect) => (ErrorKind::Transport, format!("no connection to {org_url}")),
        (FailureKind::Broken, Phase::Answer) if browser => {
            (ErrorKind::Transport, format!("no response from {org_url} that this page may see"))
        }
        (FailureKind::Broken, Phase::Answer) => {
            (ErrorKind::Transport, "the connection broke before a response".to_owned())
        }
        (FailureKind::Broken, Phase::Body) => (ErrorKind::Transport, "the response broke off".to_owned()),
    };
    let mut message = with_message(what, redactor, &failure.message);
    match (failure.kind, failure.phase) {
        (_, Phase::Connect) => message.push_str(": check the org URL and the network"),
        (FailureKind::Broken, Phase::Answer) if browser => message.push_str(
            ": check the network, and that the org trusts this page's origin (Security, API, Trusted Origins)",
        ),
        _ => {}
    }
    if failure.phase != Phase::Connect && !operation.idempotent {
        message.push_str(MAY_BE_DONE);
    }
    with_source(Error::new(kind, message).with(|details| details.phase = Some(failure.phase)), failure)
}

/// The error of a callback that gave no token.
pub(crate) fn callback_error(redactor: &Redactor<'_>, budget: TimeBudget, failure: Failure) -> Error {
    let (kind, what) = match failure.kind {
        FailureKind::TimedOut => (ErrorKind::Timeout, format!("the bearer callback gave no token{}", within(budget))),
        FailureKind::Broken => (ErrorKind::Auth, "the bearer callback failed".to_owned()),
    };
    let mut message = with_message(what, redactor, &failure.message);
    if failure.kind == FailureKind::TimedOut && budget.deadline.is_none() {
        message.push_str(": it must not wait for calls of its own client, which wait for this token");
    }
    with_source(Error::new(kind, message), failure)
}

/// The error of a signer that gave no signature.
pub(crate) fn signer_error(redactor: &Redactor<'_>, budget: TimeBudget, failure: Failure) -> Error {
    let (kind, what) = match failure.kind {
        FailureKind::TimedOut => (ErrorKind::Timeout, format!("the signer gave no signature{}", within(budget))),
        FailureKind::Broken => (ErrorKind::Auth, "the signer failed".to_owned()),
    };
    with_source(Error::new(kind, with_message(what, redactor, &failure.message)), failure)
}

/// Milliseconds of a duration.
pub(crate) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn late(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "no connection",
        Phase::Answer => "no response",
        Phase::Body => "no complete response",
    }
}

fn within(budget: TimeBudget) -> String {
    match (budget.deadline, budget.timeout) {
        (Some(deadline), _) => format!(" within the deadline of {}", text::time(deadline)),
        (None, Some(timeout)) => format!(" within {}", text::time(timeout)),
        (None, None) => " in time".to_owned(),
    }
}

fn with_message(what: String, redactor: &Redactor<'_>, message: &str) -> String {
    match message {
        "" => what,
        message => format!("{what}: {}", text::one_line(&redactor.text(message), 300)),
    }
}

fn with_source(error: Error, failure: Failure) -> Error {
    match failure.source {
        Some(source) => error.with_source(source),
        None => error,
    }
}
