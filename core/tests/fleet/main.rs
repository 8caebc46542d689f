//! A fleet in simulated time, with the scripts that a store runs: nobody is refused, nobody is starved, nothing is left unused.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod garbage;
mod leases;
#[path = "../pacing/org.rs"]
mod org;
mod store;
mod token;
mod world;

use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::{Arguments, Call, Operation, Options, Session};
use std::sync::Arc;
use world::{MemberPlan, Outcome, Plan, World};

const MINUTE: u64 = 60_000;

/// The first call of a member.
fn call() -> Call {
    let mut raw = RawConfig::new();
    raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
    raw.put(Key::Token, "00token0123456789", Origin::Code);
    raw.put(Key::Fleet, "redis://127.0.0.1", Origin::Code);
    let session = Session::new(raw.resolve().unwrap());
    session.join_fleet(1);
    let operation = Arc::new(Operation::find("getUser").unwrap());
    session.call(&operation, &Arguments::new().path("id", "00u1"), &Options::default()).unwrap()
}

fn plan(members: usize, tasks: u64, limit: u64) -> Plan {
    let member = MemberPlan { tasks, calls: u64::MAX, lives_ms: 0..u64::MAX / 4, skew_ms: 0, idle_ms: 0 };
    Plan {
        members: vec![member; members],
        limit,
        max_concurrent: u64::MAX,
        latency_ms: 80,
        store_ms: 3,
        fleet: true,
        until_ms: 6 * MINUTE,
        away_ms: 0..0,
        wiped_ms: None,
        jump_ms: 0,
        settings: Vec::new(),
        seed: 7,
    }
}

fn run(plan: Plan) -> Outcome {
    let outcome = World::new(plan).run();
    println!("{outcome:?}");
    outcome
}

/// How much of the limit was used, in percent, in the windows that ended.
fn used(outcome: &Outcome, limit: u64) -> Vec<u64> {
    let windows = outcome.taken[0].len() - 1;
    (0..windows).map(|window| outcome.taken.iter().map(|taken| taken[window]).sum::<u64>() * 100 / limit).collect()
}

/// What the members took.
fn taken(outcome: &Outcome) -> Vec<u64> {
    outcome.taken.iter().map(|windows| windows.iter().sum()).collect()
}

#[test]
fn fifty_members_share_a_limit() {
    let outcome = run(plan(50, 4, 600));
    assert!(outcome.rejected.is_empty(), "{outcome:?}");
    assert!(used(&outcome, 600).iter().all(|percent| *percent >= 98), "{outcome:?}");
    let (taken, fair) = (taken(&outcome), 600 * 6 / 50);
    assert!(taken.iter().all(|taken| taken.abs_diff(fair) * 10 <= fair), "{taken:?}");
    assert_eq!((outcome.joined, outcome.lost), (50, 0));
}

#[test]
fn without_a_fleet_the_same_members_are_refused() {
    let outcome = run(Plan { fleet: false, ..plan(50, 4, 600) });
    assert!(outcome.rejected.len() > 50, "{outcome:?}");
}

/// Members whose wall clocks are off by seconds, of which some come later and some are killed.
fn unruly(members: usize, tasks: u64, limit: u64) -> Plan {
    let mut plan = plan(members, tasks, limit);
    for (at, member) in plan.members.iter_mut().enumerate() {
        let at = at as u64;
        member.skew_ms = (at as i64 % 11 - 5) * 1000;
        match at % 5 {
            3 => member.lives_ms.start = at * 1700,
            4 => member.lives_ms.end = 20_000 + at * 3300,
            _ => {}
        }
    }
    plan
}

#[test]
fn members_come_and_are_killed_and_their_clocks_are_off() {
    let outcome = run(unruly(50, 4, 600));
    assert!(outcome.rejected.is_empty(), "{outcome:?}");
    assert!(used(&outcome, 600).iter().all(|percent| *percent >= 98), "{outcome:?}");
}

#[test]
fn one_that_wants_much_gets_what_the_others_leave() {
    let mut plan = plan(10, 1, 600);
    plan.latency_ms = 4000;
    plan.members[0].tasks = 100;
    let outcome = run(plan);
    assert!(outcome.rejected.is_empty(), "{outcome:?}");
    assert!(used(&outcome, 600).iter().all(|percent| *percent >= 98), "{outcome:?}");
    // The others can send ten a minute.
    assert!(taken(&outcome)[1..].iter().all(|taken| *taken >= 45), "{outcome:?}");
}

#[test]
fn members_that_call_now_and_then_leave_nothing_unused() {
    let mut plan = plan(25, 1, 60);
    plan.members[0].tasks = 30;
    plan.members[1..].iter_mut().for_each(|member| member.idle_ms = 120_000);
    let outcome = run(plan);
    assert!(outcome.rejected.is_empty(), "{outcome:?}");
    assert!(used(&outcome, 60).iter().all(|percent| *percent >= 95), "{outcome:?}");
    assert!(outcome.asked < 5000, "{outcome:?}");
}

