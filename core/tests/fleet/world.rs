//! Simulates members of a fleet that call one org, in simulated time.

use crate::org::Org;
use crate::store::Store;
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::fleet::StoreRequest;
use oktant_core::io::{BodyKind, BodySummary, Failure, FailureKind, Now, ReceivedBody, ReceivedResponse};
use oktant_core::step::{Input, Step};
use oktant_core::{Arguments, Call, CallId, EventKind, Operation, Options, Phase, Session};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// A member: each of its tasks makes one call after the other.
#[derive(Debug, Clone)]
pub(crate) struct MemberPlan {
    pub(crate) tasks: u64,
    /// How many calls it makes in all.
    pub(crate) calls: u64,
    /// When it begins, and when it is killed.
    pub(crate) lives_ms: Range<u64>,
    /// How far its wall clock is off.
    pub(crate) skew_ms: i64,
    /// The longest pause of a task between two calls.
    pub(crate) idle_ms: u64,
}

/// The scenario.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) members: Vec<MemberPlan>,
    pub(crate) limit: u64,
    /// The limit on concurrent requests.
    pub(crate) max_concurrent: u64,
    /// The minimum latency of a request, whose maximum is twice that.
    pub(crate) latency_ms: u64,
    /// The longest latency of the store.
    pub(crate) store_ms: u64,
    /// Without it, each member paces by itself.
    pub(crate) fleet: bool,
    pub(crate) until_ms: u64,
    /// When the store does not answer.
    pub(crate) away_ms: Range<u64>,
    /// When the store forgets everything; its clock jumps then, by so much.
    pub(crate) wiped_ms: Option<u64>,
    pub(crate) jump_ms: i64,
    pub(crate) settings: Vec<(Key, &'static str)>,
    pub(crate) seed: u64,
}

/// The result of a scenario.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Requests that the org took, by member and window.
    pub(crate) taken: Vec<Vec<u64>>,
    /// When requests were refused.
    pub(crate) rejected: Vec<u64>,
    /// When the last request came to the org.
    pub(crate) last_ms: u64,
    /// Commands to the store.
    pub(crate) asked: u64,
    pub(crate) joined: u64,
    pub(crate) lost: u64,
}

/// A scheduled event.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Begins(usize),
    Calls(usize),
    Dies(usize),
    Arrives(usize, CallId),
    Happens(usize, CallId),
    Asks(usize, CallId),
    Slept(usize, CallId, u64),
    Answers,
    Wiped,
}

struct Task {
    call: Call,
    /// If it waits: the number of the pause.
    waits: Option<u64>,
    input: Option<Input>,
    asks: Option<StoreRequest>,
}

struct Member {
    session: Session,
    tasks: BTreeMap<CallId, Task>,
    woken: Arc<Mutex<Vec<CallId>>>,
    skew_ms: i64,
}

pub(crate) struct World {
    plan: Plan,
    org: Org,
    store: Store,
    clock_ms: i64,
    now_ms: u64,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    members: BTreeMap<usize, Member>,
    told: Arc<Mutex<Vec<EventKind>>>,
    count: u64,
    outcome: Outcome,
    window: Option<u64>,
}

/// The start, in November 2023, by the org's clock.
const EPOCH: u64 = 1_700_000_000_000;

impl World {
    pub(crate) fn new(plan: Plan) -> World {
        let mut org = Org::new(plan.limit, EPOCH);
        org.max_concurrent = plan.max_concurrent;
        let outcome = Outcome { taken: vec![Vec::new(); plan.members.len()], ..Outcome::default() };
        World {
            plan,
            org,
            store: Store::new(),
            clock_ms: 9_000_000,
            now_ms: 0,
            events: BinaryHeap::new(),
            members: BTreeMap::new(),
            told: Arc::default(),
            count: 0,
            outcome,
            window: None,
        }
    }

