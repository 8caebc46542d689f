//! Comma-separated values.

use crate::columns::Columns;
use crate::rows::Rows;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes rows, after a header if they are the first of the file.
pub(super) fn write(
    columns: &Arc<Columns>,
    chunks: impl Iterator<Item = Rows>,
    first: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    Rows::new(Arc::clone(columns)).write_csv(out, first)?;
    for rows in chunks {
        rows.write_csv(out, false)?;
    }
    Ok(())
}
