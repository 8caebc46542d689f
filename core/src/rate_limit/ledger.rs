//! The ledger of the org's rate limits, learned from response headers alone.
//!
//! A request is sent at once if the remaining quota of its bucket covers it, the requests in flight and the calls queued ahead of
//! it. Otherwise it waits for the end of the window. So a job that fits is never held back, and one that does not fit is never
//! refused.

mod sharing;

use crate::by_call_id::ByCallId;
use crate::fleet::membership::Membership;
use crate::fleet::slots::Slots;
use crate::io::{Now, Reason};
use crate::rate_limit::bucket;
use crate::rate_limit::counter::{Admission, Counter, MARGIN_MS, WINDOW_MS, Window, look_again_ms};
use crate::rate_limit::org_clock::OrgClock;
use crate::rate_limit::queue::Queue;
use crate::{CallId, Config, Headers, Operation, RateLimit};
use std::borrow::Cow;
use std::collections::VecDeque;

/// A rate limit of the org, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimitStatus {
    /// The bucket: the beginning of a path, after the method if the bucket has one of its own: `GET /api/v1/users/{id}`.
    pub name: String,
    /// The latest figures; empty before the first response.
    pub rate: RateLimit,
    /// Number of requests in flight.
    pub in_flight: u64,
    /// Number of calls held back.
    pub held: u64,
}

/// All that is known of an org's limits, and the calls that wait for them.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    clock: OrgClock,
    /// At most as many as there ever were routes, requests in flight and held calls at the same time: a vacant counter is reused
    /// before one is added.
    counters: Vec<Counter>,
    /// Sorted by name. At most one for each operation of the document, and [`CUSTOM_ROUTES`] for custom paths.
    routes: Vec<Route>,
    /// Number of requests for a route so far.
    asked: u64,
    /// The state of each call: at most one entry for each live call, removed by [`Ledger::leave`].
    calls: ByCallId<CallState>,
    /// Requests that were given up within the last [`LOST_MS`], oldest first.
    lost: VecDeque<Lost>,
    /// The calls of all counters that wait for the limit on concurrent requests.
    for_slot: Queue,
    concurrency: Option<ConcurrencyLimit>,
    /// What the fleet leaves to this process of that limit; `None` outside of a fleet.
    slots: Option<Slots>,
    /// Number of requests in flight, lost ones included.
    in_flight: u64,
    /// The most requests in flight together since there were none.
    peak: u64,
    /// The monotonic clock when it was last read.
    now_ms: u64,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Completion<'a> {
    /// With a response.
    Answered { status: u16, headers: &'a Headers },
    /// Unknown: the org may have counted it.
    Lost,
    /// Nothing was sent.
    Unsent,
}

/// An operation and the counter that it is assigned to.
#[derive(Debug)]
struct Route {
    name: Cow<'static, str>,
    counter: usize,
    /// True if its own responses told so.
    reported: bool,
    /// The value of [`Ledger::asked`] when it was last used.
    asked: u64,
}

