//! Time and random seeds, which the engine takes from its host.

use oktant_core::io::Now;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

/// Longer than any process lives.
pub(crate) const NEVER: Duration = Duration::from_secs(86_400 * 365 * 10);

/// The time.
pub fn now() -> Now {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    Now {
        mono_ms: millis(BEGIN.get_or_init(Instant::now).elapsed()),
        unix_ms: millis(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default()),
    }
}

/// A number that was not given before.
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
