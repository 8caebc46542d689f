//! A fleet: processes that call one org share its rate limits and their access tokens over a store.

/// The text of a script, which programs without fleets do not carry.
macro_rules! lua {
    ($file:literal) => {
        if cfg!(feature = "fleet") { include_str!($file) } else { "" }
    };
}

pub(crate) mod lease;
pub(crate) mod membership;
pub(crate) mod slots;
#[cfg(feature = "fleet")]
mod status;
mod store;
pub(crate) mod token;

#[cfg(feature = "fleet")]
pub use status::{MemberStatus, Shared, SharedWindow};
pub(crate) use store::{Possible, UNREADABLE};
pub use store::{Script, StoreReply, StoreRequest};
