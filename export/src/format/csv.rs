//! Comma-separated values.

use crate::rows::Rows;
use std::io::{self, Write};

/// Writes rows, with a header if they are the first of the file.
pub(super) fn write(rows: &Rows, first: bool, out: &mut impl Write) -> io::Result<()> {
    rows.write_csv(out, first)
}
