//! Documents as rows: each value in its column, and what fits none in [`EXTRAS`].

mod cell;
mod csv;
#[cfg(feature = "arrow")]
mod record_batch;

use crate::columns::{Columns, DOCUMENT, EXTRAS, Node, Place};
use crate::raw;
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
        let text = self.document.map(|_| document.to_string());
        self.push_row(text, document, |extras| extras.map(|extras| extras.to_string()));
    }

    /// Appends the row of a document as JSON text. Members that are nested too deep to be read are extras, as they are.
    pub(crate) fn push_text(&mut self, document: &[u8]) {
        if let Ok(document) = Json::parse(document) {
            return self.push(document);
        }
        let text = String::from_utf8_lossy(document).into_owned();
        let Some(members) = raw::members(document) else {
            return self.push_row(Some(text.clone()), Json::Null, |_| Some(text));
        };
        let is_read = |(_, value): &&(&str, &str)| Json::parse(value.as_bytes()).is_ok();
        let (read, unread): (Vec<_>, Vec<_>) = members.iter().partition(is_read);
        let read = Json::parse(object(read.into_iter().copied()).as_bytes()).unwrap_or_default();
        let columns = Arc::clone(&self.columns);
        let is_omitted = |name: &str| matches!(columns.tree().get(name.trim_matches('"')), Some(Place::Omitted));
        self.push_row(Some(text), read, |extras| {
            let read = extras.as_ref().and_then(Json::as_object).into_iter().flat_map(Object::iter);
            let read: Vec<_> = read.map(|(name, value)| (Json::from(name).to_string(), value.to_string())).collect();
            let read = read.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let mut members = read.chain(unread.into_iter().copied().filter(|(name, _)| !is_omitted(name))).peekable();
            members.peek()?;
            Some(object(members))
        });
    }

    /// Appends the row of a document: its text, what could be read of it, and what becomes of what has no column.
    fn push_row(&mut self, text: Option<String>, document: Json, extras: impl FnOnce(Option<Json>) -> Option<String>) {
        let mut row = Row::new();
        row.extend(self.document.zip(text.map(Cell::Json)));
        let left = fill(self.columns.tree(), document, &self.columns, &mut row);
        row.extend(self.extras.zip(extras(left).map(Cell::Json)));
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

/// The JSON text of an object of these members, which are JSON texts too.
fn object<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let members = members.into_iter().map(|(name, value)| format!("{name}:{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
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
