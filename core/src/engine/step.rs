//! Steps, which the engine asks of a host, and inputs, which the host passes back.
//!
//! Both enums are exhaustive on purpose: a new step must break every loop at compile time.

use crate::fleet::{StoreReply, StoreRequest};
use crate::io::{Failure, ReceivedResponse, SendRequest, SignRequest, TokenRequest, Wait};
use crate::{Error, Response, Secret};

/// What the host does next.
#[derive(Debug, Clone)]
#[must_use = "a step that is not done ends the call unseen"]
pub enum Step {
    /// Send a request; pass in [`Input::Responded`] or [`Input::Failed`].
    Send(SendRequest),
    /// Wait; pass in [`Input::Woke`].
    Wait(Wait),
    /// Sign; pass in [`Input::Signed`] or [`Input::Failed`].
    Sign(SignRequest),
    /// Ask the caller for a bearer token; pass in [`Input::Bearer`] or [`Input::Failed`].
    Bearer(TokenRequest),
    /// Run a script in the store of the fleet; pass in [`Input::Stored`] or [`Input::Failed`].
    Store(StoreRequest),
    /// The call is over. Every further input returns the same step.
    Done(Outcome),
}

/// How a call ended.
pub type Outcome = Result<Response, Error>;

/// What happened in the host.
#[derive(Debug)]
pub enum Input {
    /// The call starts.
    Started {
        /// Random seed, never used before in this process. It is all the randomness of the call.
        seed: u64,
    },
    /// A response, read to its end.
    Responded(ReceivedResponse),
    /// No complete response, no signature or no token.
    Failed(Failure),
    /// The pause is over, or the session has woken the call.
    Woke,
    /// A signature. For ES algorithms either DER or r and s side by side.
    Signed(Vec<u8>),
    /// The token from the caller.
    Bearer(Secret<String>),
    /// What the script of [`Step::Store`] returned.
    Stored(StoreReply),
    /// The caller cancelled the call.
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
            Input::Stored(_) => "Stored",
            Input::Cancelled => "Cancelled",
        }
    }
}