    pub(crate) fn run(mut self) -> Outcome {
        for at in 0..self.plan.members.len() {
            let lives_ms = self.plan.members[at].lives_ms.clone();
            self.later(lives_ms.start, Event::Begins(at));
            self.later(lives_ms.end, Event::Dies(at));
        }
        if let Some(wiped_ms) = self.plan.wiped_ms {
            self.later(wiped_ms, Event::Wiped);
        }
        while let Some(Reverse((at_ms, _, event))) = self.events.pop()
            && at_ms < self.plan.until_ms
        {
            self.now_ms = at_ms;
            self.handle(event);
        }
        let told = std::mem::take(&mut *self.told.lock().unwrap());
        for kind in told {
            match kind {
                EventKind::FleetJoined => self.outcome.joined += 1,
                EventKind::FleetLost { .. } => self.outcome.lost += 1,
                _ => {}
            }
        }
        self.outcome
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Begins(at) => self.begin(at),
            Event::Calls(at) => self.call(at),
            Event::Dies(at) => {
                // The calls first: dropping them after their session would be a different end.
                let Some(member) = self.members.remove(&at) else { return };
                // A process that is killed gives nothing back.
                std::mem::forget(member);
            }
            Event::Arrives(at, call_id) => self.arrives(at, call_id),
            Event::Answers => self.org.inside -= 1,
            Event::Happens(at, call_id) => {
                let task = self.members.get_mut(&at).and_then(|member| member.tasks.get_mut(&call_id));
                if let Some(input) = task.and_then(|task| task.input.take()) {
                    self.step(at, call_id, input);
                }
            }
            Event::Asks(at, call_id) => self.asks(at, call_id),
            Event::Slept(at, call_id, pause) => {
                let task = self.members.get(&at).and_then(|member| member.tasks.get(&call_id));
                if task.is_some_and(|task| task.waits == Some(pause)) {
                    self.step(at, call_id, Input::Woke);
                }
            }
            Event::Wiped => {
                self.store.wipe();
                self.clock_ms += self.plan.jump_ms;
            }
        }
    }

    fn begin(&mut self, at: usize) {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.put(Key::Token, "00token0123456789", Origin::Code);
        raw.put(Key::Fleet, "redis://127.0.0.1", Origin::Code);
        self.plan.settings.iter().for_each(|(key, text)| raw.put(*key, *text, Origin::Code));
        let session = Session::new(raw.resolve().unwrap());
        if self.plan.fleet {
            session.join_fleet(at as u64);
        }
        let woken = Arc::<Mutex<Vec<CallId>>>::default();
        let on_wake = Arc::clone(&woken);
        session.on_wake(move |call_id| on_wake.lock().unwrap().push(call_id));
        let told = Arc::clone(&self.told);
        session.on_event(move |event| told.lock().unwrap().push(event.kind.clone()));
        let plan = &self.plan.members[at];
        let (tasks, skew_ms) = (plan.tasks, plan.skew_ms);
        self.members.insert(at, Member { session, tasks: BTreeMap::new(), woken, skew_ms });
        (0..tasks).for_each(|_| self.call(at));
    }

    /// A task begins its next call.
    fn call(&mut self, at: usize) {
        let seed = self.random();
        let left = &mut self.plan.members[at].calls;
        if *left == 0 {
            return;
        }
        *left -= 1;
        let Some(member) = self.members.get_mut(&at) else { return };
        let row = Arc::new(Operation::find("getUser").unwrap());
        let call = member.session.call(&row, &Arguments::new().path("id", "00u1"), &Options::default()).unwrap();
        let call_id = call.id();
        member.tasks.insert(call_id, Task { call, waits: None, input: None, asks: None });
        self.step(at, call_id, Input::Started { seed });
    }

    fn arrives(&mut self, at: usize, call_id: CallId) {
        let response = self.org.take(self.now_ms);
        self.outcome.last_ms = self.now_ms;
        let reset = response.headers.rate().reset;
        if self.window != reset {
            self.window = reset;
            self.outcome.taken.iter_mut().for_each(|windows| windows.push(0));
        }
        let body = if response.status == 200 {
            *self.outcome.taken[at].last_mut().unwrap() += 1;
            ReceivedBody::Kept(BodySummary { bytes: 2, kind: BodyKind::Object, next: None, count: None })
        } else {
            self.outcome.rejected.push(self.now_ms);
            ReceivedBody::Text(b"{}".as_slice().into())
        };
        let received = ReceivedResponse { status: response.status, headers: response.headers, body };
        let back_ms = self.half_latency();
        self.later(back_ms, Event::Answers);
        self.later_input(at, call_id, Input::Responded(received), back_ms);
    }

    fn asks(&mut self, at: usize, call_id: CallId) {
        let clock_ms = EPOCH.saturating_add(self.now_ms).saturating_add_signed(self.clock_ms);
        let task = self.members.get_mut(&at).and_then(|member| member.tasks.get_mut(&call_id));
        let Some(request) = task.and_then(|task| task.asks.take()) else { return };
        self.outcome.asked += 1;
        let reply = self.store.run(&request, clock_ms);
        let back_ms = self.random() % (self.plan.store_ms + 1);
        self.later_input(at, call_id, Input::Stored(reply), back_ms);
    }

    fn step(&mut self, at: usize, call_id: CallId, input: Input) {
        let Some(member) = self.members.get_mut(&at) else { return };
        let unix_ms = (EPOCH + self.now_ms).saturating_add_signed(member.skew_ms);
        let now = Now { mono_ms: 77 * at as u64 + self.now_ms, unix_ms };
        let Some(task) = member.tasks.get_mut(&call_id) else { return };
        task.waits = None;
        match task.call.step(input, now) {
            Step::Send(_) => {
                let there_ms = self.half_latency();
                self.later(there_ms, Event::Arrives(at, call_id));
            }
            Step::Wait(wait) => {
                self.count += 1;
                task.waits = Some(self.count);
                let pause_ms = u64::try_from(wait.at_most.as_millis()).unwrap();
                self.later(pause_ms, Event::Slept(at, call_id, self.count));
            }
            Step::Store(request) if self.plan.away_ms.contains(&self.now_ms) => {
                let timeout_ms = u64::try_from(request.timeout.as_millis()).unwrap();
                let failure = Failure::new(FailureKind::TimedOut, Phase::Answer, "the store did not answer");
                self.later_input(at, call_id, Input::Failed(failure), timeout_ms);
            }
            Step::Store(request) => {
                task.asks = Some(request);
                let there_ms = self.random() % (self.plan.store_ms + 1);
                self.later(there_ms, Event::Asks(at, call_id));
            }
            Step::Sign(_) | Step::Bearer(_) => panic!("there is no token to ask for"),
            Step::Done(outcome) => {
                assert!(outcome.is_ok_and(|_| true) || !self.outcome.rejected.is_empty());
                member.tasks.remove(&call_id);
                match self.plan.members[at].idle_ms {
                    0 => self.call(at),
                    idle_ms => {
                        let pause_ms = self.random() % idle_ms;
                        self.later(pause_ms, Event::Calls(at));
                    }
                }
            }
        }
        let Some(member) = self.members.get_mut(&at) else { return };
        let woken = std::mem::take(&mut *member.woken.lock().unwrap());
        for call_id in woken {
            let task = self.members.get(&at).and_then(|member| member.tasks.get(&call_id));
            if task.is_some_and(|task| task.waits.is_some()) {
                self.step(at, call_id, Input::Woke);
            }
        }
    }

    fn later_input(&mut self, at: usize, call_id: CallId, input: Input, after_ms: u64) {
        if let Some(task) = self.members.get_mut(&at).and_then(|member| member.tasks.get_mut(&call_id)) {
            task.input = Some(input);
            self.later(after_ms, Event::Happens(at, call_id));
        }
    }

    fn half_latency(&mut self) -> u64 {
        self.plan.latency_ms / 2 + self.random() % (self.plan.latency_ms / 2 + 1)
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
