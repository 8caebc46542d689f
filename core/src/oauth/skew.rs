//! The org's time, for what is signed.

use crate::Headers;
use crate::step::Now;

/// How far the org's clock is ahead of the host's wall clock. The pace goes by the monotonic one, but that stands still while a
/// machine sleeps, and an assertion that is hours old is refused.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Skew {
    ahead_ms: i64,
}

impl Skew {
    /// Takes the time that an answer tells.
    pub(crate) fn hear(&mut self, headers: &Headers, now: Now) {
        if let Some(date_ms) = headers.date_ms() {
            self.ahead_ms = date_ms.cast_signed().saturating_sub(now.unix_ms.cast_signed());
        }
    }

    /// Seconds of the Unix epoch.
    pub(crate) fn unix_s(self, now: Now) -> u64 {
        now.unix_ms.saturating_add_signed(self.ahead_ms) / 1000
    }
}
