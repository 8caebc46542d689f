//! One of the org's rate limit counters: its window as far as it is known, and the calls that wait for it.

use crate::fleet::StoreRequest;
use crate::fleet::lease::{Lease, LeaseReply, LeaseReport};
use crate::fleet::membership::Membership;
use crate::io::Reason;
use crate::rate_limit::queue::Queue;
use crate::{CallId, Config, RateLimit};

/// Whether a call may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It sends now, and counts as in flight.
    Go,
    /// It asks the store of the fleet for more of its bucket, and then here again.
    Ask(StoreRequest),
    /// It asks the store of the fleet for more concurrent requests, and then here again.
    AskSlots(StoreRequest),
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
    /// When a response told of it, by the org's clock.
    pub(crate) told_ms: u64,
    /// True if responses carried no rate limit headers.
    pub(crate) silent: bool,
    /// Number of routes assigned to it.
    pub(crate) routes: u64,
    /// Number of requests in flight, lost ones included.
    pub(crate) in_flight: u64,
    pub(crate) lost: u64,
    /// How many more than [`INITIAL_IN_FLIGHT`] may be in flight now.
    pub(crate) headroom: u64,
    /// Calls that wait for its window.
    pub(crate) for_window: Queue,
    /// Calls that wait for the limit on concurrent requests.
    pub(crate) for_slot: Queue,
    /// What the fleet leaves to this process; `None` outside of a fleet.
    pub(crate) lease: Option<Lease>,
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
/// How many requests may be in flight to a bucket before the first response. Each response lets one more: the org may have a limit
/// on concurrent requests, and its refusals should be read before many others follow.
pub(crate) const INITIAL_IN_FLIGHT: u64 = 100;
/// How often a call that waits for requests to end checks again. The interval grows by this for every [`INITIAL_IN_FLIGHT`] calls
/// ahead of it.
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

    /// Whether this call asks the store of the fleet first, for all calls.
    pub(crate) fn is_lease_due(&mut self, membership: &Membership, call_id: CallId, now_ms: u64) -> bool {
        if membership.is_there() {
            self.lease.get_or_insert_with(|| Lease::new(membership)).renew(now_ms);
        }
        self.lease.as_ref().is_none_or(|lease| lease.is_due(now_ms)) && self.ahead_of(call_id) == 0
    }

    /// The request of a call that [`Counter::is_lease_due`].
    #[cfg_attr(not(feature = "fleet"), expect(unreachable_code, reason = "there is no lease without fleets"))]
    pub(crate) fn lease_request(
        &mut self,
        membership: &mut Membership,
        config: &Config,
        call_id: CallId,
        bucket: &str,
        (org_ms, knows_time, now_ms): (u64, bool, u64),
    ) -> Option<StoreRequest> {
        if !membership.asks(call_id, now_ms) {
            return None;
        }
        let report =
            self.lease_report(bucket, (self.for_window.len() + self.for_slot.len()).max(1), org_ms, knows_time);
        // While the store is away, nobody else waits for its reply.
        let mut trial = Lease::new(membership);
        Some(self.lease.as_mut().unwrap_or(&mut trial).ask(membership, config, &report, call_id, now_ms))
    }

    /// What the store of the fleet is told of this limit.
    fn lease_report<'a>(&self, bucket: &'a str, queued: u64, org_ms: u64, knows_time: bool) -> LeaseReport<'a> {
        // A clock that no response has told of says nothing of the window's end.
        let told = self.window.filter(|window| window.reported && knows_time);
        LeaseReport {
            bucket,
            queued,
            in_flight: self.in_flight,
            window: told.map(|window| {
                let ends_in_ms = window.reset.saturating_mul(1000).saturating_sub(org_ms).min(WINDOW_MS);
                [window.limit, window.remaining, window.reset, ends_in_ms, org_ms.saturating_sub(self.told_ms)]
            }),
            silent: self.silent && self.window.is_none(),
        }
    }

    /// The request to the store of the fleet that gives back what no call needs now, and tells what became of it.
    #[cfg_attr(not(feature = "fleet"), expect(unreachable_code, reason = "there is no lease without fleets"))]
    pub(crate) fn lease_return(
        &mut self,
        membership: &Membership,
        config: &Config,
        call_id: CallId,
        bucket: &str,
        (org_ms, knows_time, now_ms): (u64, bool, u64),
    ) -> Option<StoreRequest> {
        let idle = self.in_flight == 0 && self.for_window.len() + self.for_slot.len() == 0;
        let report = self.lease_report(bucket, 0, org_ms, knows_time);
        let lease = self.lease.as_mut().filter(|lease| idle && lease.goes_back())?;
        lease.end();
        Some(lease.ask(membership, config, &report, call_id, now_ms))
    }

    /// The store of the fleet has replied to this call.
    pub(crate) fn granted(
        &mut self,
        membership: &Membership,
        call_id: CallId,
        reply: &LeaseReply,
        (org_ms, now_ms): (u64, u64),
    ) {
        self.lease.get_or_insert_with(|| Lease::new(membership)).granted(call_id, reply, now_ms);
        let Some(shared) = &reply.window else { return };
        let ends_ms = org_ms.saturating_add(shared.ends_in_ms);
        let reset = if shared.reported { shared.reset } else { ends_ms / 1000 };
        let (limit, remaining, reported) = (shared.limit, shared.remaining, shared.reported);
        let shared_window = Window { limit, remaining, reset, ends_ms, reported };
        match &mut self.window {
            Some(own) if own.is_same_window(&shared_window) => own.remaining = own.remaining.min(remaining),
            // A response told of a newer one meanwhile.
            Some(own) if own.reported && own.reset > shared.reset.saturating_add(JITTER_S) && own.ends_ms > org_ms => {}
            window => *window = Some(shared_window),
        }
    }

    fn ahead_of(&self, call_id: CallId) -> u64 {
        self.for_window.ahead_of(call_id) + self.for_slot.ahead_of(call_id)
    }

    /// Wakes the calls that may continue, and one that may ask the store of the fleet.
    pub(crate) fn wake(&mut self, config: &Config, now_ms: u64) -> Vec<CallId> {
        let asks = self.lease.as_ref().is_some_and(|lease| lease.is_due(now_ms));
        self.for_window.wake(self.free(config).max(u64::from(asks)))
    }

    /// How long a call waits; `None` if it may send.
    pub(crate) fn admission(&self, config: &Config, call_id: CallId, org_ms: u64, now_ms: u64) -> Option<Admission> {
        let ahead = self.ahead_of(call_id);
        if ahead < self.free(config) {
            return None;
        }
        let (mut left_ms, mut sure_ms) = (look_again_ms(ahead), 0);
        if let Some((ask_ms, sure)) = self.lease.as_ref().and_then(|lease| lease.wait_ms(now_ms)) {
            left_ms = if ahead == 0 { ask_ms.max(1) } else { left_ms.saturating_add(ask_ms) };
            sure_ms = sure;
        } else if let Some(window) = self.window {
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

    /// A request was answered. Where few are in flight, that says nothing of more.
    pub(crate) fn answered(&mut self) {
        if self.in_flight >= (INITIAL_IN_FLIGHT + self.headroom) / 2 {
            self.headroom += 1;
        }
    }

    /// How many more requests may be sent now.
    pub(crate) fn free(&self, config: &Config) -> u64 {
        let tried = INITIAL_IN_FLIGHT + self.headroom;
        let most = match self.window {
            Some(window) => window.remaining.saturating_sub(window.reserved(config)).min(tried),
            None if self.silent => u64::MAX,
            None => tried,
        };
        let free = most.saturating_sub(self.in_flight);
        self.lease.as_ref().map_or(free, |lease| free.min(lease.left()))
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
        self.told_ms = org_ms;
        match &mut self.window {
            // Responses overtake one another: within a window, what remains only falls.
            Some(known) if known.is_same_window(&reported) => {
                known.remaining = known.remaining.min(reported.remaining);
                known.ends_ms = known.ends_ms.min(reported.ends_ms);
            }
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
    LOOK_AGAIN_MS.saturating_mul(1 + ahead / INITIAL_IN_FLIGHT).min(WINDOW_MS)
}
