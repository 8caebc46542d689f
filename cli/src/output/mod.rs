//! Results on standard output: one document, or a list item by item.

mod csv;
pub(crate) mod jq;
mod json;
mod path;
pub(crate) mod secrets;
mod table;
mod writer;
mod yaml;

pub(crate) use json::pretty;
pub(crate) use writer::Shape;

use crate::failure::{Failure, Result};
use crate::format::Format;
use crate::globals::Globals;
use crate::notes::note;
use jq::Filter;
use oktant::Json;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::rc::Rc;
use writer::Writer;

/// The output of a command.
pub(crate) struct Output {
    out: Box<dyn Write>,
    writer: Box<dyn Writer>,
    filter: Option<Rc<Filter>>,
    show_secrets: bool,
    /// The columns of JSON and YAML; tables and CSV choose theirs themselves.
    members: Vec<String>,
    /// Whether a list without items is said to be empty: a table of it is nothing.
    says_empty: bool,
    /// Columns that no item has had so far.
    missing: Vec<String>,
    any: bool,
}

impl Output {
    /// Begins the output.
    pub(crate) fn begin(globals: &Globals, shape: Shape) -> Result<Output> {
        let filter = globals.jq.clone();
        let terminal = globals.output.is_none() && io::stdout().is_terminal();
        let raw = globals.raw && filter.is_some();
        let format = format(globals, terminal);
        let columns = if raw { Vec::new() } else { globals.columns.clone() };
        let writer: Box<dyn Writer> = match format {
            _ if raw => Box::new(json::Lines { raw: true }),
            Format::Table => Box::new(table::Table::new(&globals.columns, shape, globals.color)),
            Format::Json => Box::new(json::Array::new(shape, terminal)),
            Format::Ndjson => Box::new(json::Lines { raw: false }),
            Format::Csv => Box::new(csv::Csv::new(&globals.columns)),
            Format::Yaml => Box::new(yaml::Yaml::new(shape)),
        };
        Ok(Output {
            out: stream(globals)?,
            writer,
            filter,
            show_secrets: globals.show_secrets,
            members: if matches!(format, Format::Table | Format::Csv) { Vec::new() } else { columns.clone() },
            says_empty: !raw && shape == Shape::List && format == Format::Table && io::stderr().is_terminal(),
            missing: columns,
            any: false,
        })
    }

    /// Begins the output of events that are shown as they come.
    pub(crate) fn events(globals: &Globals) -> Result<Output> {
        let terminal = globals.output.is_none() && io::stdout().is_terminal();
        let format =
            globals.format.unwrap_or(if terminal && globals.jq.is_none() { Format::Table } else { Format::Ndjson });
        let mut output = Output::begin(&Globals { format: Some(format), ..globals.clone() }, Shape::List)?;
        if format == Format::Table && !(globals.raw && globals.jq.is_some()) {
            output.writer = Box::new(table::Rows::new(&globals.columns));
        }
        Ok(output)
    }

    /// Writes an item of a list, or the one document.
    pub(crate) fn item(&mut self, mut item: Json) -> Result {
        if !self.show_secrets {
            secrets::mask(&mut item);
        }
        let values = match &self.filter {
            Some(filter) => filter.apply(&item)?,
            None => vec![item],
        };
        for value in values {
            self.any = true;
            self.missing.retain(|column| !path::is_in(&value, column));
            let value = if self.members.is_empty() { value } else { path::members(value, &self.members) };
            self.writer.item(value, &mut self.out)?;
        }
        Ok(())
    }

    /// Shows what is written so far.
    pub(crate) fn flush(&mut self) -> Result {
        Ok(self.out.flush()?)
    }

    /// Ends the output.
    pub(crate) fn end(mut self) -> Result {
        if self.says_empty && !self.any {
            note!("no items");
        }
        for column in self.missing.iter().filter(|_| self.any) {
            note!("no item has {column}");
        }
        self.writer.end(&mut self.out)?;
        self.flush()
    }
}

/// Checks that the output can be written before anything is sent: a result that cannot be shown may be had only once.
pub(crate) fn check(globals: &Globals) -> Result {
    if let Some(path) = &globals.output {
        let opened = File::options().write(true).create(true).truncate(false).open(path);
        opened.map_err(|error| Failure::file(path, &error))?;
    }
    Ok(())
}

/// Writes one document.
pub(crate) fn document(globals: &Globals, document: Json) -> Result {
    let mut output = Output::begin(globals, Shape::Document)?;
    output.item(document)?;
    output.end()
}

/// Writes a list that is at hand.
pub(crate) fn list(globals: &Globals, items: impl IntoIterator<Item = Json>) -> Result {
    let mut output = Output::begin(globals, Shape::List)?;
    items.into_iter().try_for_each(|item| output.item(item))?;
    output.end()
}

/// Writes bytes that are no JSON, as they are.
pub(crate) fn bytes(globals: &Globals, bytes: &[u8]) -> Result {
    let mut out = stream(globals)?;
    out.write_all(bytes)?;
    if globals.output.is_none() && io::stdout().is_terminal() && !bytes.ends_with(b"\n") {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// The format: a table on a terminal, JSON elsewhere and with a filter.
pub(crate) fn format(globals: &Globals, terminal: bool) -> Format {
    globals.format.unwrap_or(if terminal && globals.jq.is_none() { Format::Table } else { Format::Json })
}

/// Standard output, or the file of `--output`.
fn stream(globals: &Globals) -> Result<Box<dyn Write>> {
    Ok(match &globals.output {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|error| Failure::file(path, &error))?)),
        None => Box::new(BufWriter::new(io::stdout().lock())),
    })
}
