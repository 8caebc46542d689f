//! The org's rate limits: what is known of them, and who waits for them.

pub(crate) mod bucket;
pub(crate) mod counter;
#[cfg(test)]
mod crowd;
pub(crate) mod ledger;
pub(crate) mod org_clock;
pub(crate) mod queue;
