//! Newline-delimited JSON.

use crate::lines::Lines;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

pub(super) fn write(lines: &Lines, out: &mut impl Write) -> io::Result<()> {
    out.write_all(lines.bytes())
}

/// Puts the bytes of the parts behind each other; on Linux the kernel copies them.
pub(super) fn join(parts: &[PathBuf], file: &mut File) -> io::Result<()> {
    for path in parts {
        let mut part = File::open(path)?;
        io::copy(&mut part, file)?;
    }
    Ok(())
}
