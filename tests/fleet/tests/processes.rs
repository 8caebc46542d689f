//! Processes that share an org's rate limit over a store, while members and the store come and go. All clocks go faster: those of the
//! members, the org and the store.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_e2e::{Simulated, TOKEN};
use oktant_fleet::member::Job;
use oktant_fleet::{Member, Server, Tally};
use oktant_simulator::{Conditions, Limits, Setup};
use std::path::Path;

const SCALE: u32 = 6;
/// Requests a minute.
const LIMIT: u32 = 100;

fn org() -> Simulated {
    let conditions = Conditions { time_scale: SCALE, ..Conditions::default() };
    Simulated::under(Setup { users: 1, seed: 42, limits: Limits::Flat(LIMIT), ..Setup::default() }, conditions)
}

/// Processes that have begun with so many calls each. A busy machine must not part them from the store: they wait long for it,
/// unless `timeout` says otherwise.
fn begin(count: usize, org: &Simulated, store: &str, calls: u64, timeout: &str) -> Vec<Member> {
    let settings = [
        ("OKTA_CLIENT_ORGURL", org.url()),
        ("OKTA_CLIENT_TOKEN", TOKEN),
        ("OKTA_CLIENT_FLEET", store),
        ("OKTA_CLIENT_FLEETTIMEOUT", timeout),
        ("OKTA_CLIENT_MAXRETRIES", "10"),
    ];
    let job = Job { calls, at_once: 4, scale: SCALE };
    let program = Path::new(env!("CARGO_BIN_EXE_member"));
    let mut members: Vec<_> = (0..count).map(|_| Member::start(program, &[], job, &settings)).collect();
    members.iter_mut().for_each(Member::go);
    members
}

fn end(members: Vec<Member>) -> Tally {
    members.into_iter().map(Member::tally).inspect(|tally| println!("{tally}")).sum()
}

#[test]
fn nobody_is_refused() {
    let (org, store) = (org(), Server::start());
    let tally = end(begin(16, &org, &store.url(), 16, "10"));
    assert_eq!(tally, Tally { requests: 256, joined: 16, ..Tally::default() });
}
