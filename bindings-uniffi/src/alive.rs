//! Which objects a host still holds: tests see here that it frees them.

use std::sync::atomic::{AtomicU64, Ordering};

/// The number of objects that are not freed yet, of all sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AliveObjects {
    /// Sessions, each until its calls are freed too.
    pub sessions: u64,
    /// Calls, running or not, until the host frees them.
    pub calls: u64,
    /// Lists that are being read.
    pub lists: u64,
}

/// Counts the objects that are not freed yet.
#[uniffi::export]
pub fn alive_objects() -> AliveObjects {
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    AliveObjects { sessions: of(&SESSIONS), calls: of(&CALLS), lists: of(&LISTS) }
}

pub(crate) static SESSIONS: AtomicU64 = AtomicU64::new(0);
pub(crate) static CALLS: AtomicU64 = AtomicU64::new(0);
pub(crate) static LISTS: AtomicU64 = AtomicU64::new(0);

/// A member of an object that counts it while it lives.
#[derive(Debug)]
pub(crate) struct Alive(&'static AtomicU64);

impl Alive {
    pub(crate) fn new(count: &'static AtomicU64) -> Alive {
        count.fetch_add(1, Ordering::Relaxed);
        Alive(count)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