#[test]
fn a_reserve_is_left_to_other_clients() {
    let settings = vec![(Key::PacingReserve, "30")];
    let outcome = run(Plan { settings, ..plan(10, 10, 600) });
    assert!(outcome.rejected.is_empty() && used(&outcome, 600).iter().all(|percent| *percent == 70), "{outcome:?}");
}

#[test]
fn a_member_alone_loses_nothing() {
    let fleet = run(plan(1, 64, 600));
    let alone = run(Plan { fleet: false, ..plan(1, 64, 600) });
    assert_eq!((fleet.rejected.len(), used(&fleet, 600)), (0, used(&alone, 600)));
    // A request to the store is for many calls, one at a time as well.
    let slow = run(Plan { limit: 1_000_000, until_ms: MINUTE, latency_ms: 4, ..plan(1, 1, 600) });
    assert!(slow.asked * 10 <= taken(&slow)[0], "{slow:?}");
    assert!(fleet.asked * 10 <= taken(&fleet)[0], "{fleet:?}");
}

#[test]
fn a_store_that_is_away_costs_no_window_and_is_used_again() {
    let outcome = run(Plan { away_ms: 70_000..140_000, ..plan(16, 8, 600) });
    assert_eq!((outcome.joined, outcome.lost), (32, 16));
    // A storm lasts for one window at most, and the fleet joins again.
    assert!(outcome.rejected.iter().all(|at_ms| (70_000..200_000).contains(at_ms)), "{:?}", outcome.rejected);
    assert!(used(&outcome, 600).iter().all(|percent| *percent >= 98), "{outcome:?}");
}

#[test]
fn a_store_that_forgets_everything_or_whose_clock_jumps_is_told_again() {
    for jump_ms in [0, 3_600_000, -3_600_000] {
        let outcome = run(Plan { wiped_ms: Some(62_200), jump_ms, ..plan(16, 8, 600) });
        assert!(outcome.rejected.len() < 30, "{outcome:?}");
        assert!(used(&outcome, 600).iter().all(|percent| *percent >= 98), "{jump_ms}: {outcome:?}");
    }
}

#[test]
fn a_limit_on_concurrent_requests_is_learned_by_all_and_shared() {
    let settings = vec![(Key::MaxRetries, "20")];
    let plan = Plan { max_concurrent: 35, settings, ..plan(16, 8, 1_000_000) };
    let outcome = run(Plan { until_ms: 2 * MINUTE, ..plan.clone() });
    let alone = run(Plan { until_ms: 2 * MINUTE, fleet: false, ..plan.clone() });
    let (taken, before): (u64, u64) = (taken(&outcome).iter().sum(), taken(&alone).iter().sum());
    let later = |outcome: &Outcome| outcome.rejected.iter().filter(|at_ms| **at_ms > 2000).count();
    assert!(later(&outcome) * 2 < later(&alone), "{} and {}", later(&outcome), later(&alone));
    assert!(taken * 10 > before * 9, "{taken}, without a fleet {before}");
}

#[test]
fn many_members_that_wait_for_each_other_ask_seldom() {
    let settings = vec![(Key::MaxRetries, "20")];
    let outcome = run(Plan { max_concurrent: 10, settings, until_ms: 10_000, ..plan(100, 1, 1_000_000) });
    assert!(outcome.asked < 2500, "{outcome:?}");
}

/// Members that end leave nothing behind that others wait for, however fast requests, the store and their ends are.
#[test]
fn a_job_that_needs_all_of_a_limit_takes_as_long_as_in_one_process() {
    for (latency_ms, store_ms, seed) in [(0, 0, 1), (1, 1, 3), (4, 1, 6), (80, 3, 10)] {
        let job = |mut plan: Plan, calls: u64| {
            (plan.latency_ms, plan.store_ms, plan.seed) = (latency_ms, store_ms, seed);
            let members = plan.members.len() as u64;
            for (at, member) in plan.members.iter_mut().enumerate() {
                member.calls = calls / members + u64::from((at as u64) < calls % members);
            }
            run(plan)
        };
        let one = job(Plan { fleet: false, ..plan(1, 64, 600) }, 3000);
        let fleet = job(plan(16, 4, 600), 3000);
        assert_eq!((taken(&fleet).iter().sum::<u64>(), fleet.rejected.len()), (3000, 0), "{fleet:?}");
        assert!(fleet.last_ms * 100 <= one.last_ms * 103, "{} and {}", fleet.last_ms, one.last_ms);
    }
}
