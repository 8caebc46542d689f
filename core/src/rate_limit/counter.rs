//! One counter of the org's rate limits: what is known of its window, and which calls wait for it.

use crate::io::Reason;
use crate::rate_limit::queue::Queue;
use crate::{CallId, Config, RateLimit};

/// Where a call stands that wants to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It sends, and is on its way from now on.
    Go,
    /// It asks again when it is woken, or at the latest then.
    Wait {
        left_ms: u64,
        /// How long it waits whatever the others do.
        sure_ms: u64,
        reason: Reason,
        rate: RateLimit,
    },
}

/// One counter of the org.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    pub(crate) name: String,
    pub(crate) window: Option<Window>,
    /// True where answers came that tell nothing.
    pub(crate) silent: bool,
    /// How many routes are seen to draw on it.
    pub(crate) routes: u64,
    /// How many requests are on their way, lost ones among them.
    pub(crate) in_flight: u64,
    pub(crate) lost: u64,
    /// Calls that wait for its turn.
    pub(crate) for_window: Queue,
    /// Calls that wait for the limit on calls at once.
    pub(crate) for_slot: Queue,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    /// In seconds, as it was told.
    pub(crate) reset: u64,
    /// When the window is over, by the org's clock.
    pub(crate) ends_ms: u64,
    /// True where the window was told, false where it is presumed because the last one is over.
    pub(crate) told: bool,
}

/// How long a window is. Nobody is held longer for one.
pub(crate) const WINDOW_MS: u64 = 60_000;
/// A reset is told in whole seconds: the window may end so much later.
pub(crate) const MARGIN_MS: u64 = 1000;
/// Resets that differ by no more tell of one window.
const JITTER_S: u64 = 2;
/// So many go to a bucket of which nothing is known, until the first answer.
pub(crate) const UNKNOWN: u64 = 100;
/// Who waits for requests to end looks again so often, and more seldom by this for every [`UNKNOWN`] calls that are ahead.
const LOOK_AGAIN_MS: u64 = 1000;

impl Counter {
    /// Begins a new window where the last one is over.
    pub(crate) fn renew(&mut self, org_ms: u64, margin_ms: u64) {
        if let Some(window) = &mut self.window
            && org_ms >= window.ends_ms.saturating_add(margin_ms)
        {
            let ends_ms = org_ms.saturating_add(WINDOW_MS);
            let (limit, reset) = (window.limit, ends_ms / 1000);
            *window = Window { limit, remaining: limit, reset, ends_ms, told: false };
        }
    }

    /// True where nothing depends on it.
    pub(crate) fn is_vacant(&self) -> bool {
        self.routes == 0 && self.in_flight == 0 && self.for_window.len() == 0 && self.for_slot.len() == 0
    }

    /// The calls that wait for this.
    pub(crate) fn queue(&mut self, reason: Reason) -> &mut Queue {
        if reason == Reason::ConcurrentLimit { &mut self.for_slot } else { &mut self.for_window }
    }

    /// Where a call stands; nothing where it may go.
    pub(crate) fn place(&self, config: &Config, call_id: CallId, org_ms: u64) -> Option<Admission> {
        let ahead = self.for_window.ahead_of(call_id) + self.for_slot.ahead_of(call_id);
        if ahead < self.room(config) {
            return None;
        }
        let (mut left_ms, mut sure_ms) = (look_again_ms(ahead), 0);
        if let Some(window) = self.window {
            let left = window.ends_ms.saturating_add(MARGIN_MS).saturating_sub(org_ms).max(1);
            let reserved = window.reserved(config);
            if window.remaining <= reserved {
                let windows = ahead / window.limit.saturating_sub(reserved).max(1);
                left_ms = left;
                sure_ms = left.saturating_add(windows.saturating_mul(WINDOW_MS));
            } else {
                left_ms = left.min(left_ms);
            }
        }
        Some(Admission::Wait { left_ms, sure_ms, reason: Reason::Pace, rate: self.rate() })
    }

    /// How many more may leave now.
    pub(crate) fn room(&self, config: &Config) -> u64 {
        match self.window {
            Some(window) => window.remaining.saturating_sub(window.reserved(config)).saturating_sub(self.in_flight),
            None if self.silent => u64::MAX,
            None => UNKNOWN.saturating_sub(self.in_flight),
        }
    }

    pub(crate) fn rate(&self) -> RateLimit {
        self.window.map_or_else(RateLimit::default, |window| RateLimit {
            limit: Some(window.limit),
            remaining: Some(window.remaining),
            reset: Some(window.reset),
        })
    }

    /// False for a window that another counter must have told: two of its windows never overlap, and an operation that
    /// was not heard of before does not change the limit of those that were.
    pub(crate) fn fits(&self, told: &Window, heard: bool, org_ms: u64) -> bool {
        let Some(known) = self.window else { return true };
        let open = |window: &Window| window.reset.saturating_sub(JITTER_S).saturating_mul(1000) > org_ms;
        let overlap = known.told && known.reset.abs_diff(told.reset) > JITTER_S && open(&known) && open(told);
        !overlap && (heard || known.limit == told.limit)
    }

    pub(crate) fn take(&mut self, told: Window, org_ms: u64) {
        match &mut self.window {
            // Answers overtake one another: what remains of a window only falls.
            Some(known) if known.is_same(&told) => known.remaining = known.remaining.min(told.remaining),
            Some(_) if told.ends_ms.saturating_add(MARGIN_MS) < org_ms => {}
            window => *window = Some(told),
        }
    }
}

impl Window {
    /// True where both are told of one window with one limit.
    pub(crate) fn is_same(&self, told: &Window) -> bool {
        self.told && self.limit == told.limit && self.reset.abs_diff(told.reset) <= JITTER_S
    }

    /// What is left to others.
    pub(crate) fn reserved(&self, config: &Config) -> u64 {
        self.limit.saturating_mul(u64::from(config.pacing_reserve)) / 100
    }
}

/// How long until a call looks again that so many are ahead of. They go first and wake it: that all looked each second would
/// cost as much as all calls together, each second.
pub(crate) fn look_again_ms(ahead: u64) -> u64 {
    LOOK_AGAIN_MS.saturating_mul(1 + ahead / UNKNOWN).min(WINDOW_MS)
}
