//! The clock and random seeds, which the engine gets from its host.

use oktant_core::io::Now;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};
use tokio::time::timeout;

/// A timeout longer than any process runs.
const NEVER: Duration = Duration::from_secs(86_400 * 365 * 10);

/// Runs a future for at most `limit`, or without a limit; `None` if the limit passed.
pub(crate) async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Option<T> {
    timeout(limit.map_or(NEVER, |limit| limit.min(NEVER)), future).await.ok()
}

/// How much faster than real time clients believe that time passes.
static SCALE: AtomicU32 = AtomicU32::new(1);
static BEGIN: OnceLock<Instant> = OnceLock::new();

/// Lets time pass so many times as fast for the clients of this process, for benchmarks against an org whose clock does, too.
pub fn accelerate(scale: u32) {
    BEGIN.get_or_init(Instant::now);
    SCALE.store(scale.max(1), Ordering::Relaxed);
}

/// The current time, monotonic and Unix.
pub fn now() -> Now {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let passed = BEGIN.get_or_init(Instant::now).elapsed();
    let ahead = passed.saturating_mul(SCALE.load(Ordering::Relaxed) - 1);
    Now {
        mono_ms: millis(passed.saturating_add(ahead)),
        unix_ms: millis(SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().saturating_add(ahead)),
    }
}

/// Sleeps, as [`now`] tells the time.
pub(crate) async fn pause(time: Duration) {
    tokio::time::sleep(time / SCALE.load(Ordering::Relaxed)).await;
}

/// A random seed.
pub fn seed() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    // A forked child has the state of its parent.
    hasher.write_u32(process::id());
    hasher.finish()
}
