//! A member's lease: the requests of one rate limit that its fleet leaves to it.

use super::membership::Membership;
use super::store::{Possible, Script, StoreReply, StoreRequest};
use crate::{CallId, Config, text};

/// The requests that a member may send, and what it knows of the next ones.
#[derive(Debug)]
pub(crate) struct Lease {
    left: u64,
    /// When the lease ends.
    until_ms: u64,
    /// Not before this the store is asked again.
    ask_at_ms: u64,
    /// True if nothing will be granted before that.
    sure: bool,
    /// The call that asks.
    asking: Option<CallId>,
    /// True if others may soon wait for what is left of it.
    short: bool,
    /// Requests sent since the store was asked.
    sent: u64,
    asked_ms: u64,
    _possible: Possible,
}

/// What a member tells of its rate limit, beside its lease.
#[derive(Debug)]
pub(crate) struct LeaseReport<'a> {
    /// The bucket.
    pub(crate) bucket: &'a str,
    /// Calls that wait; 0 gives the lease back.
    pub(crate) queued: u64,
    pub(crate) in_flight: u64,
    /// Limit, remaining, reset and the milliseconds to it, and since the last response; `None` is unknown.
    pub(crate) window: Option<[u64; 5]>,
    /// True if responses have no figures.
    pub(crate) silent: bool,
}

/// What the store says of a rate limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LeaseReply {
    pub(crate) granted: u64,
    wait_ms: u64,
    sure: bool,
    short: bool,
    /// `None`: unknown, or responses have no figures.
    pub(crate) window: Option<SharedWindow>,
}

/// A window as the fleet knows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SharedWindow {
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    pub(crate) reset: u64,
    pub(crate) ends_in_ms: u64,
    /// True if a response told of it.
    pub(crate) reported: bool,
}

static RATES: Script = Script { name: "rates", text: lua!("rates.lua") };

/// The most requests of one lease.
const MOST: u64 = 100;
/// The fastest pace that is told: above any limit.
const MOST_A_MINUTE: u64 = 1_000_000;
/// How long a lease is used. It lasts longer in the store: until requests that were sent at its end have their responses.
const USED_MS: u64 = 2000;
/// The shortest and the longest pause until the store is asked again if it grants nothing.
const SHORTEST_MS: u64 = 1;
const LONGEST_MS: u64 = 61_000;

impl Lease {
    pub(crate) fn new(membership: &Membership) -> Lease {
        Lease {
            left: 0,
            until_ms: 0,
            ask_at_ms: 0,
            sure: false,
            asking: None,
            short: false,
            sent: 0,
            asked_ms: 0,
            _possible: membership.possible(),
        }
    }

    /// How many requests may be sent.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Ends a lease whose time is over.
    pub(crate) fn renew(&mut self, now_ms: u64) {
        if now_ms >= self.until_ms {
            self.left = 0;
        }
    }

    /// Whether a call at the head of its queue asks the store before it is sent.
    pub(crate) fn is_due(&self, now_ms: u64) -> bool {
        self.left == 0 && self.asking.is_none() && now_ms >= self.ask_at_ms
    }

    /// How long until a call at the head of its queue asks, and how much of that is sure; `None` if another call is asking.
    pub(crate) fn wait_ms(&self, now_ms: u64) -> Option<(u64, u64)> {
        let left_ms = self.ask_at_ms.saturating_sub(now_ms);
        (self.left == 0 && self.asking.is_none()).then_some((left_ms, if self.sure { left_ms } else { 0 }))
    }

    /// A request is sent.
    pub(crate) fn send(&mut self) {
        self.left = self.left.saturating_sub(1);
        self.sent = self.sent.saturating_add(1);
    }

    /// This call asks no more. False if it did not ask.
    pub(crate) fn leave(&mut self, call_id: CallId) -> bool {
        self.asking.take_if(|asking| *asking == call_id).is_some()
    }

    /// Whether it goes back if nobody needs it now: others may wait for it, or for what became of it.
    pub(crate) fn goes_back(&self) -> bool {
        self.short && self.asking.is_none()
    }

    /// Ends the lease, whose requests are all answered.
    pub(crate) fn end(&mut self) {
        (self.left, self.short) = (0, false);
    }

    /// The request for more.
    pub(crate) fn ask(
        &mut self,
        membership: &Membership,
        config: &Config,
        report: &LeaseReport<'_>,
        call_id: CallId,
        now_ms: u64,
    ) -> StoreRequest {
        self.asking = Some(call_id);
        let sent = std::mem::take(&mut self.sent);
        // Who sends fast asks for what it sends in a second.
        let a_minute = sent.saturating_mul(60_000) / now_ms.saturating_sub(self.asked_ms).max(1);
        let want = if report.queued == 0 { 0 } else { report.queued.max(a_minute / 60).min(MOST) };
        let pace = report.queued.max(a_minute).min(MOST_A_MINUTE);
        self.asked_ms = now_ms;
        let number = |number: u64| number.to_string();
        let window = match report.window {
            Some(figures) => figures.map(number),
            None => [if report.silent { "-1" } else { "0" }, "0", "0", "0", "0"].map(str::to_owned),
        };
        let holds = report.in_flight.saturating_add(self.left);
        let own = [want, pace, holds, sent, u64::from(config.pacing_reserve)].map(number);
        let arguments = std::iter::once(membership.member.clone()).chain(own).chain(window).collect();
        membership.request(&RATES, membership.bucket_key(report.bucket), arguments, None)
    }

    /// The store has replied to this call.
    pub(crate) fn granted(&mut self, call_id: CallId, reply: &LeaseReply, now_ms: u64) {
        self.leave(call_id);
        self.short = reply.short;
        self.left = self.left.saturating_add(reply.granted);
        self.until_ms = now_ms.saturating_add(USED_MS);
        (self.ask_at_ms, self.sure) = (now_ms.saturating_add(reply.wait_ms), reply.sure);
    }
}

impl LeaseReply {
    /// Reads the reply of the script; `None` if it is no such reply.
    pub(crate) fn read(reply: &StoreReply) -> Option<LeaseReply> {
        let [granted, wait, sure, limit, remaining, reset, ends_in, reported, short] = reply.values.as_slice() else {
            return None;
        };
        // Whatever a store replies, nobody waits for longer than a window, or asks again without a pause.
        let granted = text::digits(granted)?.min(MOST);
        let wait_ms = text::digits(wait)?.clamp(u64::from(granted == 0) * SHORTEST_MS, LONGEST_MS);
        let window = match text::digits(limit).filter(|limit| *limit > 0) {
            Some(limit) => Some(SharedWindow {
                limit,
                remaining: text::digits(remaining).unwrap_or(0),
                reset: text::digits(reset).unwrap_or(0),
                ends_in_ms: text::digits(ends_in)?.min(LONGEST_MS),
                reported: reported == "1",
            }),
            None => None,
        };
        Some(LeaseReply { granted, wait_ms, sure: sure == "1", short: short == "1", window })
    }
}
