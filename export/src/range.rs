//! A stretch of time, whose resources one cursor after the other reads in the order of their creation.

use crate::documents::Facts;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whole seconds since 1970: the precision of the dates that the API shows.
pub(crate) type Second = i64;

/// What was created from one second to before another, less what was read of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Range {
    /// Whatever was created before was read.
    pub(crate) from: Second,
    pub(crate) to: Second,
    /// What was created in the second `from` and was read.
    seen: BTreeSet<String>,
    /// Resources a second, as the last page had them.
    density: f64,
    /// Not kept: another process begins a new cursor at `from`.
    #[serde(skip)]
    cursor: Option<Cursor>,
    #[serde(skip)]
    pub(crate) in_flight: bool,
    /// Whether it was found to hold something.
    #[serde(skip)]
    pub(crate) proven: bool,
    /// How far it was when the org refused a cursor.
    #[serde(skip)]
    refused: Option<(Second, usize)>,
}

/// The state of the list that is being read.
#[derive(Debug, Clone)]
struct Cursor {
    /// Of the next page.
    next: String,
    /// The results of its pages so far.
    results: usize,
    /// Where it began.
    began: Second,
}

/// What an org allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// Results of a page.
    pub(crate) page: usize,
    /// Results of a search; the page after them is an error.
    pub(crate) results: usize,
}

/// What came of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// Which items of the page are new.
    pub(crate) new: Vec<usize>,
    /// Whether the range is read to its end.
    pub(crate) ended: bool,
}

impl Range {
    pub(crate) fn new(from: Second, to: Second) -> Range {
        let (seen, density) = (BTreeSet::new(), 0.0);
        Range { from, to, seen, density, cursor: None, in_flight: false, proven: false, refused: None }
    }

    /// The cursor of the next page; `None` if a new list is to be begun.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_ref().map(|cursor| cursor.next.as_str())
    }

    /// Takes a page of the list that began at `self.from`, or of its cursor.
    pub(crate) fn accept(&mut self, items: &[Facts], next: Option<&str>, limits: Limits) -> Result<Accepted, Error> {
        let Cursor { results, began, .. } =
            self.cursor.take().unwrap_or(Cursor { next: String::new(), results: 0, began: self.from });
        self.proven = true;
        let (mut new, mut first) = (Vec::with_capacity(items.len()), None);
        let mut beyond = false;
        for (at, item) in items.iter().enumerate() {
            let (Some(id), Some(created)) = (&item.id, item.created) else { return Err(Error::undated()) };
            beyond = created >= self.to;
            if beyond {
                break;
            }
            if created < self.from {
                return Err(Error::unsorted());
            }
            if created > self.from {
                self.from = created;
                self.seen.clear();
            }
            if self.seen.insert(id.clone()) {
                new.push(at);
                first.get_or_insert(created);
            }
        }
        if let Some(first) = first.filter(|_| new.len() > 1) {
            self.density = new.len() as f64 / (self.from - first).max(1) as f64;
        }
        if let (Some(next), false) = (next, beyond) {
            let results = results + items.len();
            if results + limits.page <= limits.results {
                self.cursor = Some(Cursor { next: next.to_owned(), results, began });
            } else if self.from == began {
                return Err(Error::TooManyAtOnce { second: self.from, limit: limits.results });
            }
            return Ok(Accepted { new, ended: false });
        }
        Ok(Accepted { new, ended: true })
    }

    /// Begins a new list instead of a cursor that the org refused; `false` if there was none, or if the list that was begun
    /// instead of the last one led no further.
    pub(crate) fn begin_anew(&mut self) -> bool {
        self.in_flight = false;
        let far = (self.from, self.seen.len());
        self.cursor.take().is_some() && self.refused.replace(far) != Some(far)
    }

    /// How many resources may be left.
    pub(crate) fn rest(&self) -> f64 {
        (self.to - self.from) as f64 * self.density
    }

    /// Cuts off the later half of what is left; `None` if it is too short.
    pub(crate) fn cut(&mut self) -> Option<Range> {
        let middle = self.from + (self.to - self.from) / 2;
        if middle <= self.from {
            return None;
        }
        let half = Range { density: self.density, ..Range::new(middle, self.to) };
        self.to = middle;
        Some(half)
    }
}
