//! What the tests of this crate share: two servers, a simulated org and one that follows a script, and the project's own files
//! ([`tree`]). The servers are on the loopback and on threads of their own, so that a test may await or block.

#![allow(clippy::unwrap_used, reason = "tests")]
#![doc(test(attr(deny(unused_imports))))]

mod scripted;
mod served;
mod simulated;
pub mod tree;

pub use scripted::{Answer, Got, Scripted};
pub use simulated::Simulated;

/// API token of all tests. It must never show.
pub const TOKEN: &str = "00Planted-token-0123456789abcdefghijklmnop";
