//! What the tests of this crate share. The servers that they talk to: a simulated org, and one that follows a script. Both are
//! on the loopback and on threads of their own, so that a test may await or wait. And the project's own files ([`tree`]).

mod scripted;
mod served;
mod simulated;
pub mod tree;

pub use scripted::{Answer, Got, Scripted};
pub use simulated::Simulated;

/// The credential of all tests. It must be seen nowhere.
pub const TOKEN: &str = "00Planted-token-0123456789abcdefghijklmnop";

/// The examples of the project's README, which must compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
