//! What tests and benchmarks of fleets share: a real server ([`Server`]), and processes that call an org over it ([`Member`]).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod accelerated;
mod gate;
pub mod member;
mod server;

pub use gate::Gate;
pub use member::{Member, Tally};
pub use server::{Server, free_port};
