//! Indexes of the table of users, built when a search first needs them.

use super::bits::Bits;
use super::column::{Column, Place};
use super::person::{Person, fits};
use super::table::Table;
use crate::search::{Order, Query};
use crate::store::Document;
use std::sync::Arc;

/// Conditions whose matches are remembered: an eighth of a byte a user each.
const REMEMBERED: usize = 32;

#[derive(Debug)]
pub(super) struct Index {
    present: Bits,
    /// Rows that are not as they were seeded.
    stored: Bits,
    columns: Vec<Column>,
    /// Conditions on one attribute and their matches, the last used last.
    matches: Vec<(Query, Arc<Bits>)>,
}

impl Index {
    pub(super) fn new(table: &Table) -> Self {
        let (mut present, mut stored) = (Bits::below(table.seed().count()), Bits::default());
        for (row, document) in table.stored() {
            present.set(row, document.is_some());
            stored.set(row, true);
        }
        Self { present, stored, columns: Vec::new(), matches: Vec::new() }
    }

    /// Follows a change of the table.
    pub(super) fn change(&mut self, row: u32, old: Option<&Document>, new: Option<&Document>) {
        self.present.set(row, new.is_some());
        self.stored.set(row, true);
        self.columns.iter_mut().for_each(|column| column.change(row, old, new));
        for (condition, rows) in &mut self.matches {
            Arc::make_mut(rows).set(row, new.is_some_and(|new| fits(condition, &Person::Stored(new))));
        }
    }

    /// The rows of the users that match.
    pub(super) fn matching(&mut self, table: &Table, condition: &Query) -> Arc<Bits> {
        match condition {
            Query::Or(parts) => self.joined(table, parts, Bits::or),
            Query::And(parts) => self.joined(table, parts, Bits::and),
            Query::Not(part) => {
                let matching = self.matching(table, part);
                Arc::new(self.present.clone().and_not(&matching))
            }
            test => self.remembered(table, test),
        }
    }

    /// The rows of an order after a place.
    pub(super) fn walk<'a>(
        &'a mut self,
        table: &'a Table,
        (attribute, order): (&str, Order),
        after: Option<&Place>,
    ) -> impl Iterator<Item = u32> + use<'a> {
        let Self { columns, stored, .. } = self;
        column(columns, table, attribute, order).walk(table.seed(), after, stored)
    }

    fn joined(&mut self, table: &Table, parts: &[Query], join: fn(Bits, &Bits) -> Bits) -> Arc<Bits> {
        let parts = parts.iter().map(|part| self.matching(table, part));
        parts.reduce(|a, b| Arc::new(join(Arc::unwrap_or_clone(a), &b))).unwrap_or_default()
    }

    fn remembered(&mut self, table: &Table, condition: &Query) -> Arc<Bits> {
        let known = self.matches.iter().position(|(own, _)| own == condition);
        let entry = match known {
            Some(at) => self.matches.remove(at),
            None => (condition.clone(), Arc::new(self.find(table, condition))),
        };
        let rows = Arc::clone(&entry.1);
        self.matches.push(entry);
        if self.matches.len() > REMEMBERED {
            self.matches.remove(0);
        }
        rows
    }

    fn find(&mut self, table: &Table, condition: &Query) -> Bits {
        if let Some((attribute, order, ranges)) = condition.ranges() {
            let column = column(&mut self.columns, table, attribute, order);
            let rows = ranges.iter().map(|range| column.rows_in(table.seed(), range, &self.stored));
            return rows.reduce(|a, b| a.or(&b)).unwrap_or_default();
        }
        let mut rows = Bits::default();
        let people = (0..table.end()).filter_map(|row| Some((row, table.person(row)?)));
        people.filter(|(_, person)| fits(condition, person)).for_each(|(row, _)| rows.set(row, true));
        rows
    }
}

fn column<'a>(columns: &'a mut Vec<Column>, table: &Table, attribute: &str, order: Order) -> &'a Column {
    let known = columns.iter().position(|column| column.is(attribute, order));
    let at = known.unwrap_or_else(|| {
        columns.push(Column::new(table, attribute, order));
        columns.len() - 1
    });
    &columns[at]
}
