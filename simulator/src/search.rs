//! The expressions of `search` and `filter`.

mod eval;
mod log;
mod parse;

pub(crate) use eval::{Dialect, Query, SortKey, any_starts_with};
