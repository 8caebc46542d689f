//! What became of a row.

use oktant::value::Object;
use oktant::{Error, ErrorKind, Json, RawResponse};
use oktant_core::{Method, Operation};

/// What is known of a row whose call has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The org did it.
    Done,
    /// The org did not do it.
    Failed {
        /// Whether the same request may succeed later, so that the next run sends it again.
        again: bool,
    },
    /// The org may have done it, and a second request might do it twice.
    Unknown,
}

/// The end of a row's call: its outcome, and facts for the results.
pub(super) struct Ending {
    pub(super) outcome: Outcome,
    pub(super) facts: Object,
}

impl Outcome {
    pub(super) fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Failed { .. } => "failed",
            Outcome::Unknown => "unknown",
        }
    }

    pub(super) fn parse(name: &str, again: bool) -> Option<Outcome> {
        Some(match name {
            "done" => Outcome::Done,
            "failed" => Outcome::Failed { again },
            "unknown" => Outcome::Unknown,
            _ => return None,
        })
    }
}

impl Ending {
    /// The end of a call; `repeated` if a run before may have sent the same row.
    pub(super) fn of(
        operation: &Operation,
        result: Result<&RawResponse<Option<Json>>, &Error>,
        repeated: bool,
    ) -> Ending {
        match result {
            Ok(response) => Ending { outcome: Outcome::Done, facts: facts_of_response(response) },
            Err(error) => Ending { outcome: of_error(operation, error, repeated), facts: facts_of_error(error) },
        }
    }
}

/// Whether every other row would meet the same error: the credential, the connection or the rate limit is gone.
pub(super) fn is_for_all(error: &Error) -> bool {
    let unreachable = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout) && !error.may_have_been_sent();
    error.is_unauthorized() || error.is_rate_limited() || unreachable || error.kind() == ErrorKind::Config
}

fn of_error(operation: &Operation, error: &Error, repeated: bool) -> Outcome {
    let status = error.status().unwrap_or_default();
    if operation.method == Method::Delete && repeated && error.is_not_found() {
        return Outcome::Done;
    }
    // An answer below 500 is the org's own and says that nothing was done; one above may be a gateway's.
    let refused = (400..500).contains(&status) || !error.may_have_been_sent();
    if !refused && !operation.idempotent {
        return Outcome::Unknown;
    }
    Outcome::Failed { again: !refused || is_for_all(error) }
}

fn facts_of_response(response: &RawResponse<Option<Json>>) -> Object {
    let mut facts = Object::new();
    facts.insert("status", i64::from(response.status()));
    if let Some(id) = response.json().ok().as_ref().and_then(|document| document.get("id")) {
        facts.insert("id", id.clone());
    }
    request_id(&mut facts, response.request_id());
    facts
}

fn facts_of_error(error: &Error) -> Object {
    let mut facts = Object::new();
    error.status().into_iter().for_each(|status| drop(facts.insert("status", i64::from(status))));
    error.code().into_iter().for_each(|code| drop(facts.insert("code", code)));
    facts.insert("error", error.to_string());
    request_id(&mut facts, error.request_id());
    facts
}

fn request_id(facts: &mut Object, id: Option<&str>) {
    id.into_iter().for_each(|id| drop(facts.insert("requestId", id)));
}
