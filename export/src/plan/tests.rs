//! The plan against the simulated org, and against lists of every shape.

use super::*;
use crate::documents::Documents;
use crate::request::{Restriction, search};
use oktant::FromBody;
use oktant_simulator::{Org, Request, Response, Setup, TOKEN, Time};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// When reading begins; later than the seeded users.
const START: Second = 1_750_000_000;
const LAG: Second = 5;
/// How many processes read one plan at most, one after the other.
const PROCESSES: usize = 100;

/// What happens in the org between two pages.
#[derive(Debug, Clone)]
enum Change {
    Create,
    Update(usize),
    Delete(usize),
    /// Time passes.
    Pass(u8),
}

/// An org that lives while it is read.
struct Living {
    org: Org,
    now: Second,
    /// Users by id, with the second of their creation; those that exist.
    users: BTreeMap<String, Second>,
    deleted: BTreeSet<String>,
    changed: BTreeSet<String>,
    created: usize,
}

impl Living {
    /// An org of seeded users, and of some that were created at these seconds before the start.
    fn new(seeded: u32, ages: &[u32]) -> Living {
        let org = Org::new(&Setup { users: seeded, limits: "1000000000".parse().unwrap(), ..Setup::default() });
        let (users, deleted, changed) = Default::default();
        let mut living = Living { org, now: START, users, deleted, changed, created: 0 };
        let mut ages = ages.to_vec();
        ages.sort_unstable();
        for age in ages.iter().rev() {
            living.now = START - 1 - Second::from(*age);
            living.change(&Change::Create);
        }
        living.now = START;
        let mut target = "/api/v1/users?search=id+pr&limit=200".to_owned();
        loop {
            let page = living.send("GET", &target, None);
            for user in page.json().as_array().unwrap() {
                let created = user["created"].as_str().unwrap();
                living.users.insert(text(user, "id"), Time::parse(created).unwrap().seconds());
            }
            match page.link("next") {
                Some(next) => target = next.strip_prefix("http://localhost").unwrap().to_owned(),
                None => break,
            }
        }
        living.changed.clear();
        living
    }

    fn send(&mut self, method: &str, target: &str, body: Option<Value>) -> Response {
        let request = Request::new(method, target).token(TOKEN);
        let request = body.map_or(request.clone(), |body| request.json(&body));
        self.org.handle(&request, Time::from_seconds(self.now))
    }

    fn change(&mut self, change: &Change) {
        let nth = |at: usize| self.users.keys().nth(at % self.users.len().max(1)).cloned();
        match change {
            Change::Pass(seconds) => self.now += Second::from(*seconds),
            Change::Create => {
                self.created += 1;
                let login = format!("late{}@example.com", self.created);
                let profile = json!({ "login": login, "email": login, "firstName": "A", "lastName": "B" });
                let user =
                    self.send("POST", "/api/v1/users?activate=false", Some(json!({ "profile": profile }))).json();
                self.changed.insert(text(&user, "id"));
                self.users.insert(text(&user, "id"), self.now);
            }
            Change::Update(at) => {
                let Some(id) = nth(*at) else { return };
                let body = json!({ "profile": { "nickName": format!("n{}", self.now) } });
                assert_eq!(self.send("POST", &format!("/api/v1/users/{id}"), Some(body)).status, 200);
                self.changed.insert(id);
            }
            Change::Delete(at) => {
                let Some(id) = nth(*at) else { return };
                let target = format!("/api/v1/users/{id}");
                let is_me = self.send("GET", "/api/v1/users/me", None).json()["id"] == *id;
                if is_me {
                    return;
                }
                while self.send("GET", &target, None).status == 200 {
                    assert_eq!(self.send("DELETE", &target, None).status, 204);
                }
                self.users.remove(&id);
                self.changed.remove(&id);
                self.deleted.insert(id);
            }
        }
    }

