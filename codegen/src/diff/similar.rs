//! How alike names are.

use crate::model::names;
use std::collections::BTreeSet;

/// The words that two names share, and all words of both.
pub(super) fn shared_words(one: &str, other: &str) -> (usize, usize) {
    let words = |name: &str| names::words(name).into_iter().collect::<BTreeSet<_>>();
    let (one, other) = (words(one), words(other));
    (one.intersection(&other).count(), one.union(&other).count())
}

/// Whether at least half of the words are shared.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    let (shared, all) = shared_words(one, other);
    shared * 2 >= all && shared > 0
}
