//! The expressions of `search` and `filter`.

mod eval;
mod parse;

pub(crate) use eval::{Dialect, Key, Query, any_starts_with};
pub(crate) use parse::Op;