/// The state of a call.
#[derive(Debug)]
enum CallState {
    /// Its request is in flight.
    InFlight { route: Cow<'static, str>, counter: usize },
    /// It is held back.
    Held { counter: usize, reason: Reason },
}

/// A request that was given up: it may still arrive and be counted.
#[derive(Debug)]
struct Lost {
    counter: usize,
    /// When the clock was first read after that.
    since_ms: Option<u64>,
}

/// The limit on concurrent requests, learned from refusals.
#[derive(Debug, Clone, Copy)]
struct ConcurrencyLimit {
    most: u64,
    since_ms: u64,
}

/// How long until one more concurrent request is tried.
const ONE_MORE_MS: u64 = 15_000;
/// How long a request that was given up may still arrive.
const LOST_MS: u64 = 5000;
/// The number of custom routes that are remembered, the last used ones.
const CUSTOM_ROUTES: usize = 256;

impl Ledger {
    /// A call wants to send. `paused` is true if it has waited for the reset of its own 429.
    pub(crate) fn ask(
        &mut self,
        config: &Config,
        membership: Option<&mut Membership>,
        call_id: CallId,
        operation: &Operation,
        paused: bool,
        now: Now,
    ) -> Admission {
        self.advance_clock(now);
        let (route, counter) = self.route(operation);
        let (org_ms, knows_time, now_ms) = (self.clock.at(now), self.clock.is_known(), self.now_ms);
        // Only a call that asks the store needs the name.
        let known = self.counters.get_mut(counter).filter(|_| config.pacing);
        let due = known.zip(membership.as_deref()).is_some_and(|(known, of)| known.is_lease_due(of, call_id, now_ms));
        let bucket = if due { self.shared_name(counter) } else { String::new() };
        let admission = match self.counters.get_mut(counter) {
            Some(known) if config.pacing => {
                known.renew(org_ms, if paused { 0 } else { MARGIN_MS });
                let mut membership = membership;
                let request = membership.as_mut().filter(|_| due).and_then(|membership| {
                    known.lease_request(membership, config, call_id, &bucket, (org_ms, knows_time, now_ms))
                });
                match request {
                    Some(request) => Admission::Ask(request),
                    None => known
                        .admission(config, call_id, org_ms, now_ms)
                        .unwrap_or_else(|| self.admit_concurrent(membership.as_deref(), call_id)),
                }
            }
            _ => Admission::Go,
        };
        self.remove(call_id);
        match admission {
            Admission::Go => self.send(call_id, route, counter),
            Admission::Wait { reason, .. } => self.hold(call_id, counter, reason),
            Admission::Ask(_) => self.hold(call_id, counter, Reason::Pace),
            Admission::AskSlots(_) => self.hold(call_id, counter, Reason::ConcurrentLimit),
        }
        admission
    }

    /// A request ended; gives the calls that may continue.
    pub(crate) fn completed(
        &mut self,
        config: &Config,
        call_id: CallId,
        completion: Completion<'_>,
        now: Now,
    ) -> Vec<CallId> {
        self.advance_clock(now);
        let (status, headers) = match completion {
            Completion::Lost => return self.leave(config, call_id),
            Completion::Answered { status, headers } => (status, Some(headers)),
            Completion::Unsent => (0, None),
        };
        let Some((route, counter)) = self.remove_in_flight(call_id) else { return Vec::new() };
        let Some(headers) = headers else { return self.next(config, counter) };
        self.clock.observe(headers.date_ms(), now);
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.answered();
        }
        match headers.rate() {
            rate if status == 429 && rate.is_concurrent() => self.refused_as_concurrent(),
            RateLimit { limit: Some(limit @ 1..), remaining: Some(remaining), reset: Some(reset) } => {
                let org_ms = self.clock.at(now);
                let ends_ms = reset.saturating_mul(1000).min(org_ms.saturating_add(longest(config)));
                self.observe(&route, Window { limit, remaining, reset, ends_ms, reported: true }, org_ms);
            }
            _ => {
                self.count_unreported(counter);
                if let Some(counter) = self.counters.get_mut(counter) {
                    counter.silent = true;
                }
            }
        }
        self.next(config, counter)
    }

    /// A call is over, whatever its state; gives the calls that may continue.
    pub(crate) fn leave(&mut self, config: &Config, call_id: CallId) -> Vec<CallId> {
        let Some(at) = self.remove(call_id) else { return Vec::new() };
        if let Some(slots) = &mut self.slots {
            slots.leave(call_id);
        }
        self.next(config, at)
    }

    /// The status of each limit, sorted by name.
    pub(crate) fn rates(&self) -> Vec<RateLimitStatus> {
        let seen = self.counters.iter().filter(|counter| counter.routes > 0 || counter.in_flight > 0);
        let mut limits: Vec<_> = seen
            .map(|counter| RateLimitStatus {
                name: counter.name.clone(),
                rate: counter.rate(),
                in_flight: counter.in_flight.saturating_sub(counter.lost),
                held: counter.for_window.len() + counter.for_slot.len(),
            })
            .collect();
        limits.sort_by(|one, other| one.name.cmp(&other.name));
        limits
    }

    /// The route of an operation, and its counter.
    fn route(&mut self, operation: &Operation) -> (Cow<'static, str>, usize) {
        self.asked += 1;
        let bucket = operation.is_custom().then(|| bucket::name(operation));
        let name = bucket.clone().map_or_else(|| operation.id.clone(), Cow::Owned);
        let at = match self.find(&name) {
            Ok(at) => at,
            Err(_) => {
                let counter = self.counter(bucket.unwrap_or_else(|| bucket::name(operation)));
                self.forget();
                let at = self.find(&name).unwrap_or_else(|at| at);
                self.routes.insert(at, Route { name: name.clone(), counter, reported: false, asked: 0 });
                self.assign_routes(counter, 1);
                at
            }
        };
        let counter = self.routes.get_mut(at).map_or(0, |route| {
            route.asked = self.asked;
            route.counter
        });
        (name, counter)
    }

