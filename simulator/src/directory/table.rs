//! Users by row: a row for each seeded user, then one for each that was added, in the order of ids. Rows of deleted
//! users stay empty.

use super::person::Person;
use crate::seed::Seed;
use crate::store::Document;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All users. Clones share their documents.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    seed: Seed,
    /// Ids of users that were added, ascending.
    added: Vec<String>,
    /// Users that are not as they were seeded; `None`: deleted.
    stored: BTreeMap<u32, Option<Arc<Document>>>,
}

impl Table {
    pub(super) fn new(seed: Seed) -> Self {
        Self { seed, added: Vec::new(), stored: BTreeMap::new() }
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
        (row, self.stored.insert(row, document).flatten())
    }

    /// Changes all documents.
    pub(super) fn edit(&mut self, edit: impl Fn(&mut Document)) {
        self.stored.values_mut().flatten().for_each(|document| edit(Arc::make_mut(document)));
    }
}
