//! What is left to read, whichever way it is read.

use crate::documents::Facts;
use crate::error::Error;
use crate::lists::{ListPage, Lists};
use crate::plan::{Plan, RangePage};
use serde::{Deserialize, Serialize};

/// What is left to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Work {
    Ranges(Plan),
    Lists(Lists),
}

/// A page to request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageOf {
    Range(RangePage),
    List(ListPage),
}

/// Which items of a page belong to the export.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) items: Vec<usize>,
    pub(crate) parent: Option<String>,
}

impl PageOf {
    /// The part of the work that it belongs to.
    pub(crate) fn key(&self) -> u32 {
        match self {
            PageOf::Range(page) => page.key,
            PageOf::List(page) => page.key,
        }
    }
}

impl Work {
    /// The next page to request beside those in flight; `None` if another request would not help.
    pub(crate) fn next(&mut self) -> Option<PageOf> {
        match self {
            Work::Ranges(plan) => plan.next().map(PageOf::Range),
            Work::Lists(lists) => lists.next().map(PageOf::List),
        }
    }

    /// Takes a page.
    pub(crate) fn accept(&mut self, key: u32, items: &[Facts], next: Option<String>) -> Result<Taken, Error> {
        match self {
            Work::Ranges(plan) => plan.accept(key, items, next.as_deref()).map(|items| Taken { items, parent: None }),
            // Without an id nothing of it would be read.
            Work::Lists(lists) if Lists::is_of_parents(key) && items.iter().any(|item| item.id.is_none()) => {
                Err(Error::undated())
            }
            Work::Lists(lists) => Ok(match lists.accept(key, items, next) {
                Some(parent) => Taken { items: (0..items.len()).collect(), parent },
                None => Taken::default(),
            }),
        }
    }

    /// A page failed with this HTTP status; whether the work goes on all the same.
    pub(crate) fn fail(&mut self, key: u32, status: Option<u16>) -> bool {
        match (self, status) {
            // The resource that the cursor names was deleted, or the results of a search are at their limit.
            (Work::Ranges(plan), Some(400 | 404)) => plan.begin_anew(key),
            (Work::Lists(lists), Some(404)) => lists.forget(key),
            _ => false,
        }
    }

    /// How many rows may be left; `None` if that is unknown.
    pub(crate) fn rest(&self) -> Option<u64> {
        match self {
            Work::Ranges(plan) => Some(plan.rest() as u64),
            Work::Lists(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_without_id_is_an_error() {
        let mut work = Work::Lists(Lists::of_parents());
        let key = work.next().unwrap().key();
        work.accept(key, &[Facts::default()], None).unwrap_err();
    }
}
