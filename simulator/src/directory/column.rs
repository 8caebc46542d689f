//! The users by an attribute.

use super::bits::Bits;
use super::person::Person;
use super::table::Table;
use crate::search::{Key, KeyRange, Order, SortKey};
use crate::seed::Seed;
use crate::store::Document;
use std::collections::BTreeSet;
use std::iter::once;
use std::ops::Bound::{self, Excluded, Included, Unbounded};
use std::sync::Arc;

/// A position in an order: the key, then the row.
pub(super) type Place = (SortKey, u32);

/// An index of one attribute: all seeded users as they were seeded, and those that are stored.
#[derive(Debug)]
pub(super) struct Column {
    attribute: String,
    order: Order,
    seeded: Arc<[u32]>,
    stored: BTreeSet<Place>,
}

impl Column {
    pub(super) fn new(table: &Table, attribute: &str, order: Order) -> Self {
        let seeded = table.seed().order(attribute, order);
        let mut column = Self { attribute: attribute.into(), order, seeded, stored: BTreeSet::new() };
        table.stored().for_each(|(row, document)| column.change(row, None, document));
        column
    }

    pub(super) fn is(&self, attribute: &str, order: Order) -> bool {
        self.attribute == attribute && self.order == order
    }

    /// Follows a change of a stored user.
    pub(super) fn change(&mut self, row: u32, old: Option<&Document>, new: Option<&Document>) {
        for key in old.map(|old| self.keys(old)).unwrap_or_default() {
            self.stored.remove(&(key, row));
        }
        for key in new.map(|new| self.keys(new)).unwrap_or_default() {
            self.stored.insert((key, row));
        }
    }

    /// The rows in a range, where `stored` has the rows that are not as they were seeded.
    pub(super) fn rows_in(&self, seed: &Seed, range: &KeyRange, stored: &Bits) -> Bits {
        let (first, last) = range;
        let first = self.seeded_before(seed, first, false);
        let inside = first..self.seeded_before(seed, last, true).max(first);
        let count = self.seeded.len();
        let part = |range| self.seeded.get(range).unwrap_or_default();
        // The smaller part is set or cleared.
        let mut rows = if inside.len() > count / 2 {
            let mut rows = Bits::below(count as u32);
            [part(0..inside.start), part(inside.end..count)].concat().into_iter().for_each(|row| rows.set(row, false));
            rows
        } else {
            let mut rows = Bits::default();
            part(inside).iter().for_each(|row| rows.set(*row, true));
            rows
        };
        rows = rows.and_not(stored);
        let place = |bound: &Bound<Key>, below: u32, above: u32| match bound {
            Included(key) => Included((SortKey::Up(key.clone()), below)),
            Excluded(key) => Excluded((SortKey::Up(key.clone()), above)),
            Unbounded => Unbounded,
        };
        let bounds = (place(&range.0, 0, u32::MAX), place(&range.1, u32::MAX, 0));
        self.stored.range(bounds).for_each(|(_, row)| rows.set(*row, true));
        rows
    }

    /// The rows after a place, in order.
    pub(super) fn walk<'a>(
        &'a self,
        seed: &'a Seed,
        after: Option<&Place>,
        stored: &'a Bits,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let mut from = after.map_or(0, |after| self.seeded_up_to(seed, after));
        let rest = self.stored.range((after.map_or(Unbounded, Excluded), Unbounded));
        // The seeded rows before each stored one, and those after the last.
        let stops = rest.map(|place| (self.seeded_up_to(seed, place), Some(place.1)));
        stops.chain(once((self.seeded.len(), None))).flat_map(move |(end, row)| {
            let seeded = self.seeded.get(from..end).unwrap_or_default();
            from = end;
            seeded.iter().copied().filter(|row| !stored.has(*row)).chain(row)
        })
    }

    fn keys(&self, document: &Document) -> Vec<SortKey> {
        SortKey::all(Person::Stored(document).attribute(&self.attribute), self.order)
    }

    fn seeded_up_to(&self, seed: &Seed, (key, row): &Place) -> usize {
        self.seeded.partition_point(|own| {
            seed.key(*own, &self.attribute, self.order).cmp(key).then_with(|| own.cmp(row)).is_le()
        })
    }

    /// How many seeded rows are before a bound, which is the end of a range or its start.
    fn seeded_before(&self, seed: &Seed, bound: &Bound<Key>, end: bool) -> usize {
        let (key, with) = match bound {
            Included(key) => (key, end),
            Excluded(key) => (key, !end),
            Unbounded => return if end { self.seeded.len() } else { 0 },
        };
        let key = SortKey::Up(key.clone());
        self.seeded.partition_point(|row| {
            let order = seed.key(*row, &self.attribute, self.order).cmp(&key);
            order.is_lt() || with && order.is_eq()
        })
    }
}
