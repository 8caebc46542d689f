//! The table of users with its indexes: pages of the users that match a condition.

use super::index::Index;
use super::table::Table;
use crate::search::{Order, Query, SortKey};
use crate::store::Document;
use std::sync::Arc;

/// So few matches are sorted at each page; of more, a page is found in the order of all users.
const FEW: usize = 1000;

/// What users a list has, and in which order.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) condition: Query,
    /// An attribute and its order; by default the order of ids.
    pub(crate) sort: Option<(String, Order)>,
    /// How many users its pages have together.
    pub(crate) most: usize,
}

/// Why there is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoPage {
    /// The user of the cursor is gone.
    UnknownCursor,
    /// The pages before had all that a list has at most.
    TooMany,
}

#[derive(Debug)]
pub(super) struct View {
    pub(super) table: Table,
    index: Option<Index>,
}

impl View {
    pub(super) fn new(table: Table) -> Self {
        Self { table, index: None }
    }

    pub(super) fn put(&mut self, id: &str, document: Option<Arc<Document>>) -> u32 {
        let (row, old) = self.table.put(id, document.clone());
        if let Some(index) = &mut self.index {
            index.change(row, old.as_deref(), document.as_deref());
        }
        row
    }

    /// Changes all documents.
    pub(super) fn edit(&mut self, edit: impl Fn(&mut Document)) {
        self.table.edit(edit);
        self.index = None;
    }

    /// The rows of a page, and whether there are more.
    pub(super) fn page(
        &mut self,
        wanted: &Selection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<u32>, bool), NoPage> {
        let Self { table, index } = self;
        let index = index.get_or_insert_with(|| Index::new(table));
        let matching = index.matching(table, &wanted.condition);
        let rest = |before: usize| match wanted.most.saturating_sub(before) {
            0 => Err(NoPage::TooMany),
            rest => Ok(rest.min(limit)),
        };
        let Some((attribute, order)) = &wanted.sort else {
            let first = after.map_or(0, |after| table.row_after(after));
            let limit = rest(matching.count_below(first))?;
            return Ok(cut(matching.from(first), limit));
        };
        let place = |row| Some((SortKey::one(table.person(row)?.attribute(attribute), *order), row));
        // The cursor is only an id, so the user must still exist to give the position.
        let last = after.map(|after| table.row(after).and_then(place).ok_or(NoPage::UnknownCursor)).transpose()?;
        if matching.count() <= FEW {
            let mut places: Vec<_> = matching.from(0).filter_map(place).collect();
            places.sort_unstable();
            let before = places.partition_point(|place| last.as_ref().is_some_and(|last| place <= last));
            let limit = rest(before)?;
            return Ok(cut(places.into_iter().skip(before).map(|(_, row)| row), limit));
        }
        let mut before = 0;
        if let Some((_, last)) = last.as_ref().filter(|_| matching.count() > wanted.most) {
            let all = index.walk(table, (attribute, *order), None).take_while(|row| row != last);
            before = all.filter(|row| matching.has(*row)).take(wanted.most).count() + usize::from(matching.has(*last));
        }
        let limit = rest(before)?;
        let all = index.walk(table, (attribute, *order), last.as_ref());
        Ok(cut(all.filter(|row| matching.has(*row)), limit))
    }
}

fn cut(rows: impl Iterator<Item = u32>, limit: usize) -> (Vec<u32>, bool) {
    let mut rows: Vec<u32> = rows.take(limit + 1).collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}

/// A clone builds its own indexes.
impl Clone for View {
    fn clone(&self) -> Self {
        Self::new(self.table.clone())
    }
}
