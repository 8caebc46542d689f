//! The expressions of `search` and `filter`.

mod eval;
mod key;
mod log;
mod parse;
mod range;

pub(crate) use eval::{Dialect, Query, any_starts_with};
pub(crate) use key::{Key, Order, SortKey};
pub(crate) use parse::Op;
pub(crate) use range::KeyRange;
