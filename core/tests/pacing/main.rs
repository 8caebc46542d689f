//! Many calls against an org that counts: nobody meets a refusal, nobody waits for nothing, nobody is left behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod org;
mod world;

use oktant_core::config::Key;
use org::Org;
use world::{Plan, Seen, World};

fn plan(tasks: u64, calls: u64, limit: u64) -> Plan {
    Plan {
        tasks,
        calls,
        org: Org::new(limit, 0),
        latency_ms: 80,
        others: 0,
        cancel_every: 0,
        settings: Vec::new(),
        seed: 7,
    }
}

fn run(plan: Plan) -> Seen {
    World::new(plan).run()
}

#[test]
fn three_thousand_calls_meet_no_refusal_and_lose_less_than_two_seconds_a_window() {
    let seen = run(plan(64, 3000, 600));
    // Four windows must pass; the fifth takes as long as 600 calls take.
    let unpaced = run(plan(64, 600, 10_000)).wall_ms;
    println!("{} ms, of which {unpaced} for the last 600 calls; held {}", seen.wall_ms, seen.held);
    assert_eq!((seen.done, seen.requests, seen.refused), (3000, 3000, 0));
    assert!(seen.wall_ms <= 240_000 + unpaced + 5 * 2000, "{seen:?}");
}

#[test]
fn without_pacing_the_same_meets_refusals() {
    let mut plan = plan(64, 3000, 600);
    plan.settings.push((Key::Pacing, "false"));
    let seen = run(plan);
    println!("{} refusals, {} failed", seen.refused, seen.failed);
    assert!(seen.refused > 64 && seen.held == 0, "{seen:?}");
}

#[test]
fn what_fits_is_never_held() {
    let seen = run(plan(64, 100, 600));
    assert_eq!((seen.done, seen.held), (100, 0));
    let seen = run(plan(100, 600, 600));
    assert_eq!((seen.done, seen.refused), (600, 0));
}
