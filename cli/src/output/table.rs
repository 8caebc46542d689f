//! Tables for people: columns that fit the terminal; one document is a row for each value.

use super::path;
use super::writer::{Shape, Writer};
use crate::notes::note;
use comfy_table::{Attribute, Cell, ContentArrangement, presets};
use oktant::Json;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// What tells resources apart, in the order of columns. Other values follow while there is space.
const FIRST: [&str; 16] = [
    "id", "uuid", "published", "eventType", "actor.alternateId", "outcome.result", "name", "label", "displayName",
    "profile.login", "profile.name", "type", "status", "profile.email", "created", "lastUpdated",
];

/// What is shown of an event.
const EVENT: [&str; 5] = ["published", "eventType", "actor.alternateId", "outcome.result", "displayMessage"];

/// The widest cell of a column that was not chosen.
const WIDEST: usize = 40;

/// The least width of a terminal; one that says less does not know its width.
const NARROWEST: usize = 20;

/// The width where there is no terminal.
const WIDTH: usize = 120;

/// A table, written at the end.
pub(super) struct Table {
    columns: Vec<String>,
    shape: Shape,
    color: bool,
    items: Vec<Json>,
}

impl Table {
    pub(super) fn new(columns: &[String], shape: Shape, color: bool) -> Table {
        Table { columns: columns.to_vec(), shape, color, items: Vec::new() }
    }

    /// The columns: the chosen ones, or those that fit.
    fn fitting(&self, width: usize) -> Vec<String> {
        if !self.columns.is_empty() {
            return self.columns.clone();
        }
        let mut seen = BTreeSet::new();
        let all: Vec<String> =
            self.items.iter().flat_map(path::leaves).filter(|path| seen.insert(path.clone())).collect();
        let first = FIRST.into_iter().filter(|path| seen.contains(*path)).map(str::to_owned);
        let others = all.iter().filter(|path| !FIRST.contains(&path.as_str())).cloned();
        let (mut used, mut columns) = (0, Vec::new());
        for column in first.chain(others) {
            let cells = self.items.iter().map(|item| path::text_at(item, &column).chars().count());
            let widest = cells.max().unwrap_or_default().min(WIDEST).max(column.len()) + 2;
            if used + widest > width + 2 && !columns.is_empty() {
                break;
            }
            used += widest;
            columns.push(column);
        }
        columns
    }

    fn rows(&self, table: &mut comfy_table::Table) {
        let width = table.width().map_or(WIDTH, usize::from);
        let columns = self.fitting(width);
        let widest = if self.columns.is_empty() { WIDEST } else { usize::MAX };
        for column in columns.iter().filter(|column| !self.items.iter().any(|item| path::is_in(item, column))) {
            note!("no item has {column}");
        }
        table.set_header(columns.iter().map(|column| {
            let name = if column.is_empty() { "value" } else { column };
            Cell::new(name).add_attribute(Attribute::Bold)
        }));
        for item in &self.items {
            table.add_row(columns.iter().map(|column| cut(&path::text_at(item, column), widest)));
        }
    }
}

impl Writer for Table {
    fn item(&mut self, item: Json, _out: &mut dyn Write) -> io::Result<()> {
        self.items.push(item);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if table.width().is_some_and(|width| usize::from(width) < NARROWEST) {
            table.set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX));
        }
        match (self.shape, self.items.as_slice()) {
            (_, []) => return Ok(()),
            (Shape::Document, [document]) if self.columns.is_empty() => {
                for leaf in path::leaves(document) {
                    let name = Cell::new(&leaf).add_attribute(Attribute::Bold);
                    table.add_row([name, Cell::new(path::text_at(document, &leaf))]);
                }
            }
            _ => self.rows(&mut table),
        }
        // Without the padding of the first column, so that lines begin at the margin.
        if let Some(column) = table.column_mut(0) {
            column.set_padding((0, 1));
        }
        table.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
    }
}

/// Rows of events, each written as it comes.
pub(super) struct Rows {
    columns: Vec<String>,
}

impl Rows {
    pub(super) fn new(columns: &[String]) -> Rows {
        let columns = if columns.is_empty() { EVENT.map(str::to_owned).to_vec() } else { columns.to_vec() };
        Rows { columns }
    }
}

impl Writer for Rows {
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()> {
        let cells = self.columns.iter().map(|column| cut(&path::text_at(&item, column), usize::MAX));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  "))
    }
}

/// A cell on one line, cut to a width.
fn cut(text: &str, widest: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= widest {
        return line;
    }
    line.chars().take(widest.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(columns: &[&str], shape: Shape, items: &[&str]) -> String {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        let mut table = Table::new(&columns, shape, false);
        let mut out = Vec::new();
        items.iter().for_each(|item| table.item(Json::parse(item.as_bytes()).unwrap(), &mut out).unwrap());
        table.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_chosen_or_the_most_telling() {
        let items = [r#"{"status":"ACTIVE","id":"00u1","x":{"y":1}}"#, r#"{"status":"STAGED","id":"00u2"}"#];
        assert_eq!(written(&[], Shape::List, &items), "id    status  x.y\n00u1  ACTIVE  1\n00u2  STAGED\n");
        assert_eq!(written(&["x.y"], Shape::List, &items), "x.y\n1\n\n");
        assert_eq!(written(&[], Shape::List, &[]), "");
    }

    #[test]
    fn a_document_is_a_row_for_each_value() {
        let document = r#"{"id":"00u1","profile":{"login":"ann@example.com"},"_links":{}}"#;
        assert_eq!(written(&[], Shape::Document, &[document]), "id             00u1\nprofile.login  ann@example.com\n");
    }

    #[test]
    fn long_cells_are_cut_on_one_line() {
        assert_eq!(cut("a\nb", 9), "a b");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
