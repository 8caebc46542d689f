//! The client against a scripted server, byte for byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
mod bearer;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod lists;
mod oauth;
mod pacing;
mod repeats;
mod server;
mod settings;
mod transports;
