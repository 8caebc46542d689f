//! The edge of the engine for Kotlin and Swift.
//!
//! A host makes a [`Session`] and begins a [`Call`] with one record; the answer holds the first step. It does what the step says,
//! hands in what happened, and so on until the call is done. Nothing here waits, sends or decides; crossings cost on the JVM,
//! so records carry all that one needs.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod call;
mod event;
mod fault;
mod input;
mod keys;
mod pages;
mod request;
mod session;
mod settings;
mod step;

pub use call::Call;
pub use event::{Event, Happened, Listener, RateLimitStatus};
pub use fault::{Fault, Kind, Phase, RateLimit, Refused};
pub use input::{BodyKind, Input, Moment, Named};
pub use keys::HostKey;
pub use pages::Pages;
pub use request::{Body, Query, Request, Target, Tuning};
pub use session::{Needs, Proxy, Session, Waker};
pub use settings::{Origin, Setting, Settings};
pub use step::{Answer, Begun, Key, Reason, Step, Turn};

uniffi::setup_scaffolding!();
