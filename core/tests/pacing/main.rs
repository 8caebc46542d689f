//! Many calls against an org that counts: nobody meets a refusal, nobody waits for nothing, nobody is left behind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod org;
mod world;

use oktant_core::config::Key;
use org::Org;
use proptest::prelude::*;
use world::{Plan, Seen, World};

fn plan(tasks: u64, calls: u64, limit: u64) -> Plan {
    Plan {
        tasks,
        calls,
        org: Org::new(limit, 0),
        latency_ms: 80,
        others: 0,
        then: 0,
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

#[test]
fn a_bucket_that_is_not_known_meets_one_hundred_at_most() {
    let seen = run(plan(1000, 1000, 600));
    assert_eq!((seen.done, seen.refused), (1000, 0), "{seen:?}");
    let seen = run(plan(64, 300, 50));
    assert_eq!((seen.done, seen.refused), (300, 14), "{seen:?}");
}

#[test]
fn others_cost_no_refusal_where_they_get_their_share() {
    let mut plan = plan(64, 1500, 600);
    plan.others = 1;
    plan.settings.push((Key::PacingReserve, "20"));
    let seen = run(plan);
    assert_eq!((seen.done, seen.refused), (1500, 0), "{seen:?}");
}

#[test]
fn a_changed_limit_is_learned_at_once() {
    for then in [200, 900] {
        let mut plan = plan(20, 1500, 600);
        plan.then = then;
        // The window that was open goes on with another limit: what is on its way then cannot know.
        let seen = run(plan);
        assert!(seen.done == 1500 && seen.refused <= 20, "{seen:?}");
    }
}

#[test]
fn a_limit_on_calls_at_once_is_learned_by_one_refusal_for_each_call_too_many() {
    for at_once in [1, 10, 35] {
        let mut plan = plan(64, 2000, 10_000);
        plan.org.at_once = at_once;
        plan.settings.push((Key::MaxRetries, "20"));
        let seen = run(plan.clone());
        // One more is tried now and then.
        let tried = seen.wall_ms / 15_000;
        assert!(seen.done == 2000 && seen.refused <= 64 - at_once + tried, "{seen:?}");
        let least_ms = 2000 / at_once * plan.latency_ms;
        assert!(seen.wall_ms <= least_ms * 2 + 5000, "{seen:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// Alone, whatever clocks, delays and givings-up: no refusal, nobody left, no time lost. The world looks at the order.
    #[test]
    fn alone_nobody_is_refused(
        (tasks, limit) in (1..100_u64).prop_flat_map(|tasks| (Just(tasks), tasks..300)),
        windows in 1..4_u64,
        (latency_ms, skew_ms, cancel_every, seed) in (0..2400_u64, 0..864_000_000_u64, 0..9_u64, any::<u32>()),
    ) {
        let calls = limit * windows;
        let mut plan = plan(tasks, calls, limit);
        (plan.latency_ms, plan.org.skew_ms, plan.cancel_every) = (latency_ms, skew_ms, cancel_every);
        plan.seed = u64::from(seed);
        let seen = run(plan);
        prop_assert_eq!((seen.refused, seen.failed, seen.done + seen.cancelled), (0, 0, calls), "{:?}", &seen);
        let rounds = calls / tasks + windows * 2;
        prop_assert!(seen.wall_ms <= windows * (62_000 + latency_ms) + rounds * latency_ms * 2, "{:?}", &seen);
    }

    /// With others who draw, limits that change and a limit on calls at once, all calls get through in the end.
    #[test]
    fn in_a_crowd_everybody_gets_through(
        (tasks, limit, then, others) in (1..60_u64, 10..200_u64, prop::option::of(10..300_u64), 0..4_u64),
        (latency_ms, at_once, cancel_every, seed) in (0..2000_u64, 1..80_u64, 0..9_u64, any::<u32>()),
        reserve in prop::sample::select(vec!["0", "20", "90"]),
    ) {
        let mut plan = plan(tasks, 3 * tasks, limit + 60 * others);
        (plan.latency_ms, plan.others, plan.cancel_every) = (latency_ms, others, cancel_every);
        plan.then = then.map_or(0, |then| then + 60 * others);
        (plan.org.at_once, plan.seed) = (at_once, u64::from(seed));
        plan.settings = vec![(Key::PacingReserve, reserve), (Key::MaxRetries, "100")];
        let seen = run(plan);
        prop_assert_eq!((seen.failed, seen.done + seen.cancelled), (0, 3 * tasks), "{:?}", &seen);
    }
}
