//! A fleet: processes that call one org share its rate limits and their access tokens over a store.

pub(crate) mod lease;
pub(crate) mod membership;
pub(crate) mod slots;
mod store;
pub(crate) mod token;

pub(crate) use store::{Possible, UNREADABLE};
pub use store::{Script, StoreReply, StoreRequest};
