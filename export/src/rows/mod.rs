//! Documents as rows: each value in its column, and what fits none in [`EXTRAS`].

mod cell;
mod csv;
#[cfg(feature = "arrow")]
mod record_batch;

use crate::columns::{Columns, DOCUMENT, EXTRAS, Node, Place};
use cell::Cell;
use oktant_core::value::{Json, Object};
use std::sync::Arc;

/// Rows, gathered until they are written.
///
/// A row and its [`EXTRAS`] are what the document says, except for `_links`, `_embedded` and documented secrets. A null is the same
/// as no value.
#[derive(Debug, Clone)]
pub struct Rows {
    columns: Arc<Columns>,
    document: Option<usize>,
    extras: Option<usize>,
    rows: Vec<Row>,
    bytes: usize,
}

/// The cells of a row that have a value, by column.
type Row = Vec<(usize, Cell)>;

impl Rows {
    /// No rows yet.
    pub fn new(columns: Arc<Columns>) -> Rows {
        let (document, extras) = (columns.position(DOCUMENT), columns.position(EXTRAS));
        Rows { columns, document, extras, rows: Vec::new(), bytes: 0 }
    }

    /// Appends the row of a document.
    pub fn push(&mut self, document: Json) {
        let mut row = Row::new();
        if let Some(at) = self.document {
            row.push((at, Cell::Json(document.to_string())));
        }
        let extras = fill(self.columns.tree(), document, &self.columns, &mut row);
        if let (Some(at), Some(extras)) = (self.extras, extras) {
            row.push((at, Cell::Json(extras.to_string())));
        }
        row.sort_unstable_by_key(|(at, _)| *at);
        self.bytes += row.iter().map(|(_, cell)| size_of::<(usize, Cell)>() + cell.bytes()).sum::<usize>();
        self.rows.push(row);
    }

    /// The columns.
    pub fn columns(&self) -> &Arc<Columns> {
        &self.columns
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The memory of the rows, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Removes the rows.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.bytes = 0;
    }
}

/// Puts the values of an object into their columns and returns what is left.
fn fill(node: &Node, value: Json, columns: &Columns, row: &mut Row) -> Option<Json> {
    let Json::Object(members) = value else { return (!value.is_null()).then_some(value) };
    let mut left = Object::new();
    for (name, value) in members {
        let unfit = match node.get(&name) {
            Some(Place::Omitted) => None,
            Some(Place::Object(node)) => fill(node, value, columns, row),
            Some(Place::Column(at)) => match columns.columns().get(*at) {
                Some(column) => match Cell::read(column.kind, value) {
                    Ok(cell) => {
                        row.extend(cell.map(|cell| (*at, cell)));
                        None
                    }
                    Err(value) => Some(value),
                },
                None => Some(value),
            },
            None => Some(value),
        };
        if let Some(unfit) = unfit {
            left.insert(name, unfit);
        }
    }
    if left.is_empty() {
        return None;
    }
    match node.rest() {
        Some(at) => {
            row.push((at, Cell::map(left)));
            None
        }
        None => Some(Json::Object(left)),
    }
}

#[cfg(test)]
mod tests;
