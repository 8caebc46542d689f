//! What the engine asks of a host, and what a host answers.
//!
//! Both enums are exhaustive on purpose: a new step must break every loop at compile time.

use crate::io::{Failure, ReceivedResponse, SendRequest, SignRequest, TokenRequest, Wait};
use crate::{Error, Response, Secret};

/// What to do next.
#[derive(Debug, Clone)]
#[must_use = "a step that is not done ends the call unseen"]
pub enum Step {
    /// Send a request and answer [`Input::Responded`] or [`Input::Failed`].
    Send(SendRequest),
    /// Wait and answer [`Input::Woke`].
    Wait(Wait),
    /// Sign and answer [`Input::Signed`] or [`Input::Failed`].
    Sign(SignRequest),
    /// Ask the caller for a bearer token and answer [`Input::Bearer`] or [`Input::Failed`].
    Bearer(TokenRequest),
    /// The call is over; every further input gives the same.
    Done(Outcome),
}

/// How a call ended.
pub type Outcome = Result<Response, Error>;

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The call begins; the seed is all its randomness.
    Started {
        /// Any number that the host has not used before.
        seed: u64,
    },
    /// An answer, its body read.
    Responded(ReceivedResponse),
    /// No whole answer, no signature, or no token.
    Failed(Failure),
    /// The pause is over, or the session has woken the call_id.
    Woke,
    /// The signature. Of ES algorithms in DER, or r and s side by side.
    Signed(Vec<u8>),
    /// The token that was asked for.
    Bearer(Secret<String>),
    /// The caller wants no more of it.
    Cancelled,
}

impl Input {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Input::Started { .. } => "Started",
            Input::Responded(_) => "Responded",
            Input::Failed(_) => "Failed",
            Input::Woke => "Woke",
            Input::Signed(_) => "Signed",
            Input::Bearer(_) => "Bearer",
            Input::Cancelled => "Cancelled",
        }
    }
}
