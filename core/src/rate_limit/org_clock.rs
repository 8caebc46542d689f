//! The org's clock, for pacing and for JWTs.

use crate::Headers;
use crate::io::Now;

/// The offset of the org's clock from the host's monotonic clock. Each response has the second in which it was written, so the
/// org is not behind the furthest of them. Without a Date the host's wall clock is used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OrgClock {
    /// By the responses of this minute.
    ahead_ms: i64,
    /// By those of the minute before.
    before_ms: i64,
    since_ms: u64,
    /// Where the offset comes from.
    by: By,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum By {
    #[default]
    Nothing,
    Host,
    Dates,
}

/// How long a response is remembered at least.
const MEMORY_MS: u64 = 60_000;

impl OrgClock {
    /// The org's time, or a little before it.
    pub(crate) fn at(&self, now: Now) -> u64 {
        match self.by {
            By::Nothing => now.unix_ms,
            By::Host | By::Dates => now.mono_ms.saturating_add_signed(self.ahead_ms.max(self.before_ms)),
        }
    }

    /// Whether a response has told the time.
    pub(crate) fn is_known(&self) -> bool {
        self.by != By::Nothing
    }

    /// Records the Date of a response.
    pub(crate) fn observe(&mut self, date_ms: Option<u64>, now: Now) {
        let by = if date_ms.is_some() { By::Dates } else { By::Host };
        if by == By::Host && self.by == By::Dates {
            return;
        }
        let signed = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        let told_ms = signed(date_ms.unwrap_or(now.unix_ms)).saturating_sub(signed(now.mono_ms));
        if by == By::Host || self.by != By::Dates {
            *self = OrgClock { ahead_ms: told_ms, before_ms: told_ms, since_ms: now.mono_ms, by };
        } else if now.mono_ms.saturating_sub(self.since_ms) < MEMORY_MS {
            self.ahead_ms = self.ahead_ms.max(told_ms);
        } else {
            *self = OrgClock { ahead_ms: told_ms, before_ms: self.ahead_ms, since_ms: now.mono_ms, by };
        }
    }
}

/// The offset of the org's clock from the host's wall clock. The monotonic clock, which pacing uses, stands still while a machine
/// sleeps, and an assertion that is hours old is refused.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClockSkew {
    ahead_ms: i64,
}

impl ClockSkew {
    /// Records the Date of a response.
    pub(crate) fn observe(&mut self, headers: &Headers, now: Now) {
        if let Some(date_ms) = headers.date_ms() {
            self.ahead_ms = date_ms.cast_signed().saturating_sub(now.unix_ms.cast_signed());
        }
    }

    /// Seconds of the Unix epoch.
    pub(crate) fn unix_s(self, now: Now) -> u64 {
        now.unix_ms.saturating_add_signed(self.ahead_ms) / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(mono_ms: u64, unix_ms: u64) -> Now {
        Now { mono_ms, unix_ms }
    }

    #[test]
    fn the_furthest_answer_counts() {
        let mut clock = OrgClock::default();
        assert_eq!(clock.at(now(5, 1_000_000)), 1_000_000);
        clock.observe(Some(50_000), now(100, 9));
        assert_eq!(clock.at(now(200, 9)), 50_100);
        // Half a second later the org's next second began: half of the first had passed before.
        clock.observe(Some(51_000), now(600, 9));
        assert_eq!(clock.at(now(600, 9)), 51_000);
        clock.observe(Some(51_000), now(1500, 9));
        clock.observe(None, now(1500, 9_000_000));
        assert_eq!(clock.at(now(1600, 9)), 52_000);
    }

    #[test]
    fn what_was_told_is_forgotten_after_two_minutes() {
        let mut clock = OrgClock::default();
        clock.observe(Some(7_000_000), now(0, 9));
        clock.observe(Some(100_000), now(60_000, 9));
        assert_eq!(clock.at(now(60_000, 9)), 7_060_000);
        clock.observe(Some(160_000), now(120_000, 9));
        assert_eq!(clock.at(now(120_000, 9)), 160_000);
    }

    #[test]
    fn the_hosts_clock_may_jump_once_it_was_looked_at() {
        let mut clock = OrgClock::default();
        clock.observe(None, now(1000, 500_000));
        assert_eq!(clock.at(now(2000, 3)), 501_000);
        clock.observe(Some(90_000), now(2000, 3));
        assert_eq!(clock.at(now(2000, 3)), 90_000);
    }

    #[test]
    fn no_time_makes_it_panic() {
        let mut clock = OrgClock::default();
        for (date, mono) in [(u64::MAX, 0), (0, u64::MAX), (u64::MAX, u64::MAX), (3, 3)] {
            clock.observe(Some(date), now(mono, 0));
            let _ = clock.at(now(u64::MAX, u64::MAX));
        }
    }
}
