//! What people read beside the output, on standard error. That nobody can read it is no failure of the command.

/// Writes a line to standard error, formatted as by `format!`.
macro_rules! note {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(anstream::stderr(), $($argument)*);
    }};
}

pub(crate) use note;