    /// Reads all that a plan wants, several pages at once, answered in any order; gives the ids in the order of their arrival.
    fn read(
        &mut self,
        mut plan: Plan,
        since: Option<Second>,
        slots: usize,
        steps: &[(Option<Change>, usize)],
    ) -> Vec<String> {
        let restriction = Restriction { expression: None, since };
        let (mut in_flight, mut ids, mut steps) = (Vec::<RangePage>::new(), Vec::new(), steps.iter().cycle());
        let mut results: BTreeMap<String, usize> = BTreeMap::new();
        let (limits, mut processes) = (plan.limits, 1);
        for round in 0.. {
            assert!(round < 20_000, "it does not end");
            while in_flight.len() < slots
                && let Some(page) = plan.next()
            {
                in_flight.push(page);
            }
            if in_flight.is_empty() {
                break;
            }
            let (change, which) = steps.next().unwrap();
            change.iter().for_each(|change| self.change(change));
            let page = in_flight.remove(which % in_flight.len());
            let target = page.cursor.clone().unwrap_or_else(|| {
                let query = [
                    ("search", search(&restriction, page.from, page.to)),
                    ("sortBy", "created".to_owned()),
                    ("limit", limits.page.to_string()),
                ];
                let query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
                format!("/api/v1/users?{}", query.join("&"))
            });
            let before = results.get(&target).copied().unwrap_or(0);
            let answer = self.send("GET", &target, None);
            // The limit of a real org, smaller.
            if answer.status != 200 || before >= limits.results {
                assert!(before < limits.results, "a cursor beyond the limit was used");
                assert!(plan.begin_anew(page.key), "{target}: {:?}", answer.json());
                continue;
            }
            let documents = Documents::from_body(&answer.body).value.unwrap();
            let next = answer.link("next").map(|next| next.strip_prefix("http://localhost").unwrap().to_owned());
            if let Some(next) = &next {
                results.insert(next.clone(), before + documents.facts.len());
            }
            let taken = plan.accept(page.key, &documents.facts, next.as_deref()).unwrap();
            ids.extend(taken.into_iter().map(|at| documents.facts[at].id.clone().unwrap()));
            // Another process goes on. Each begins its second anew, so those that end after every page could never pass a
            // second of several pages.
            if which % 7 == 0 && processes < PROCESSES {
                processes += 1;
                let state = serde_json::to_string(&plan).unwrap();
                plan = serde_json::from_str(&state).unwrap();
                in_flight.clear();
            }
        }
        ids
    }
}

fn text(document: &Value, name: &str) -> String {
    document[name].as_str().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn changes() -> impl Strategy<Value = Option<Change>> {
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(Change::Create)),
        2 => any::<usize>().prop_map(|at| Some(Change::Update(at))),
        1 => any::<usize>().prop_map(|at| Some(Change::Delete(at))),
        2 => (0u8..9).prop_map(|seconds| Some(Change::Pass(seconds))),
    ]
}

