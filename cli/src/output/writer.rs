//! What the formats have in common.

use oktant::Json;
use std::io::{self, Write};

/// What is written: a list, or one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any number of items.
    List,
    /// One document.
    Document,
}

/// A writer of one format.
pub(super) trait Writer {
    /// Writes or remembers an item.
    fn item(&mut self, item: Json, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left.
    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
