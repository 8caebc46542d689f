//! Two ways of doing the same thing, timed in turn, so that a busy machine slows both.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The medians of a comparison.
pub(crate) struct Medians {
    /// Of our way.
    pub(crate) ours: Duration,
    /// Of the other way.
    pub(crate) theirs: Duration,
    /// How many times as fast ours is: the median of the ratios of each round.
    pub(crate) ratio: f64,
}

/// Runs both ways `rounds` times in turn.
pub(crate) fn compare<A, B>(rounds: usize, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) -> Medians {
    let mut times = Vec::with_capacity(rounds);
    for round in 0..rounds + rounds / 10 {
        let pair = if round % 2 == 0 {
            let first = time(&mut ours);
            (first, time(&mut theirs))
        } else {
            let first = time(&mut theirs);
            (time(&mut ours), first)
        };
        if round >= rounds / 10 {
            times.push(pair);
        }
    }
    Medians {
        ours: median(times.iter().map(|(ours, _)| *ours)),
        theirs: median(times.iter().map(|(_, theirs)| *theirs)),
        ratio: median_by(times.iter().map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64()), f64::total_cmp),
    }
}

/// The time of one run, the drop of what it makes included.
fn time<T>(run: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    drop(black_box(run()));
    start.elapsed()
}

/// The median of durations; zero if there are none.
pub(crate) fn median(values: impl Iterator<Item = Duration>) -> Duration {
    median_by(values, Ord::cmp)
}

fn median_by<T: Copy + Default>(values: impl Iterator<Item = T>, order: impl FnMut(&T, &T) -> std::cmp::Ordering) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable_by(order);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
