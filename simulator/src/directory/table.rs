//! Users by row: a row for each seeded user, then one for each that was added, in the order of ids. Rows of deleted
//! users stay empty.

use super::person::Person;
use crate::seed::Seed;
use crate::store::{Document, REMEMBERED};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// All users. Clones share their documents.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    seed: Seed,
    /// Ids of users that were added, ascending.
    added: Vec<String>,
    /// Users that are not as they were seeded; `None`: deleted.
    stored: BTreeMap<u32, Option<Arc<Document>>>,
    /// Outlines of the stored users that were deleted last, with their rows, oldest first.
    deleted: VecDeque<(u32, Document)>,
}

impl Table {
    pub(super) fn new(seed: Seed) -> Self {
        Self { seed, added: Vec::new(), stored: BTreeMap::new(), deleted: VecDeque::new() }
    }

    pub(super) fn seed(&self) -> &Seed {
        &self.seed
    }

    pub(super) fn row(&self, id: &str) -> Option<u32> {
        let added = || self.added.binary_search_by(|own| own.as_str().cmp(id)).ok();
        self.seed.index(id).or_else(|| Some(self.seed.count() + added()? as u32))
    }

    /// The first row after an id, which need not exist.
    pub(super) fn row_after(&self, id: &str) -> u32 {
        match self.seed.index_after(id) {
            row if row < self.seed.count() => row,
            row => row + self.added.partition_point(|own| own.as_str() <= id) as u32,
        }
    }

    /// The number of users.
    pub(super) fn len(&self) -> usize {
        self.end() as usize - self.stored.values().filter(|document| document.is_none()).count()
    }

    /// The number of rows.
    pub(super) fn end(&self) -> u32 {
        self.seed.count() + self.added.len() as u32
    }

    pub(super) fn person(&self, row: u32) -> Option<Person<'_>> {
        match self.stored.get(&row) {
            Some(stored) => stored.as_deref().map(Person::Stored),
            None => (row < self.seed.count()).then(|| Person::Seeded(self.seed.user(row))),
        }
    }

    /// The user of a row or, of one that was deleted lately, what lists can be sorted by.
    pub(super) fn once(&self, row: u32) -> Option<Person<'_>> {
        let deleted = || self.deleted.iter().rev().find(|(own, _)| *own == row);
        let outline = || deleted().map(|(_, document)| Person::Stored(document));
        let seeded = || (row < self.seed.count()).then(|| Person::Seeded(self.seed.user(row)));
        self.person(row).or_else(outline).or_else(seeded)
    }

    /// Rows that are not as they were seeded.
    pub(super) fn stored(&self) -> impl Iterator<Item = (u32, Option<&Document>)> {
        self.stored.iter().map(|(row, document)| (*row, document.as_deref()))
    }

    /// Stores or deletes a user, and returns the row and its former document.
    pub(super) fn put(&mut self, id: &str, document: Option<Arc<Document>>) -> (u32, Option<Arc<Document>>) {
        let row = self.row(id).unwrap_or_else(|| {
            // Ids grow, so a new one is the last.
            self.added.push(id.into());
            self.end() - 1
        });
        let deletes = document.is_none();
        let old = self.stored.insert(row, document).flatten();
        if let Some(old) = old.as_ref().filter(|_| deletes) {
            if self.deleted.len() == REMEMBERED {
                self.deleted.pop_front();
            }
            self.deleted.push_back((row, old.outline()));
        }
        (row, old)
    }

    /// Changes all documents.
    pub(super) fn edit(&mut self, edit: impl Fn(&mut Document)) {
        self.stored.values_mut().flatten().for_each(|document| edit(Arc::make_mut(document)));
    }
}
