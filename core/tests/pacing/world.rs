//! Simulates tasks that call an org, each one call after the other, in simulated time.

use crate::org::Org;
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::io::{BodyKind, BodySummary, Now, Reason, ReceivedBody, ReceivedResponse};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Call, CallId, Operation, Options, Session};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::{Arc, Mutex};

/// The scenario.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) tasks: u64,
    pub(crate) calls: u64,
    pub(crate) org: Org,
    /// The minimum latency of a request, whose maximum is twice that.
    pub(crate) latency_ms: u64,
    /// Requests of other clients per second.
    pub(crate) others: u64,
    /// The limit after half a minute; 0 is unchanged.
    pub(crate) then: u64,
    /// After the first response, one of this many calls is cancelled soon after its start; 0 is never.
    pub(crate) cancel_every: u64,
    /// Client settings.
    pub(crate) settings: Vec<(Key, &'static str)>,
    pub(crate) seed: u64,
}

/// The result of a scenario.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) done: u64,
    pub(crate) failed: u64,
    pub(crate) cancelled: u64,
    pub(crate) requests: u64,
    pub(crate) rejected: u64,
    pub(crate) held: u64,
    pub(crate) wall_ms: u64,
}

/// A scheduled event.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrives(CallId),
    Answered(CallId),
    Slept(CallId, u64),
    Cancelled(CallId),
    OthersDraw,
    LimitChanges,
}

struct Task {
    call: Call,
    /// If it waits: the number of the pause, and the reason.
    waits: Option<(u64, Reason)>,
    answer: Option<Input>,
}

pub(crate) struct World {
    plan: Plan,
    session: Session,
    now_ms: u64,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    tasks: BTreeMap<CallId, Task>,
    woken: Arc<Mutex<Vec<CallId>>>,
    begun: u64,
    count: u64,
    outcome: Outcome,
}

/// The start, in November 2023, by the clock of an org without skew.
const EPOCH: u64 = 1_700_000_000_000;
/// The error of the client's clock.
const CLIENT_SKEW_MS: u64 = 5 * 86_400_000;

impl World {
    pub(crate) fn new(mut plan: Plan) -> World {
        // The org's clock counts from the epoch too.
        plan.org.skew_ms += EPOCH;
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.put(Key::Token, "00token0123456789", Origin::Code);
        plan.settings.iter().for_each(|(key, text)| raw.put(*key, *text, Origin::Code));
        let session = Session::new(raw.resolve().unwrap());
        let woken = Arc::<Mutex<Vec<CallId>>>::default();
        let on_wake = Arc::clone(&woken);
        session.on_wake(move |call_id| on_wake.lock().unwrap().push(call_id));
        World {
            plan,
            session,
            now_ms: 0,
            events: BinaryHeap::new(),
            tasks: BTreeMap::new(),
            woken,
            begun: 0,
            count: 0,
            outcome: Outcome::default(),
        }
    }

