//! The org's rate limits: the ledger, and the calls that wait for it.

pub(crate) mod bucket;
pub(crate) mod counter;
#[cfg(test)]
mod crowd;
pub(crate) mod ledger;
pub(crate) mod org_clock;
pub(crate) mod queue;
