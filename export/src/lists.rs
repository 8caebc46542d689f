//! Lists that one cursor reads: the only one of a dataset, or one for each parent. No I/O and no clock.

use crate::documents::Facts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The key of the list of parents.
const PARENTS: u32 = 0;
/// So many lists may wait for a cursor before more parents are read.
const WAITING: usize = 256;

/// All that is left to read of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Lists {
    /// The list of parents; `None` if it is read, or if there is none.
    parents: Option<Position>,
    lists: BTreeMap<u32, List>,
    last: u32,
    /// Whether there is a next page for ever: the list has caught up where a page is empty.
    polls: bool,
    /// Where the list that ended last can be continued.
    pub(crate) end: Option<String>,
}

/// How far a list is read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Position {
    cursor: Option<String>,
    #[serde(skip)]
    in_flight: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct List {
    parent: Option<String>,
    position: Position,
}

/// A page to request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListPage {
    pub(crate) key: u32,
    pub(crate) of: ListOf,
    pub(crate) cursor: Option<String>,
}

/// What a page lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListOf {
    /// The parents.
    Parents,
    /// The children of a parent.
    Children(String),
    /// The dataset itself.
    All,
}

impl Lists {
    /// The only list of a dataset.
    pub(crate) fn one() -> Lists {
        let list = List { parent: None, position: Position::default() };
        Lists { lists: BTreeMap::from([(1, list)]), last: 1, ..Lists::default() }
    }

    /// A growing list, perhaps from a cursor, to where it has caught up.
    pub(crate) fn poll(cursor: Option<String>) -> Lists {
        let list = List { parent: None, position: Position { cursor, in_flight: false } };
        Lists { lists: BTreeMap::from([(1, list)]), last: 1, polls: true, ..Lists::default() }
    }

    /// A list for each parent.
    pub(crate) fn of_parents() -> Lists {
        Lists { parents: Some(Position::default()), ..Lists::default() }
    }

    /// The next page to request beside those in flight; `None` if there is none.
    pub(crate) fn next(&mut self) -> Option<ListPage> {
        let waiting = self.lists.len();
        if let Some(parents) = self.parents.as_mut().filter(|parents| !parents.in_flight && waiting < WAITING) {
            return Some(parents.page(PARENTS, ListOf::Parents));
        }
        let (key, list) = self.lists.iter_mut().find(|(_, list)| !list.position.in_flight)?;
        let of = list.parent.clone().map_or(ListOf::All, ListOf::Children);
        Some(list.position.page(*key, of))
    }

    /// Takes a page; returns the parent of its items, if these belong to the export.
    pub(crate) fn accept(&mut self, key: u32, items: &[Facts], next: Option<String>) -> Option<Option<String>> {
        if key == PARENTS {
            for id in items.iter().filter_map(|item| item.id.clone()) {
                self.last += 1;
                self.lists.insert(self.last, List { parent: Some(id), position: Position::default() });
            }
            self.parents = next.map(|cursor| Position { cursor: Some(cursor), in_flight: false });
            return None;
        }
        let list = self.lists.get_mut(&key)?;
        let parent = list.parent.clone();
        match next {
            Some(cursor) if !(self.polls && items.is_empty()) => {
                list.position = Position { cursor: Some(cursor), in_flight: false };
            }
            end => {
                self.end = end;
                self.lists.remove(&key);
            }
        }
        Some(parent)
    }

    /// Whether a key is that of the list of parents.
    pub(crate) fn is_of_parents(key: u32) -> bool {
        key == PARENTS
    }

    /// The parent of a list is gone; `false` if it has none.
    pub(crate) fn forget(&mut self, key: u32) -> bool {
        let has_parent = self.lists.get(&key).is_some_and(|list| list.parent.is_some());
        if has_parent {
            self.lists.remove(&key);
        }
        has_parent
    }
}

impl Position {
    fn page(&mut self, key: u32, of: ListOf) -> ListPage {
        self.in_flight = true;
        ListPage { key, of, cursor: self.cursor.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<Facts> {
        ids.iter().map(|id| Facts { id: Some((*id).to_owned()), created: None }).collect()
    }

    #[test]
    fn each_parent_has_a_list() {
        let mut lists = Lists::of_parents();
        let parents = lists.next().unwrap();
        assert_eq!((&parents.of, lists.next()), (&ListOf::Parents, None));
        assert_eq!(lists.accept(parents.key, &ids(&["a", "b"]), Some("more".into())), None);
        let pages: Vec<_> = std::iter::from_fn(|| lists.next()).collect();
        let of: Vec<_> = pages.iter().map(|page| page.of.clone()).collect();
        assert_eq!(of, [ListOf::Parents, ListOf::Children("a".into()), ListOf::Children("b".into())]);
        assert_eq!(pages[0].cursor.as_deref(), Some("more"));
        assert_eq!(lists.accept(pages[0].key, &[], None), None);
        assert_eq!(lists.accept(pages[1].key, &ids(&["1"]), Some("2nd".into())), Some(Some("a".into())));
        assert!(lists.forget(pages[2].key), "b was deleted");

        // Another process goes on where this one was.
        let mut lists: Lists = serde_json::from_str(&serde_json::to_string(&lists).unwrap()).unwrap();
        let page = lists.next().unwrap();
        assert_eq!((page.of, page.cursor.as_deref()), (ListOf::Children("a".into()), Some("2nd")));
        assert_eq!(lists.accept(page.key, &ids(&["2"]), None), Some(Some("a".into())));
        assert_eq!(lists.next(), None);
    }

    #[test]
    fn a_poll_ends_where_it_has_caught_up() {
        let mut log = Lists::poll(Some("last".into()));
        let page = log.next().unwrap();
        assert_eq!(page.cursor.as_deref(), Some("last"));
        log.accept(page.key, &ids(&["1"]), Some("next".into()));
        let page = log.next().unwrap();
        log.accept(page.key, &[], Some("end".into()));
        assert_eq!((log.next(), log.end.as_deref()), (None, Some("end")));

        let mut apps = Lists::one();
        let page = apps.next().unwrap();
        apps.accept(page.key, &[], Some("next".into()));
        assert!(apps.next().is_some(), "a page may be empty without being the last");
        assert!(!apps.forget(page.key));
    }
}
