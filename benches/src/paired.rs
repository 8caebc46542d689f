//! Two ways of doing the same thing, timed in turn, so that a busy machine slows both.

use crate::figures::{Peer, Spread, emit};
use std::hint::black_box;
use std::time::Instant;

/// A comparison, in seconds.
pub(crate) struct Comparison {
    /// Of our way.
    pub(crate) ours: Spread,
    /// Of the other way.
    pub(crate) theirs: Spread,
    /// How many times as fast ours is, of each round.
    pub(crate) ratio: Spread,
}

impl Comparison {
    /// Prints it as a figure of a unit of which a second has so many.
    pub(crate) fn emit(&self, benchmark: &str, measure: &str, unit: (&str, f64), peer: (&str, Option<&str>)) {
        let (unit, factor) = unit;
        let (name, package) = peer;
        let peer = Peer { name, package, theirs: self.theirs.times(factor), ratio: Some(self.ratio) };
        emit(benchmark, measure, unit, self.ours.times(factor), Some(peer));
    }
}

/// Runs both ways `rounds` times in turn.
pub(crate) fn compare<A, B>(rounds: usize, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) -> Comparison {
    let warm_up = rounds.div_ceil(10);
    let mut times = Vec::with_capacity(rounds);
    for round in 0..rounds + warm_up {
        let pair = if round % 2 == 0 {
            let first = time(&mut ours);
            (first, time(&mut theirs))
        } else {
            let first = time(&mut theirs);
            (time(&mut ours), first)
        };
        if round >= warm_up {
            times.push(pair);
        }
    }
    Comparison {
        ours: Spread::of(times.iter().map(|(ours, _)| *ours)),
        theirs: Spread::of(times.iter().map(|(_, theirs)| *theirs)),
        ratio: Spread::of(times.iter().map(|(ours, theirs)| theirs / ours)),
    }
}

/// The seconds of one run, the drop of what it makes included.
fn time<T>(run: &mut impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    drop(black_box(run()));
    start.elapsed().as_secs_f64()
}
