//! What the engine asks of a host.

use crate::input::millis;
use crate::{Call, Fault, Named, RateLimit};
use oktant_core as core;
use oktant_core::io::{BodyPolicy, SendRequest, SignRequest, SigningKey};
use std::sync::Arc;

/// What to do next.
#[derive(Clone, uniffi::Enum)]
pub enum Step {
    /// Send this once, exactly as it is.
    Send {
        /// The HTTP method.
        method: String,
        /// The whole address.
        url: String,
        /// The headers.
        headers: Vec<Named>,
        /// The body, where there is one.
        body: Option<Vec<u8>>,
        /// How long it may take, from its start to the last byte of its answer.
        timeout_ms: Option<u64>,
        /// The JSON pointer of the next link, where it is to be found in the document.
        next: Option<String>,
        /// The JSON pointer of the items then.
        items: Option<String>,
        /// True where the body of its answer is for the engine alone, whatever the status: `Input.Text`.
        text: bool,
        /// How many bytes the body of a 2xx answer may have, unpacked; a longer one is not read further: `BodyKind.TooLarge`.
        max_body: u64,
        /// True where doing it twice is not doing it once: the HTTP stack must have no chance to send it again.
        once: bool,
    },
    /// Wait, or until the ticket is woken.
    Wait {
        /// How long at most.
        at_most_ms: u64,
        /// What for.
        reason: Reason,
    },
    /// Sign with a key of the host.
    Sign {
        /// With which.
        key: Key,
        /// How, by its name in JWTs.
        algorithm: String,
        /// What; the algorithm's digest is still to be made of it.
        bytes: Vec<u8>,
        /// How long it may take.
        timeout_ms: Option<u64>,
    },
    /// Ask the caller's callback for a token.
    Bearer {
        /// True where the last one was refused.
        fresh: bool,
        /// How long it may take.
        timeout_ms: Option<u64>,
    },
    /// It is over, and good.
    Done {
        /// What the engine makes of the answer.
        answer: Answer,
    },
    /// It is over, and not good.
    Failed {
        /// The error.
        fault: Fault,
    },
}

/// The keys of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Key {
    /// The service app's.
    Client,
    /// That to which tokens are bound.
    Proof,
}

/// What a wait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Reason {
    /// A pause before a repeat.
    Backoff,
    /// The rate limit's next window.
    RateLimit,
    /// The limit on calls at once.
    ConcurrentLimit,
    /// Its turn: the rate limit would refuse it now.
    Pace,
    /// A token that another call fetches.
    Token,
}

/// A good answer. The host has its body and its headers.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The org's name for the exchange.
    pub request_id: Option<String>,
    /// What was said of the rate limit.
    pub rate: RateLimit,
    /// Requests made.
    pub attempts: u32,
    /// What comes after it, where it is a page of a list.
    pub turn: Option<Turn>,
}

/// What comes after a page.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Turn {
    /// True where there is a next page.
    pub more: bool,
    /// How long to rest before it.
    pub rest_ms: u64,
    /// Where another process can read on.
    pub cursor: Option<String>,
    /// Why the list cannot be followed, though it goes on.
    pub fault: Option<Fault>,
}

/// A call that has begun.
#[derive(uniffi::Record)]
pub struct Begun {
    /// The call to drive.
    pub call: Arc<Call>,
    /// Its name in `wake`.
    pub ticket: u64,
    /// Its first step.
    pub step: Step,
}

impl Step {
    pub(crate) fn new(step: core::step::Step, call: &core::Call) -> Step {
        match step {
            core::step::Step::Send(request) => Step::send(request, !call.operation().idempotent),
            core::step::Step::Wait(wait) => Step::Wait { at_most_ms: millis(wait.at_most), reason: wait.reason.into() },
            core::step::Step::Bearer(request) => {
                Step::Bearer { fresh: request.fresh, timeout_ms: request.timeout.map(millis) }
            }
            core::step::Step::Sign(request) => Step::sign(&request),
            core::step::Step::Done(Ok(answer)) => Step::Done { answer: Answer::new(&answer, call.attempts()) },
            core::step::Step::Done(Err(error)) => Step::Failed { fault: error.into() },
        }
    }

    fn sign(SignRequest { key, algorithm, bytes, timeout }: &SignRequest) -> Step {
        Step::Sign {
            key: match key {
                SigningKey::Client => Key::Client,
                SigningKey::Proof => Key::Proof,
            },
            algorithm: algorithm.name().to_owned(),
            bytes: bytes.to_vec(),
            timeout_ms: timeout.map(millis),
        }
    }

    fn send(SendRequest { request, timeout, pointers, body_policy, max_body }: SendRequest, once: bool) -> Step {
        let (next, items) = pointers.map(|pointers| (pointers.next, pointers.items)).unzip();
        Step::Send {
            method: request.method.as_str().to_owned(),
            url: request.url.clone(),
            headers: request
                .headers
                .iter()
                .map(|(name, value)| Named { name: name.clone().into_owned(), value: value.clone() })
                .collect(),
            body: request.body.as_ref().map(|body| body.to_vec()),
            timeout_ms: timeout.map(millis),
            next,
            items,
            text: body_policy == BodyPolicy::Text,
            max_body,
            once,
        }
    }
}

impl Answer {
    fn new(answer: &core::Response, attempts: u32) -> Answer {
        Answer {
            status: answer.status,
            request_id: answer.request_id().map(str::to_owned),
            rate: answer.rate().into(),
            attempts,
            turn: None,
        }
    }
}

impl From<core::io::Reason> for Reason {
    fn from(reason: core::io::Reason) -> Reason {
        match reason {
            core::io::Reason::Backoff => Reason::Backoff,
            core::io::Reason::RateLimit => Reason::RateLimit,
            core::io::Reason::ConcurrentLimit => Reason::ConcurrentLimit,
            core::io::Reason::Pace => Reason::Pace,
            core::io::Reason::Token => Reason::Token,
        }
    }
}