    /// Runs until all calls have ended.
    pub(crate) fn run(mut self) -> Outcome {
        self.later(1000, Event::OthersDraw);
        self.later(30_000, Event::LimitChanges);
        (0..self.plan.tasks).for_each(|_| self.begin());
        while !self.tasks.is_empty() {
            let Reverse((at_ms, _, event)) = self.events.pop().expect("calls are left, and nothing will happen");
            assert!(at_ms < 48 * 3_600_000, "it takes days: {:?}", self.outcome);
            self.now_ms = at_ms;
            self.handle(event);
        }
        self.outcome.wall_ms = self.now_ms;
        assert!(self.session.rates().iter().all(|limit| limit.in_flight + limit.held == 0));
        self.outcome
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::OthersDraw => {
                if self.plan.others > 0 {
                    self.plan.org.draw(self.plan.others, self.now_ms);
                }
                self.later(1000, Event::OthersDraw);
            }
            Event::LimitChanges if self.plan.then > 0 => self.plan.org.limit = self.plan.then,
            Event::LimitChanges => {}
            Event::Arrives(call_id) => self.arrives(call_id),
            Event::Answered(call_id) => {
                self.plan.org.inside -= 1;
                if let Some(answer) = self.tasks.get_mut(&call_id).and_then(|task| task.answer.take()) {
                    self.step(call_id, answer);
                }
            }
            Event::Slept(call_id, pause) => {
                if self.tasks.get(&call_id).is_some_and(|task| task.waits.is_some_and(|(own, _)| own == pause)) {
                    self.step(call_id, Input::Woke);
                }
            }
            Event::Cancelled(call_id) if self.tasks.contains_key(&call_id) => self.step(call_id, Input::Cancelled),
            Event::Cancelled(_) => {}
        }
    }

    fn arrives(&mut self, call_id: CallId) {
        let response = self.plan.org.take(self.now_ms);
        self.outcome.requests += 1;
        let body = if response.status == 200 {
            ReceivedBody::Kept(BodySummary { bytes: 2, kind: BodyKind::Object, next: None, count: None })
        } else {
            self.outcome.rejected += 1;
            ReceivedBody::Text(b"{}".as_slice().into())
        };
        let (status, headers) = (response.status, response.headers);
        if let Some(task) = self.tasks.get_mut(&call_id) {
            task.answer = Some(Input::Responded(ReceivedResponse { status, headers, body }));
        }
        let back = self.plan.latency_ms / 2 + self.random() % (self.plan.latency_ms / 2 + 1);
        self.later(back, Event::Answered(call_id));
    }

    fn begin(&mut self) {
        if self.begun == self.plan.calls {
            return;
        }
        self.begun += 1;
        let row = Arc::new(Operation::find("getUser").unwrap());
        let call = self.session.call(&row, &Arguments::new().path("id", "00u1"), &Options::default()).unwrap();
        let call_id = call.id();
        self.tasks.insert(call_id, Task { call, waits: None, answer: None });
        if self.plan.cancel_every > 0 && self.outcome.done > 0 && self.begun.is_multiple_of(self.plan.cancel_every) {
            let after = self.random() % 3000;
            self.later(after, Event::Cancelled(call_id));
        }
        let seed = self.random();
        self.step(call_id, Input::Started { seed });
    }

    fn step(&mut self, call_id: CallId, input: Input) {
        let now = Now { mono_ms: self.now_ms, unix_ms: EPOCH + CLIENT_SKEW_MS + self.now_ms };
        let Some(task) = self.tasks.get_mut(&call_id) else { return };
        task.waits = None;
        match task.call.step(input, now) {
            Step::Send(_) => {
                let there = self.plan.latency_ms / 2 + self.random() % (self.plan.latency_ms / 2 + 1);
                self.later(there, Event::Arrives(call_id));
                self.assert_not_overtaking(call_id);
            }
            Step::Wait(wait) => {
                self.count += 1;
                task.waits = Some((self.count, wait.reason));
                self.outcome.held += u64::from(wait.reason == Reason::Pace);
                let pause = u64::try_from(wait.at_most.as_millis()).unwrap();
                self.later(pause, Event::Slept(call_id, self.count));
            }
            Step::Sign(_) | Step::Bearer(_) | Step::Store(_) => panic!("there is no token to ask for"),
            Step::Done(outcome) => {
                match outcome {
                    Ok(_) => self.outcome.done += 1,
                    Err(error) if error.is_cancelled() => self.outcome.cancelled += 1,
                    Err(error) => {
                        assert!(error.is_rate_limited(), "{error}");
                        self.outcome.failed += 1;
                    }
                }
                self.tasks.remove(&call_id);
                self.begin();
            }
        }
        let woken = std::mem::take(&mut *self.woken.lock().unwrap());
        woken.into_iter().for_each(|call_id| self.wake(call_id));
    }

    fn wake(&mut self, call_id: CallId) {
        if self.tasks.get(&call_id).is_some_and(|task| task.waits.is_some()) {
            self.step(call_id, Input::Woke);
        }
    }

    /// A call that is sent does not overtake earlier ones: those that still wait must be able to go at the same time.
    fn assert_not_overtaking(&mut self, call_id: CallId) {
        let paced = |task: &Task| matches!(task.waits, Some((_, Reason::Pace)));
        let before: Vec<CallId> =
            self.tasks.range(..call_id).filter(|(_, task)| paced(task)).map(|(call_id, _)| *call_id).collect();
        for earlier in before {
            self.wake(earlier);
            let still = self.tasks.get(&earlier).is_some_and(paced);
            assert!(!still, "{call_id:?} went before {earlier:?}");
        }
    }

    fn later(&mut self, after_ms: u64, event: Event) {
        self.count += 1;
        self.events.push(Reverse((self.now_ms + after_ms, self.count, event)));
    }

    fn random(&mut self) -> u64 {
        self.plan.seed = self.plan.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.plan.seed >> 33
    }
}
