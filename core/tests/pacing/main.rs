//! Pacing in simulated time: no call hits a rate limit, none waits longer than needed, and none is starved.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod org;
mod world;

use oktant_core::config::Key;
use org::Org;
use proptest::prelude::*;
use world::{Outcome, Plan, World};

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

fn run(plan: Plan) -> Outcome {
    World::new(plan).run()
}

#[test]
fn paced_calls_hit_no_rate_limit_and_lose_less_than_two_seconds_per_window() {
    let outcome = run(plan(64, 3000, 600));
    // Four windows must pass; the fifth takes as long as 600 calls.
    let unpaced = run(plan(64, 600, 10_000)).wall_ms;
    println!("{} ms, of which {unpaced} for the last 600 calls; held {}", outcome.wall_ms, outcome.held);
    assert_eq!((outcome.done, outcome.requests, outcome.rejected), (3000, 3000, 0));
    assert!(outcome.wall_ms <= 240_000 + unpaced + 5 * 2000, "{outcome:?}");
}

#[test]
fn without_pacing_the_same_calls_hit_the_rate_limit() {
    let mut plan = plan(64, 3000, 600);
    plan.settings.push((Key::Pacing, "false"));
    let outcome = run(plan);
    println!("{} rejected, {} failed", outcome.rejected, outcome.failed);
    assert!(outcome.rejected > 64 && outcome.held == 0, "{outcome:?}");
}

#[test]
fn calls_within_the_limit_never_wait() {
    let outcome = run(plan(64, 100, 600));
    assert_eq!((outcome.done, outcome.held), (100, 0));
    let outcome = run(plan(100, 600, 600));
    assert_eq!((outcome.done, outcome.rejected), (600, 0));
}

#[test]
fn an_unknown_limit_is_probed_carefully() {
    let outcome = run(plan(1000, 1000, 600));
    assert_eq!((outcome.done, outcome.rejected), (1000, 0), "{outcome:?}");
    let outcome = run(plan(64, 300, 50));
    assert_eq!((outcome.done, outcome.rejected), (300, 14), "{outcome:?}");
}

#[test]
fn a_reserve_leaves_room_for_other_clients() {
    let mut plan = plan(64, 1500, 600);
    plan.others = 1;
    plan.settings.push((Key::PacingReserve, "20"));
    let outcome = run(plan);
    assert_eq!((outcome.done, outcome.rejected), (1500, 0), "{outcome:?}");
}

#[test]
fn a_changed_limit_is_learned_at_once() {
    for then in [200, 900] {
        let mut plan = plan(20, 1500, 600);
        plan.then = then;
        // The limit changes within a window, which requests in flight cannot know.
        let outcome = run(plan);
        assert!(outcome.done == 1500 && outcome.rejected <= 20, "{outcome:?}");
    }
}

/// The first response tells of a rate limit that holds them all, before the refusals of the same moment are read.
#[test]
fn a_burst_that_fits_the_rate_limit_does_not_flood_a_concurrency_limit() {
    let mut plan = plan(2000, 2000, 3000);
    plan.org.max_concurrent = 75;
    let outcome = run(plan);
    assert!(outcome.done == 2000 && outcome.rejected <= 150, "{outcome:?}");
}

#[test]
fn a_concurrency_limit_is_learned_from_one_rejection_per_excess_call() {
    for max_concurrent in [1, 10, 35] {
        let mut plan = plan(64, 2000, 10_000);
        plan.org.max_concurrent = max_concurrent;
        plan.settings.push((Key::MaxRetries, "20"));
        let outcome = run(plan.clone());
        // A higher concurrency is tried now and then.
        let tried = outcome.wall_ms / 15_000;
        assert!(outcome.done == 2000 && outcome.rejected <= 64 - max_concurrent + tried, "{outcome:?}");
        let least_ms = 2000 / max_concurrent * plan.latency_ms;
        assert!(outcome.wall_ms <= least_ms * 2 + 5000, "{outcome:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// A single client, with any clocks, delays and cancellations: no rejection, no starvation, no time lost. [`World`] checks the
    /// order of calls.
    #[test]
    fn a_single_client_is_never_rejected(
        (tasks, limit) in (1..100_u64).prop_flat_map(|tasks| (Just(tasks), tasks..300)),
        windows in 1..4_u64,
        (latency_ms, skew_ms, cancel_every, seed) in (0..2400_u64, 0..864_000_000_u64, 0..9_u64, any::<u32>()),
    ) {
        let calls = limit * windows;
        let mut plan = plan(tasks, calls, limit);
        (plan.latency_ms, plan.org.skew_ms, plan.cancel_every) = (latency_ms, skew_ms, cancel_every);
        plan.seed = u64::from(seed);
        let outcome = run(plan);
        prop_assert_eq!((outcome.rejected, outcome.failed, outcome.done + outcome.cancelled), (0, 0, calls), "{:?}", &outcome);
        let rounds = calls / tasks + windows * 2;
        prop_assert!(outcome.wall_ms <= windows * (62_000 + latency_ms) + rounds * latency_ms * 2, "{:?}", &outcome);
    }

    /// With other clients, changing limits and a concurrency limit, all calls succeed in the end.
    #[test]
    fn with_other_clients_all_calls_succeed(
        (tasks, limit, then, others) in (1..60_u64, 10..200_u64, prop::option::of(10..300_u64), 0..4_u64),
        (latency_ms, max_concurrent, cancel_every, seed) in (0..2000_u64, 1..80_u64, 0..9_u64, any::<u32>()),
        reserve in prop::sample::select(vec!["0", "20", "90"]),
    ) {
        let mut plan = plan(tasks, 3 * tasks, limit + 60 * others);
        (plan.latency_ms, plan.others, plan.cancel_every) = (latency_ms, others, cancel_every);
        plan.then = then.map_or(0, |then| then + 60 * others);
        (plan.org.max_concurrent, plan.seed) = (max_concurrent, u64::from(seed));
        plan.settings = vec![(Key::PacingReserve, reserve), (Key::MaxRetries, "100")];
        let outcome = run(plan);
        prop_assert_eq!((outcome.failed, outcome.done + outcome.cancelled), (0, 3 * tasks), "{:?}", &outcome);
    }
}
