//! A member's part of the org's limit on concurrent requests.

use super::membership::Membership;
use super::store::{Possible, Script, StoreReply, StoreRequest};
use crate::{CallId, text};

/// How many requests a member may have in flight.
#[derive(Debug)]
pub(crate) struct Slots {
    /// `None` while the fleet knows no limit.
    allowed: Option<u64>,
    until_ms: u64,
    /// Not before this the store is asked again.
    ask_at_ms: u64,
    /// The call that asks.
    asking: Option<CallId>,
    /// True if the org has refused a request since the store was asked.
    refused: bool,
    _possible: Possible,
}

/// What the store says of the limit on concurrent requests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SlotsReply {
    allowed: u64,
    limit: u64,
    wait_ms: u64,
}

static SLOTS: Script = Script { name: "slots", text: lua!("slots.lua") };

/// The most slots of one request.
const MOST: u64 = 20;
/// How long slots are used: less than they are held in the store.
const USED_MS: u64 = 2000;
/// How often a member asks whether others have learned of a limit.
const UNKNOWN_MS: u64 = 15_000;
/// The longest pause until the store is asked again.
const LONGEST_MS: u64 = 1000;

impl Slots {
    pub(crate) fn new(membership: &Membership) -> Slots {
        Slots {
            allowed: None,
            until_ms: 0,
            ask_at_ms: 0,
            asking: None,
            refused: false,
            _possible: membership.possible(),
        }
    }

    /// How many more requests may be in flight.
    pub(crate) fn free(&self, in_flight: u64) -> u64 {
        self.allowed.map_or(u64::MAX, |allowed| allowed.saturating_sub(in_flight))
    }

    /// Whether a call at the head of the queue asks the store before it is sent.
    pub(crate) fn is_due(&mut self, in_flight: u64, now_ms: u64) -> bool {
        if self.allowed.is_some() && now_ms >= self.until_ms {
            self.allowed = Some(0);
        }
        let wants = self.refused || self.free(in_flight) == 0 || now_ms >= self.until_ms;
        wants && self.asking.is_none() && now_ms >= self.ask_at_ms
    }

    /// How long until a call asks; `None` if another call is asking.
    pub(crate) fn wait_ms(&self, now_ms: u64) -> Option<u64> {
        self.asking.is_none().then(|| self.ask_at_ms.saturating_sub(now_ms).max(1))
    }

    /// The org has refused a request.
    pub(crate) fn refuse(&mut self) {
        self.refused = true;
    }

    /// This call asks no more.
    pub(crate) fn leave(&mut self, call_id: CallId) {
        self.asking.take_if(|asking| *asking == call_id);
    }

    /// The request for more, for so many calls that wait.
    pub(crate) fn ask(
        &mut self,
        membership: &Membership,
        in_flight: u64,
        queued: u64,
        call_id: CallId,
    ) -> StoreRequest {
        self.asking = Some(call_id);
        let refused = u64::from(std::mem::take(&mut self.refused));
        let numbers = [in_flight, queued.clamp(1, MOST), refused].map(|number| number.to_string());
        let arguments = std::iter::once(membership.member.clone()).chain(numbers).collect();
        membership.request(&SLOTS, membership.org_key("slots"), arguments, None)
    }

    /// The store has replied to this call.
    pub(crate) fn granted(&mut self, call_id: CallId, reply: &SlotsReply, now_ms: u64) {
        self.leave(call_id);
        let known = reply.limit > 0;
        self.allowed = known.then_some(reply.allowed);
        self.until_ms = now_ms.saturating_add(if known { USED_MS } else { UNKNOWN_MS });
        // Whatever a store replies, it is not asked again without a pause.
        self.ask_at_ms = now_ms.saturating_add(reply.wait_ms.max(1));
    }
}

impl SlotsReply {
    /// Reads the reply of the script; `None` if it is no such reply.
    pub(crate) fn read(reply: &StoreReply) -> Option<SlotsReply> {
        let [allowed, limit, wait_ms] = reply.values.as_slice() else { return None };
        Some(SlotsReply {
            allowed: text::digits(allowed)?,
            limit: text::digits(limit)?,
            wait_ms: text::digits(wait_ms)?.min(LONGEST_MS),
        })
    }
}
