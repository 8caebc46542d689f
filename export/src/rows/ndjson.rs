//! Rows as NDJSON: an object a line.

use super::Rows;
use oktant_core::value::Json;
use std::io::{self, Write};

impl Rows {
    /// Writes an object a line, with the columns that have a value as members. Lists, maps and JSON are JSON, times are ISO 8601 in
    /// UTC.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn write_ndjson(&self, out: &mut impl Write) -> io::Result<()> {
        let names: Vec<String> =
            self.columns.columns().iter().map(|column| Json::from(column.name.as_str()).to_string()).collect();
        for row in &self.rows {
            let mut before = "{";
            for (at, cell) in row {
                let name = names.get(*at).map_or("", String::as_str);
                write!(out, "{before}{name}:{cell}")?;
                before = ",";
            }
            out.write_all(if row.is_empty() { b"{}\n" } else { b"}\n" })?;
        }
        Ok(())
    }
}