    fn find(&self, route: &str) -> Result<usize, usize> {
        self.routes.binary_search_by(|other| other.name.as_ref().cmp(route))
    }

    /// Makes room for one more custom route: drops the one that was used longest ago.
    fn forget(&mut self) {
        let custom = self.routes.iter().enumerate().filter(|(_, route)| matches!(route.name, Cow::Owned(_)));
        if custom.clone().count() < CUSTOM_ROUTES {
            return;
        }
        if let Some((at, _)) = custom.min_by_key(|(_, route)| route.asked) {
            let counter = self.routes.remove(at).counter;
            self.assign_routes(counter, -1);
        }
    }

    /// The first counter of this name, or a new one.
    fn counter(&mut self, name: String) -> usize {
        let known = self.counters.iter().position(|counter| counter.name == name);
        known.unwrap_or_else(|| self.new_counter(name))
    }

    fn new_counter(&mut self, name: String) -> usize {
        let counter = Counter { name, ..Counter::default() };
        match self.counters.iter_mut().enumerate().find(|(_, counter)| counter.is_vacant()) {
            Some((at, vacant)) => {
                *vacant = counter;
                at
            }
            None => {
                self.counters.push(counter);
                self.counters.len() - 1
            }
        }
    }

    /// Advances the clock.
    fn advance_clock(&mut self, now: Now) {
        self.now_ms = self.now_ms.max(now.mono_ms);
        let now_ms = self.now_ms;
        let new = self.lost.iter_mut().rev().take_while(|lost| lost.since_ms.is_none());
        new.for_each(|lost| lost.since_ms = Some(now_ms));
        let over = |lost: &mut Lost| lost.since_ms.is_some_and(|since_ms| now_ms.saturating_sub(since_ms) >= LOST_MS);
        while let Some(Lost { counter, .. }) = self.lost.pop_front_if(over) {
            self.request_ended(counter);
            self.count_unreported(counter);
            if let Some(counter) = self.counters.get_mut(counter) {
                counter.lost = counter.lost.saturating_sub(1);
            }
        }
    }

    /// Whether one more request may be in flight, over all buckets.
    #[cfg_attr(not(feature = "fleet"), expect(unreachable_code, reason = "there are no slots without fleets"))]
    fn admit_concurrent(&mut self, membership: Option<&Membership>, call_id: CallId) -> Admission {
        let (ahead, in_flight, now_ms) = (self.for_slot.ahead_of(call_id), self.in_flight, self.now_ms);
        let mut left_ms = look_again_ms(ahead);
        if let Some(membership) = membership.filter(|membership| membership.is_there()) {
            let queued = self.for_slot.len();
            let slots = self.slots.get_or_insert_with(|| Slots::new(membership));
            if ahead == 0 && slots.is_due(in_flight, now_ms) {
                return Admission::AskSlots(slots.ask(membership, in_flight, queued, call_id));
            }
            left_ms = slots.wait_ms(now_ms).filter(|_| ahead == 0).unwrap_or(left_ms);
        }
        if ahead < self.free_slots() {
            return Admission::Go;
        }
        let reason = Reason::ConcurrentLimit;
        Admission::Wait { left_ms, sure_ms: 0, reason, rate: RateLimit::default() }
    }

    /// How many more requests may be in flight.
    fn free_slots(&self) -> u64 {
        match &self.slots {
            Some(slots) => slots.free(self.in_flight),
            None => self.concurrency.map_or(u64::MAX, |most| most.now(self.now_ms)).saturating_sub(self.in_flight),
        }
    }

    /// The calls that may continue within the limit on concurrent requests, and one that may ask the store of the fleet.
    fn wake_for_slot(&mut self) -> Vec<CallId> {
        let (in_flight, now_ms) = (self.in_flight, self.now_ms);
        let asks = self.slots.as_mut().is_some_and(|slots| slots.is_due(in_flight, now_ms));
        self.for_slot.wake(self.free_slots().max(u64::from(asks)))
    }

