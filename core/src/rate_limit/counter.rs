//! One of the org's rate limit counters: its window as far as it is known, and the calls that wait for it.

use crate::io::Reason;
use crate::rate_limit::queue::Queue;
use crate::{CallId, Config, RateLimit};

/// Whether a call may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It sends now, and counts as in flight.
    Go,
    /// It asks again when it is woken, or after `left_ms`.
    Wait {
        left_ms: u64,
        /// How long it waits at least, whatever other calls do.
        sure_ms: u64,
        reason: Reason,
        rate: RateLimit,
    },
}

/// A rate limit counter of the org.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    pub(crate) name: String,
    pub(crate) window: Option<Window>,
    /// True if responses carried no rate limit headers.
    pub(crate) silent: bool,
    /// Number of routes assigned to it.
    pub(crate) routes: u64,
    /// Number of requests in flight, lost ones included.
    pub(crate) in_flight: u64,
    pub(crate) lost: u64,
    /// Calls that wait for its window.
    pub(crate) for_window: Queue,
    /// Calls that wait for the limit on concurrent requests.
    pub(crate) for_slot: Queue,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    /// `X-Rate-Limit-Reset`, in seconds.
    pub(crate) reset: u64,
    /// When the window ends, by the org's clock.
    pub(crate) ends_ms: u64,
    /// True if a response reported this window; false if it is assumed because the last one ended.
    pub(crate) reported: bool,
}

/// Length of a window. No call waits longer for one.
pub(crate) const WINDOW_MS: u64 = 60_000;
/// A reset is in whole seconds: the window may end this much later.
pub(crate) const MARGIN_MS: u64 = 1000;
/// Resets that differ by no more than this belong to one window.
const JITTER_S: u64 = 2;
/// How many requests may be in flight to an unknown bucket, until the first response.
pub(crate) const UNKNOWN: u64 = 100;
/// How often a call that waits for requests to end checks again. The interval grows by this for every [`UNKNOWN`] calls ahead of
/// it.
const LOOK_AGAIN_MS: u64 = 1000;

impl Counter {
    /// Starts a new window if the last one ended.
    pub(crate) fn renew(&mut self, org_ms: u64, margin_ms: u64) {
        if let Some(window) = &mut self.window
            && org_ms >= window.ends_ms.saturating_add(margin_ms)
        {
            let ends_ms = org_ms.saturating_add(WINDOW_MS);
            let (limit, reset) = (window.limit, ends_ms / 1000);
            *window = Window { limit, remaining: limit, reset, ends_ms, reported: false };
        }
    }

    /// True if nothing depends on it.
    pub(crate) fn is_vacant(&self) -> bool {
        self.routes == 0 && self.in_flight == 0 && self.for_window.len() == 0 && self.for_slot.len() == 0
    }

    /// The queue of calls that wait for this reason.
    pub(crate) fn queue(&mut self, reason: Reason) -> &mut Queue {
        if reason == Reason::ConcurrentLimit { &mut self.for_slot } else { &mut self.for_window }
    }

    /// How long a call waits; `None` if it may send.
    pub(crate) fn admission(&self, config: &Config, call_id: CallId, org_ms: u64) -> Option<Admission> {
        let ahead = self.for_window.ahead_of(call_id) + self.for_slot.ahead_of(call_id);
        if ahead < self.free(config) {
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

    /// How many more requests may be sent now.
    pub(crate) fn free(&self, config: &Config) -> u64 {
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

    /// False for a window that another counter must have reported: two windows of one counter never overlap, and a route without
    /// responses so far does not change the limit of the others.
    pub(crate) fn may_own(&self, reported: &Window, has_reported: bool, org_ms: u64) -> bool {
        let Some(known) = self.window else { return true };
        let open = |window: &Window| window.reset.saturating_sub(JITTER_S).saturating_mul(1000) > org_ms;
        let overlap =
            known.reported && known.reset.abs_diff(reported.reset) > JITTER_S && open(&known) && open(reported);
        !overlap && (has_reported || known.limit == reported.limit)
    }

    pub(crate) fn update(&mut self, reported: Window, org_ms: u64) {
        match &mut self.window {
            // Responses overtake one another: within a window, what remains only falls.
            Some(known) if known.is_same_window(&reported) => known.remaining = known.remaining.min(reported.remaining),
            Some(_) if reported.ends_ms.saturating_add(MARGIN_MS) < org_ms => {}
            window => *window = Some(reported),
        }
    }
}

impl Window {
    /// True if both belong to one window with one limit.
    pub(crate) fn is_same_window(&self, reported: &Window) -> bool {
        self.reported && self.limit == reported.limit && self.reset.abs_diff(reported.reset) <= JITTER_S
    }

    /// The part of the limit that is reserved for other clients.
    pub(crate) fn reserved(&self, config: &Config) -> u64 {
        self.limit.saturating_mul(u64::from(config.pacing_reserve)) / 100
    }
}

/// How long until a call with this many ahead of it checks again. Those ahead send first and wake it; if every call checked each
/// second, that would cost as much as all calls together.
pub(crate) fn look_again_ms(ahead: u64) -> u64 {
    LOOK_AGAIN_MS.saturating_mul(1 + ahead / UNKNOWN).min(WINDOW_MS)
}
