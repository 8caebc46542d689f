//! The engine: calls as state machines, the session that they share, and the loop that a host runs.

pub(crate) mod call;
pub(crate) mod client_credentials;
pub mod drive;
pub(crate) mod event;
pub(crate) mod pager;
pub(crate) mod retry;
pub(crate) mod session;
pub mod step;
pub(crate) mod waiters;
