//! Which ranges are read, and where one is cut so that another cursor can help. No I/O and no clock.

use crate::documents::Facts;
use crate::error::Error;
use crate::range::{Accepted, Limits, Range, Second};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A range with less than so many pages left is not cut.
const WORTH_CUTTING: f64 = 3.0;
/// Requests that may return little, beside one in ten.
const SPARE: usize = 16;

/// All that is left to read of a list of resources that are sorted by their creation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Plan {
    ranges: BTreeMap<u32, Range>,
    limits: Limits,
    last: u32,
    /// Pages that were full, more or less.
    #[serde(skip)]
    full: usize,
    /// Pages of which less than half was new.
    #[serde(skip)]
    short: usize,
}

/// A page to request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RangePage {
    pub(crate) key: u32,
    pub(crate) from: Second,
    pub(crate) to: Second,
    pub(crate) cursor: Option<String>,
}

impl Plan {
    pub(crate) fn new(from: Second, to: Second, limits: Limits) -> Plan {
        let ranges = (from < to).then(|| (0, Range::new(from, to))).into_iter().collect();
        Plan { ranges, limits, last: 0, full: 0, short: 0 }
    }

    /// The next page to request beside those in flight; `None` if another request would not help.
    pub(crate) fn next(&mut self) -> Option<RangePage> {
        let idle = self.ranges.iter().find(|(_, range)| !range.in_flight).map(|(key, _)| *key);
        let key = idle.or_else(|| self.cut())?;
        let range = self.ranges.get_mut(&key)?;
        range.in_flight = true;
        Some(RangePage { key, from: range.from, to: range.to, cursor: range.cursor().map(str::to_owned) })
    }

    /// Takes a page; returns which of its items are new.
    pub(crate) fn accept(&mut self, key: u32, items: &[Facts], next: Option<&str>) -> Result<Vec<usize>, Error> {
        let Some(range) = self.ranges.get_mut(&key) else { return Ok(Vec::new()) };
        range.in_flight = false;
        let Accepted { new, ended } = range.accept(items, next, self.limits)?;
        if ended {
            self.ranges.remove(&key);
        }
        let count = if new.len() * 2 < self.limits.page { &mut self.short } else { &mut self.full };
        *count += 1;
        Ok(new)
    }

    /// The org refused a cursor; `false` if that leads no further.
    pub(crate) fn begin_anew(&mut self, key: u32) -> bool {
        self.ranges.get_mut(&key).is_some_and(Range::begin_anew)
    }

    /// How many resources may be left.
    pub(crate) fn rest(&self) -> f64 {
        self.ranges.values().map(Range::rest).sum()
    }

    /// Cuts the range of which most is left, if that is worth a request.
    fn cut(&mut self) -> Option<u32> {
        let unproven = self.ranges.values().filter(|range| !range.proven).count();
        if self.short + unproven > SPARE + self.full / 10 {
            return None;
        }
        let longest = self.ranges.values_mut().max_by(|a, b| a.rest().total_cmp(&b.rest()))?;
        if longest.rest() < WORTH_CUTTING * self.limits.page as f64 {
            return None;
        }
        let half = longest.cut()?;
        self.last += 1;
        self.ranges.insert(self.last, half);
        Some(self.last)
    }
}

#[cfg(test)]
mod tests;
