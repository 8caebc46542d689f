//! The ledger of a process that shares the org's limits with its fleet.

use super::{CallState, Ledger};
use crate::fleet::StoreRequest;
use crate::fleet::lease::LeaseReply;
use crate::fleet::membership::Membership;
use crate::fleet::slots::SlotsReply;
use crate::io::Now;
use crate::{CallId, Config, Operation};

impl Ledger {
    /// After a request was sent: the call that may ask the store of the fleet for more.
    pub(crate) fn sent(&mut self, config: &Config, call_id: CallId) -> Vec<CallId> {
        match self.calls.get_mut(call_id) {
            Some(CallState::InFlight { counter, .. }) => {
                let counter = *counter;
                self.counters.get_mut(counter).map_or_else(Vec::new, |counter| counter.wake(config, self.now_ms))
            }
            _ => Vec::new(),
        }
    }

    /// After a response: the request that gives back what the fleet has leased and no call needs now.
    pub(crate) fn lease_return(
        &mut self,
        config: &Config,
        membership: &Membership,
        call_id: CallId,
        operation: &Operation,
        now: Now,
    ) -> Option<StoreRequest> {
        let (_, counter) = self.route(operation);
        let times = (self.clock.at(now), self.clock.is_known(), self.now_ms);
        let bucket = self.shared_name(counter);
        self.counters.get_mut(counter)?.lease_return(membership, config, call_id, &bucket, times)
    }

    /// A call asks the store of the fleet no more; gives the calls that may continue.
    pub(crate) fn asked(&mut self, config: &Config, call_id: CallId) -> Vec<CallId> {
        let mut leases = self.counters.iter_mut().map(|counter| counter.lease.as_mut());
        match leases.position(|lease| lease.is_some_and(|lease| lease.leave(call_id))) {
            Some(counter) => self.next(config, counter),
            None => Vec::new(),
        }
    }

    /// The store of the fleet has replied to a call; gives the calls that may continue.
    pub(crate) fn granted(
        &mut self,
        config: &Config,
        membership: &Membership,
        call_id: CallId,
        reply: &LeaseReply,
        now: Now,
    ) -> Vec<CallId> {
        self.advance_clock(now);
        let times = (self.clock.at(now), self.now_ms);
        let Some(CallState::Held { counter, .. }) = self.calls.get_mut(call_id) else { return Vec::new() };
        let counter = *counter;
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.granted(membership, call_id, reply, times);
        }
        self.next(config, counter)
    }

    /// The store of the fleet has replied to a call about concurrent requests; gives the calls that may continue.
    pub(crate) fn granted_slots(&mut self, call_id: CallId, reply: &SlotsReply, now: Now) -> Vec<CallId> {
        self.advance_clock(now);
        if let Some(slots) = &mut self.slots {
            slots.granted(call_id, reply, self.now_ms);
        }
        self.wake_for_slot()
    }

    /// The store of the fleet is away: goes on as one process. Gives the calls that may continue.
    pub(crate) fn lost_fleet(&mut self, config: &Config) -> Vec<CallId> {
        self.slots = None;
        self.counters.iter_mut().for_each(|counter| counter.lease = None);
        (0..self.counters.len()).flat_map(|counter| self.next(config, counter)).collect()
    }

    /// The name of a bucket in the fleet. Buckets of one name are told apart by their limits.
    pub(super) fn shared_name(&self, counter: usize) -> String {
        let Some(own) = self.counters.get(counter) else { return String::new() };
        let twin = self.counters.iter().take(counter).any(|other| other.routes > 0 && other.name == own.name);
        match own.window.filter(|_| twin) {
            Some(window) => format!("{} ({})", own.name, window.limit),
            None => own.name.clone(),
        }
    }
}
