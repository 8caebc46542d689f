//! The client against a server that sends what it is told to, byte for byte.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod lists;
mod server;
mod transports;
