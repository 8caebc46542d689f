//! The cost of a call does not depend on how many others there are.

use crate::config::{Key, Origin, RawConfig};
use crate::engine::session::tests::raw;
use crate::engine::step::{Input, Step};
use crate::io::tests::compared;
use crate::io::{BodyKind, BodySummary, Now, ReceivedBody, ReceivedResponse};
use crate::operation::table::tests::row_of;
use crate::{Arguments, Call, Options, Secret, Session};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

/// What happens to the calls.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    /// Responses have no rate limit headers.
    Silent,
    /// The window holds them all.
    Fit,
    /// The window holds a tenth of them.
    Held,
    /// The org takes ten concurrent requests.
    Refused,
    /// They wait for a token.
    Token,
    /// They are cancelled, the last first.
    GivenUp,
}

/// An event of the simulated world.
enum Event {
    /// The engine asks for this step.
    Wants(Step),
    /// The request is answered.
    Answered(Input),
}

struct World {
    fate: Fate,
    limit: u64,
    left: u64,
    inside: u64,
    now: Now,
    calls: BTreeMap<u64, Call>,
    wait: BTreeSet<u64>,
    events: VecDeque<(u64, Event)>,
    woken: Arc<Mutex<Vec<u64>>>,
}

impl World {
    fn new(fate: Fate, number: u64) -> World {
        let limit = if fate == Fate::Held { number / 10 } else { number * 2 };
        World {
            fate,
            limit,
            left: limit,
            inside: 0,
            now: Now { mono_ms: 0, unix_ms: 1_700_000_000_000 },
            calls: BTreeMap::new(),
            wait: BTreeSet::new(),
            events: VecDeque::new(),
            woken: Arc::default(),
        }
    }

    fn session(&self) -> Session {
        let mut raw = raw();
        raw.put(Key::MaxRetries, "100", Origin::Code);
        if self.fate == Fate::Token {
            raw = RawConfig::new();
            raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
            raw.bearer_callback();
        }
        let session = Session::new(raw.resolve().unwrap());
        let woken = Arc::clone(&self.woken);
        session.on_wake(move |call_id| woken.lock().unwrap().push(call_id.0));
        session
    }

    fn run(mut self, number: u64) {
        let session = self.session();
        for _ in 0..number {
            let arguments = Arguments::new().path("id", "00u1");
            let call = session.call(&row_of("getUser"), &arguments, &Options::default()).unwrap();
            let call_id = call.id().0;
            self.calls.insert(call_id, call);
            self.step(call_id, Input::Started { seed: 1 });
        }
        while self.fate == Fate::GivenUp && self.calls.pop_last().is_some() {}
        while !self.calls.is_empty() {
            match self.events.pop_front() {
                Some((call_id, event)) => self.happens(call_id, event),
                None => self.a_minute_goes_by(),
            }
        }
    }

    fn happens(&mut self, call_id: u64, event: Event) {
        match event {
            Event::Answered(answer) => {
                self.inside -= 1;
                self.step(call_id, answer);
            }
            Event::Wants(Step::Send(_)) => {
                self.inside += 1;
                let answer = self.answer();
                self.events.push_back((call_id, Event::Answered(answer)));
            }
            Event::Wants(Step::Bearer(_)) => self.step(call_id, Input::Bearer(Secret::new("token0".to_owned()))),
            Event::Wants(Step::Done(outcome)) => {
                outcome.unwrap();
                self.calls.remove(&call_id);
            }
            Event::Wants(step) => panic!("{step:?} is no event"),
        }
    }

    fn a_minute_goes_by(&mut self) {
        self.now = Now { mono_ms: self.now.mono_ms + 61_000, unix_ms: self.now.unix_ms + 61_000 };
        self.left = self.limit;
        let slept: Vec<u64> = self.wait.iter().copied().collect();
        slept.into_iter().for_each(|call_id| self.wake(call_id));
    }

    fn step(&mut self, call_id: u64, input: Input) {
        let step = self.calls.get_mut(&call_id).unwrap().step(input, self.now);
        if let Step::Wait(_) = step {
            self.wait.insert(call_id);
        } else {
            self.events.push_back((call_id, Event::Wants(step)));
        }
        let woken = std::mem::take(&mut *self.woken.lock().unwrap());
        woken.into_iter().for_each(|call_id| self.wake(call_id));
    }

    fn wake(&mut self, call_id: u64) {
        if self.wait.remove(&call_id) {
            self.step(call_id, Input::Woke);
        }
    }

    fn answer(&mut self) -> Input {
        let refused = self.fate == Fate::Refused && self.inside > 10;
        self.left = self.left.saturating_sub(1);
        let told = match self.fate {
            Fate::Fit | Fate::Held => vec![("Limit", self.limit), ("Remaining", self.left)],
            Fate::Refused if refused => vec![("Limit", 0), ("Remaining", 0)],
            _ => Vec::new(),
        };
        let reset = told.first().map(|_| ("Reset", self.now.unix_ms / 1000 + 60));
        let told = told.into_iter().chain(reset);
        let headers = told.map(|(name, figure)| (format!("X-Rate-Limit-{name}"), figure.to_string())).collect();
        let body = ReceivedBody::Kept(BodySummary { bytes: 2, kind: BodyKind::Object, next: None, count: None });
        let (status, body) = if refused { (429, ReceivedBody::Text(b"{}"[..].into())) } else { (200, body) };
        Input::Responded(ReceivedResponse { status, headers, body })
    }
}

/// How often call IDs are compared in the course of this many concurrent calls.
fn cost(fate: Fate, number: u64) -> u64 {
    let before = compared();
    World::new(fate, number).run(number);
    compared() - before
}

/// A search through all calls would cost each of them sixteen times as much.
#[test]
fn each_of_many_calls_costs_little_more_than_each_of_few() {
    for fate in [Fate::Silent, Fate::Fit, Fate::Held, Fate::Refused, Fate::Token, Fate::GivenUp] {
        let (few, many) = (cost(fate, 250) / 250, cost(fate, 4000) / 4000);
        println!("{fate:?}: {few} comparisons a call, {many} of sixteen times as many");
        assert!(many < few * 4, "{fate:?}: {few} comparisons a call, {many} of sixteen times as many");
    }
}