    /// Lowers the limit on concurrent requests below what was in flight, or below the known limit.
    fn refused_as_concurrent(&mut self) {
        if let Some(slots) = &mut self.slots {
            return slots.refuse();
        }
        let known = self.concurrency.map_or(self.peak, |known| known.now(self.now_ms).min(self.peak));
        self.concurrency = Some(ConcurrencyLimit { most: known.saturating_sub(1).max(1), since_ms: self.now_ms });
    }

    fn send(&mut self, call_id: CallId, route: Cow<'static, str>, counter: usize) {
        self.calls.insert(call_id, CallState::InFlight { route, counter });
        self.in_flight += 1;
        self.peak = self.peak.max(self.in_flight);
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.in_flight += 1;
            if let Some(lease) = &mut counter.lease {
                lease.send();
            }
        }
    }

    fn hold(&mut self, call_id: CallId, counter: usize, reason: Reason) {
        self.calls.insert(call_id, CallState::Held { counter, reason });
        if reason == Reason::ConcurrentLimit {
            self.for_slot.insert(call_id);
        }
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.queue(reason).insert(call_id);
        }
    }

    /// Removes a call; gives its counter.
    fn remove(&mut self, call_id: CallId) -> Option<usize> {
        match self.calls.remove(call_id)? {
            CallState::InFlight { counter, .. } => {
                self.lost.push_back(Lost { counter, since_ms: None });
                if let Some(counter) = self.counters.get_mut(counter) {
                    counter.lost += 1;
                }
                Some(counter)
            }
            CallState::Held { counter, reason } => {
                self.for_slot.remove(call_id);
                if let Some(counter) = self.counters.get_mut(counter) {
                    counter.queue(reason).remove(call_id);
                }
                Some(counter)
            }
        }
    }

    /// Removes a request from those in flight; gives its route and counter.
    fn remove_in_flight(&mut self, call_id: CallId) -> Option<(Cow<'static, str>, usize)> {
        let Some(CallState::InFlight { route, counter }) = self.calls.get_mut(call_id) else { return None };
        let completed = (std::mem::take(route), *counter);
        self.calls.remove(call_id);
        self.request_ended(completed.1);
        Some(completed)
    }

    /// One request less is in flight.
    fn request_ended(&mut self, counter: usize) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.peak = 0;
        }
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.in_flight = counter.in_flight.saturating_sub(1);
            if counter.in_flight == 0 {
                counter.headroom = 0;
            }
        }
    }

    /// Changes the number of routes that are assigned to a counter.
    fn assign_routes(&mut self, counter: usize, more: i64) {
        if let Some(counter) = self.counters.get_mut(counter) {
            counter.routes = counter.routes.saturating_add_signed(more);
        }
    }

    /// Counts a request whose response had no figures.
    fn count_unreported(&mut self, counter: usize) {
        if let Some(window) = self.counters.get_mut(counter).and_then(|counter| counter.window.as_mut()) {
            window.remaining = window.remaining.saturating_sub(1);
        }
    }

    /// Records the window of a response. A window that cannot belong to the route's counter belongs to another one.
    fn observe(&mut self, route: &str, reported: Window, org_ms: u64) {
        // A route that was forgotten meanwhile learns nothing.
        let Some(own) = self.find(route).ok().and_then(|at| self.routes.get_mut(at)) else { return };
        let (before, has_reported) = (own.counter, std::mem::replace(&mut own.reported, true));
        let Some(counter) = self.counters.get(before) else { return };
        let mut at = before;
        if counter.routes > 1 && !counter.may_own(&reported, has_reported, org_ms) {
            let fits = |other: &Counter| {
                other.routes == 0 || other.window.is_some_and(|known| known.is_same_window(&reported))
            };
            let other = self.counters.iter().position(|other| other.name == counter.name && fits(other));
            let name = counter.name.clone();
            at = other.unwrap_or_else(|| self.new_counter(name));
            self.assign_routes(before, -1);
            self.assign_routes(at, 1);
            if let Some(own) = self.find(route).ok().and_then(|at| self.routes.get_mut(at)) {
                own.counter = at;
            }
        }
        if let Some(counter) = self.counters.get_mut(at) {
            counter.update(reported, org_ms);
        }
    }

    /// The calls that may continue, as far as is known without reading the clock.
    fn next(&mut self, config: &Config, counter: usize) -> Vec<CallId> {
        let now_ms = self.now_ms;
        let mut next = self.counters.get_mut(counter).map_or_else(Vec::new, |counter| counter.wake(config, now_ms));
        next.extend(self.wake_for_slot());
        next
    }
}