/// Seconds before the start: some at any time, some all at once.
fn ages() -> impl Strategy<Value = Vec<u32>> {
    let bulk = (0u32..1000, 0usize..60).prop_map(|(age, count)| vec![age; count]);
    let any = prop::collection::vec(0u32..100_000, 0..60);
    (bulk.clone(), bulk, any).prop_map(|(one, other, any)| [one, other, any].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn each_user_is_read_once_and_changes_are_told_apart(
        seeded in 1u32..100,
        ages in ages(),
        slots in 1usize..9,
        page in 1usize..20,
        steps in prop::collection::vec((changes(), any::<usize>()), 1..200),
    ) {
        // No second has more users than a search can return.
        let limits = Limits { page, results: (seeded as usize + ages.len()).max(page) / 3 + 130 };
        let mut living = Living::new(seeded, &ages);
        let old: BTreeSet<_> = living.users.keys().cloned().collect();
        let read = living.read(Plan::new(0, START, limits), None, slots, &steps);
        let once: BTreeSet<_> = read.iter().cloned().collect();
        prop_assert_eq!(once.len(), read.len(), "a user was read twice");
        let missed: Vec<_> = old.difference(&once).filter(|id| !living.deleted.contains(*id)).collect();
        prop_assert!(missed.is_empty(), "{:?} were not read", missed);
        prop_assert!(once.is_subset(&old), "who came later is not of this file");

        // Those that changed until the second look began.
        let second = living.now + 1;
        living.now = second;
        let changed = living.changed.clone();
        let seen = living.read(Plan::new(0, second, limits), Some(START - LAG), slots, &steps);
        let seen: BTreeSet<_> = seen.into_iter().collect();
        let missed: Vec<_> = changed.difference(&seen).filter(|id| !living.deleted.contains(*id)).collect();
        prop_assert!(missed.is_empty(), "{:?} changed and were not seen again", missed);
    }
}

/// Reads resources that were created at these seconds, ascending; gives the number of requests.
fn requests(seconds: &[Second], slots: usize, limits: Limits) -> Result<usize, Error> {
    let end = seconds.last().unwrap() + 1000;
    let mut plan = Plan::new(0, end, limits);
    let (mut in_flight, mut count, mut read) = (std::collections::VecDeque::new(), 0, 0);
    loop {
        while in_flight.len() < slots
            && let Some(page) = plan.next()
        {
            in_flight.push_back(page);
        }
        let Some(page) = in_flight.pop_front() else { break };
        count += 1;
        let last = match &page.cursor {
            Some(cursor) => cursor.split_once('-').map(|(at, to)| (at.parse().unwrap(), to.parse().unwrap())).unwrap(),
            None => (seconds.partition_point(|second| *second < page.from), page.to),
        };
        let (from, to): (usize, Second) = last;
        let all = seconds.partition_point(|second| *second < to);
        let until = (from + limits.page).min(all);
        let facts: Vec<_> =
            (from..until).map(|at| Facts { id: Some(at.to_string()), created: Some(seconds[at]) }).collect();
        let next = (until < all).then(|| format!("{until}-{to}"));
        read += plan.accept(page.key, &facts, next.as_deref())?.len();
    }
    assert_eq!(read, seconds.len());
    Ok(count)
}

const LIMITS: Limits = Limits { page: 200, results: 50_000 };

#[test]
fn few_requests_are_wasted_whatever_the_shape() {
    let even: Vec<Second> = (0..1_000_000).map(|at| START + at * 77).collect();
    // Nine of ten came on one day, after years.
    let skewed: Vec<Second> =
        (0..100_000).map(|at| START + at * 600).chain((0..900_000).map(|at| START + 60_000_000 + at / 11)).collect();
    // A burst each month.
    let bursts: Vec<Second> = (0..1_000_000).map(|at| START + at / 20_000 * 2_600_000 + at % 20_000 / 25).collect();
    for (name, seconds) in [("even", even), ("skewed", skewed), ("bursts", bursts)] {
        for slots in [1, 8, 32] {
            let count = requests(&seconds, slots, LIMITS).unwrap();
            println!("{name}, {slots} at once: {count} requests");
            assert!(count <= 5000 * 10 / 9, "{name}, {slots} at once: {count} requests for 5,000 pages");
        }
    }
}

#[test]
fn a_small_org_takes_few_requests() {
    assert_eq!(requests(&[START], 32, LIMITS).unwrap(), 1);
    let hundred: Vec<_> = (0..150).map(|at| START + at * 1000).collect();
    assert_eq!(requests(&hundred, 32, LIMITS).unwrap(), 1);
    let thousand: Vec<_> = (0..1000).map(|at| START + at * 1000).collect();
    let count = requests(&thousand, 32, LIMITS).unwrap();
    assert!(count <= 12, "{count}");
}

#[test]
fn too_many_at_once_is_an_error() {
    let seconds = [vec![START; 50_000], vec![START + 1; 100]].concat();
    assert!(requests(&seconds[..49_800], 4, LIMITS).is_ok());
    let error = requests(&[vec![START; 60_000], vec![START + 1]].concat(), 4, LIMITS).unwrap_err();
    assert!(matches!(error, Error::TooManyAtOnce { second: START, limit: 50_000 }), "{error}");
}

#[test]
fn what_is_not_sorted_is_an_error() {
    let item = |id: &str, created| Facts { id: Some(id.to_owned()), created };
    let mut plan = Plan::new(0, START, LIMITS);
    let key = plan.next().unwrap().key;
    assert!(plan.accept(key, &[item("a", Some(9)), item("b", Some(8))], None).is_err());
    let mut plan = Plan::new(0, START, LIMITS);
    let key = plan.next().unwrap().key;
    assert!(plan.accept(key, &[item("a", None)], None).is_err());
}

#[test]
fn a_cursor_that_is_refused_again_and_again_is_an_error() {
    let page: Vec<Facts> =
        ["a", "b", "c"].map(|id| Facts { id: Some(id.to_owned()), created: Some(5) }).into_iter().collect();
    let mut plan = Plan::new(0, 10, Limits { page: 2, results: 100 });
    let accept = |plan: &mut Plan, count: usize| {
        let key = plan.next().unwrap().key;
        plan.accept(key, &page[..count], Some("next")).unwrap();
        assert!(plan.next().is_some_and(|page| page.cursor.is_some()));
        plan.begin_anew(key)
    };
    assert!(accept(&mut plan, 2));
    assert!(accept(&mut plan, 3), "it led to another one");
    assert!(!accept(&mut plan, 3));
}
