//! What the script of rate limits grants is never more than what the org will take, whatever happens in whatever order; but for one
//! request that finds out what idle members have left.

use crate::call;
use crate::store::Store;
use oktant_core::fleet::StoreRequest;
use oktant_core::io::Now;
use oktant_core::step::{Input, Step};
use proptest::prelude::*;
use std::collections::VecDeque;

const LIMIT: u64 = 60;
/// Where nobody may send because idle members may have used what remains, one request finds out. It may be refused.
const QUESTION: u64 = 1;
const MINUTE: u64 = 60_000;
/// How long a member uses a lease, and the longest latency.
const USED: u64 = 2000;
const LATENCY: u64 = 8000;
/// The time of the store when the org's window begins.
const BEGIN: u64 = 1_700_000_040_000;

/// What a member knows.
#[derive(Debug, Default)]
struct Member {
    name: u64,
    left: u64,
    until_ms: u64,
    in_flight: u64,
    sent: u64,
    /// Remaining and reset.
    told: Option<(u64, u64)>,
    told_ms: u64,
}

#[derive(Debug)]
struct Request {
    member: u64,
    sent_ms: u64,
    /// Remaining and reset, once the org has it.
    response: Option<(u64, u64)>,
}

struct World {
    store: Store,
    request: StoreRequest,
    now_ms: u64,
    members: Vec<Member>,
    requests: VecDeque<Request>,
    names: u64,
    window: u64,
    used: u64,
}

impl World {
    fn new(members: usize) -> World {
        let new = |at: usize| Member { name: at as u64, ..Member::default() };
        World {
            store: Store::new(),
            request: request(),
            now_ms: BEGIN,
            members: (0..members).map(new).collect(),
            requests: VecDeque::new(),
            names: members as u64,
            window: 0,
            used: 0,
        }
    }

    fn act(&mut self, (kind, member, number): (u8, usize, u64)) {
        let at = member % self.members.len();
        match kind {
            0 | 1 => self.ask(at, number % 20 + 1),
            2..=4 => (0..number % 8).for_each(|_| self.send(at)),
            5 => self.arrives(usize::try_from(number).unwrap()),
            6 => self.responds(usize::try_from(number).unwrap()),
            7 => {
                self.names += 1;
                self.members[at] = Member { name: self.names, ..Member::default() };
            }
            _ => self.passes(number % 1500),
        }
    }

    fn ask(&mut self, at: usize, want: u64) {
        let member = &mut self.members[at];
        let ended = self.now_ms >= member.until_ms;
        if ended {
            member.left = 0;
        }
        let told = member.told.map_or([0; 5], |(remaining, reset)| {
            [LIMIT, remaining, reset, (reset * 1000).saturating_sub(self.now_ms), self.now_ms - member.told_ms]
        });
        let own = [want, want, member.in_flight + member.left, std::mem::take(&mut member.sent), 0];
        let numbers = own.into_iter().chain(told).map(|number| number.to_string());
        let arguments = std::iter::once(format!("member {}", member.name)).chain(numbers).collect();
        let reply = self.store.run_with(&self.request, arguments, self.now_ms);
        let granted: u64 = reply.values[0].parse().unwrap();
        member.left += granted;
        if granted > 0 {
            member.until_ms = self.now_ms + USED;
        }
    }

    fn send(&mut self, at: usize) {
        let member = &mut self.members[at];
        if member.left > 0 && self.now_ms < member.until_ms {
            member.left -= 1;
            member.sent += 1;
            member.in_flight += 1;
            self.requests.push_back(Request { member: member.name, sent_ms: self.now_ms, response: None });
        }
    }

    /// A request gets to the org.
    fn arrives(&mut self, number: usize) {
        let window = (self.now_ms - BEGIN) / MINUTE;
        if window != self.window {
            (self.window, self.used) = (window, 0);
        }
        let waiting = self.requests.iter_mut().filter(|request| request.response.is_none());
        if let Some(request) = waiting.take(number % 5 + 1).last() {
            self.used += 1;
            assert!(self.used <= LIMIT + QUESTION, "requests are refused");
            let reset = (BEGIN + (window + 1) * MINUTE) / 1000;
            request.response = Some((LIMIT.saturating_sub(self.used), reset));
        }
    }

    /// A response gets to its member.
    fn responds(&mut self, number: usize) {
        let answered: Vec<usize> = self
            .requests
            .iter()
            .enumerate()
            .filter(|(_, request)| request.response.is_some())
            .map(|(at, _)| at)
            .collect();
        let Some(at) = answered.get(number % answered.len().max(1)) else { return };
        let request = self.requests.remove(*at).unwrap();
        let Some(member) = self.members.iter_mut().find(|member| member.name == request.member) else { return };
        member.in_flight -= 1;
        let new = request.response.unwrap();
        member.told_ms = self.now_ms;
        member.told = Some(match member.told {
            Some(known) if known.1 == new.1 => (known.0.min(new.0), new.1),
            Some(known) if known.1 > new.1 => known,
            _ => new,
        });
    }

    /// Time passes; no request takes too long.
    fn passes(&mut self, ms: u64) {
        self.now_ms += ms;
        while self
            .requests
            .iter()
            .any(|request| request.response.is_none() && request.sent_ms + LATENCY / 2 <= self.now_ms)
        {
            self.arrives(0);
        }
        while self.requests.iter().any(|request| request.sent_ms + LATENCY <= self.now_ms) {
            self.responds(0);
        }
    }

    fn assert_all_fits(&self) {
        let unused = self.members.iter().filter(|member| self.now_ms < member.until_ms).map(|member| member.left);
        let under_way = self.requests.iter().filter(|request| request.response.is_none()).count() as u64;
        let used = if (self.now_ms - BEGIN) / MINUTE == self.window { self.used } else { 0 };
        let all = unused.sum::<u64>() + under_way + used;
        assert!(all <= LIMIT + QUESTION, "{all}: {:?}", self.members);
    }
}

/// The engine's request to the store.
fn request() -> StoreRequest {
    match call().step(Input::Started { seed: 1 }, Now { mono_ms: 0, unix_ms: BEGIN }) {
        Step::Store(request) => request,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn the_leases_never_exceed_what_remains(
        members in 1..6_usize,
        actions in prop::collection::vec((0..10_u8, 0..6_usize, 0..100_000_u64), 0..400),
    ) {
        let mut world = World::new(members);
        // The limit is known from the first response on.
        world.ask(0, 1);
        world.send(0);
        world.arrives(0);
        world.responds(0);
        world.ask(0, 1);
        for action in actions {
            world.act(action);
            world.assert_all_fits();
        }
    }
}
