//! Rows as CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)).

use super::{Cell, Rows};
use oktant_core::value::Timestamp;
use std::io::{self, Write};

impl Rows {
    /// Writes the rows as CSV, after a line with the names of the columns if `header` is set.
    ///
    /// Lists, maps and JSON are JSON texts, times are ISO 8601 in UTC. A null is an empty field, and so is an empty text.
    ///
    /// # Errors
    /// If `out` fails.
    pub fn write_csv(&self, out: &mut impl Write, header: bool) -> io::Result<()> {
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let columns = self.columns.columns();
        if header {
            csv.write_record(columns.iter().map(|column| &column.name))?;
        }
        for row in &self.rows {
            let mut cells = row.iter().peekable();
            for at in 0..columns.len() {
                match cells.next_if(|(of, _)| *of == at) {
                    Some((_, Cell::Text(text))) => csv.write_field(text)?,
                    Some((_, Cell::Timestamp(ms))) => csv.write_field(Timestamp::from_unix_ms(*ms).as_str())?,
                    Some((_, cell)) => csv.write_field(cell.to_string())?,
                    None => csv.write_field("")?,
                }
            }
            csv.write_record(None::<&[u8]>)?;
        }
        csv.flush()
    }
}
