//! The clock and random seeds, which the engine gets from its host.

use oktant_core::io::Now;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};
use tokio::time::timeout;

/// A timeout longer than any process runs.
const NEVER: Duration = Duration::from_secs(86_400 * 365 * 10);

/// Runs a future for at most `limit`, or without a limit; `None` if the limit passed.
pub(crate) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    timeout(limit.map_or(NEVER, |limit| limit.min(NEVER)), future).await.ok()
}

/// The current time, monotonic and Unix.
pub fn now() -> Now {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    Now {
        mono_ms: millis(BEGIN.get_or_init(Instant::now).elapsed()),
        unix_ms: millis(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default()),
    }
}

/// A random seed.
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}
