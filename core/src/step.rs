//! What the engine asks of a host, and what a host answers.
//!
//! Both enums are exhaustive on purpose: a new step must break every loop at compile time.

use crate::error::Source;
use crate::{Answer, Error, Headers, HttpRequest, Phase};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What to do next.
#[derive(Debug, Clone)]
#[must_use = "a step that is not done ends the call unseen"]
pub enum Step {
    /// Send a request and answer [`Input::Responded`] or [`Input::Failed`].
    Send(Sending),
    /// The call is over; every further input gives the same.
    Done(Outcome),
}

/// How a call ended.
pub type Outcome = Result<Answer, Error>;

/// A request to send.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What goes on the wire.
    pub request: Arc<HttpRequest>,
    /// How long it may take from its start to the last byte of its answer.
    pub timeout: Option<Duration>,
    /// What to look up in the document of a 2xx answer.
    pub find: Option<Find>,
}

/// Places in an answered document that the engine wants to know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The JSON pointer of the next link.
    pub next: String,
    /// The JSON pointer of the items.
    pub items: String,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The call begins; the seed is all its randomness.
    Started {
        /// Any number that the host has not used before.
        seed: u64,
    },
    /// An answer, its body read.
    Responded(Responded),
    /// No whole answer.
    Failed(Failure),
    /// The caller wants no more of it.
    Cancelled,
}

/// An answer.
#[derive(Debug)]
pub struct Responded {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: Headers,
    /// What the body is.
    pub body: Received,
}

/// What a host read.
pub enum Received {
    /// Of a 2xx: the host keeps the body and says what it is.
    Kept(Kept),
    /// Of any other status: the body itself, at most [`Received::LIMIT`] of it.
    Text(Arc<[u8]>),
}

/// What the engine needs to know of a body that it does not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its length.
    pub bytes: u64,
    /// What it holds.
    pub json: Shape,
    /// The next link, where one was to be found and stands there.
    pub found: Option<String>,
    /// How many items a list has.
    pub count: u64,
}

/// What a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
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

impl Input {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Input::Started { .. } => "Started",
            Input::Responded(_) => "Responded",
            Input::Failed(_) => "Failed",
            Input::Cancelled => "Cancelled",
        }
    }
}

impl Received {
    /// How much is read of a body that is no 2xx.
    pub const LIMIT: usize = 1 << 20;
}

/// Lengths only: a body may hold secrets.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Received::Kept(kept) => kept.fmt(f),
            Received::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}
