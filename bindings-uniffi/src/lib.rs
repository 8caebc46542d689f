//! The engine for Kotlin and Swift, through UniFFI.
//!
//! A host creates a [`Session`] and starts a [`Call`] with one record; [`StartedCall`] holds the first step. The host does what the
//! step says, reports the result as an [`Input`], and repeats this until the call is done. Nothing here waits, sends or decides.
//! Crossing the FFI boundary is expensive on the JVM: each record carries everything that a host needs, and a step has one record in
//! and one out.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod alive;
mod call;
mod error;
mod event;
mod input;
mod keys;
mod list;
mod pages;
mod remote;
mod request;
mod secret;
mod session;
mod settings;
mod step;
mod time;

pub use alive::{AliveObjects, alive_objects};
pub use call::{Call, StartedCall};
pub use error::{ConfigError, EngineError, ErrorKind};
pub use event::{Event, EventKind, EventListener};
pub use input::Input;
pub use keys::HostKey;
pub use pages::Pages;
pub use request::{Body, CallOptions, NameValue, Query, Request, Target};
pub use secret::is_secret;
pub use session::{HostConfig, Proxy, Session, Waker};
pub use settings::{Setting, Settings};
pub use step::{EngineResponse, PageInfo, Step};

uniffi::setup_scaffolding!();