impl ConcurrencyLimit {
    /// The limit rises with time: otherwise nothing would show that the org takes more again.
    fn now(self, now_ms: u64) -> u64 {
        self.most.saturating_add(now_ms.saturating_sub(self.since_ms) / ONE_MORE_MS)
    }
}

/// The longest wait for one window.
fn longest(config: &Config) -> u64 {
    match u64::try_from(config.max_wait.as_millis()) {
        Ok(max_wait_ms) if max_wait_ms < WINDOW_MS => max_wait_ms.saturating_sub(MARGIN_MS),
        _ => WINDOW_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::engine::session::tests::config;
    use crate::rate_limit::counter::INITIAL_IN_FLIGHT;

    fn answered(ledger: &mut Ledger, call_id: u64, path: &str) {
        let (config, now) = (config(), Now { mono_ms: call_id, unix_ms: 1_700_000_000_000 });
        let operation = Operation::custom(Method::Get, path);
        assert_eq!(ledger.ask(&config, None, CallId(call_id), &operation, false, now), Admission::Go);
        let reported =
            [("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "599"), ("X-Rate-Limit-Reset", "1700000060")];
        let completion = Completion::Answered { status: 200, headers: &reported.into_iter().collect() };
        assert!(ledger.completed(&config, CallId(call_id), completion, now).is_empty());
    }

    #[test]
    fn of_paths_outside_the_document_the_last_are_remembered() {
        let mut ledger = Ledger::default();
        for number in 0..2000 {
            answered(&mut ledger, number, &format!("/area{number}/x"));
            answered(&mut ledger, 10_000 + number, "/kept/x");
        }
        assert!(ledger.calls.call_ids().next().is_none() && ledger.lost.is_empty());
        assert!(
            ledger.routes.len() <= CUSTOM_ROUTES && ledger.counters.len() <= CUSTOM_ROUTES + 1,
            "{}",
            ledger.counters.len()
        );
        let names: Vec<_> = ledger.rates().into_iter().map(|limit| limit.name).collect();
        assert_eq!(names.len(), CUSTOM_ROUTES);
        assert!(["/kept", "/area1999", "/area1800"].iter().all(|name| names.iter().any(|own| own == name)));
    }

    #[test]
    fn who_stands_far_behind_looks_again_less_often() {
        let mut ledger = Ledger::default();
        let (config, now) = (config(), Now { mono_ms: 0, unix_ms: 1_700_000_000_000 });
        let operation = Operation::custom(Method::Get, "/area/x");
        let mut looks_a_minute = 0;
        for number in 0..5100 {
            match ledger.ask(&config, None, CallId(number), &operation, false, now) {
                Admission::Go => assert!(number < INITIAL_IN_FLIGHT),
                Admission::Wait { left_ms, .. } => looks_a_minute += WINDOW_MS / left_ms,
                Admission::Ask(_) | Admission::AskSlots(_) => panic!("there is no fleet"),
            }
        }
        assert!(looks_a_minute < 5000 * 10, "{looks_a_minute}, where one look a second would be {}", 5000 * 60);
    }

    #[test]
    fn an_account_that_is_forgotten_while_a_request_draws_on_it_is_not_given_to_another() {
        let mut ledger = Ledger::default();
        let (config, now) = (config(), Now { mono_ms: 0, unix_ms: 1_700_000_000_000 });
        let slow = Operation::custom(Method::Get, "/slow/x");
        assert_eq!(ledger.ask(&config, None, CallId(1_000_000), &slow, false, now), Admission::Go);
        (0..500).for_each(|number| answered(&mut ledger, number, &format!("/area{number}/x")));
        let slow = |ledger: &Ledger| ledger.rates().into_iter().find(|limit| limit.name == "/slow");
        assert_eq!(slow(&ledger).map(|limit| limit.in_flight), Some(1));
        assert!(ledger.completed(&config, CallId(1_000_000), Completion::Unsent, now).is_empty());
        assert_eq!(slow(&ledger), None);
        assert!(ledger.in_flight == 0 && ledger.counters.iter().all(|counter| counter.in_flight == 0));
    }
}
