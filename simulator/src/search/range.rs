//! Which part of an index a condition means.

use super::eval::Query;
use super::key::{Key, Order};
use super::parse::Op;
use crate::time::Time;
use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// A range of keys.
pub(crate) type KeyRange = (Bound<Key>, Bound<Key>);

/// Sorts after what follows a common start in real texts.
const LAST: char = char::MAX;

impl Query {
    /// The attribute, the order and the ranges of keys that match; `None` for what no range expresses.
    pub(crate) fn ranges(&self) -> Option<(&str, Order, Vec<KeyRange>)> {
        let (attribute, order, range) = match self {
            Self::Text { attribute, op, text, caseless } => {
                let key = Key::Text(text.clone());
                let (key, order) = if *caseless { (key.folded(), Order::Folded) } else { (key, Order::Up) };
                (attribute, order, text_range(*op, key)?)
            }
            Self::Number(attribute, op, number) => {
                let all = (Included(Key::Number(i64::MIN)), Included(Key::Number(i64::MAX)));
                (attribute, Order::Folded, compared(*op, Key::number(*number), all)?)
            }
            Self::Time(attribute, op, time) => {
                let all = (Included(Key::Time(Time::default())), Excluded(empty()));
                (attribute, Order::Folded, compared(*op, Key::Time(*time), all)?)
            }
            Self::Flag(attribute, flag) => {
                (attribute, Order::Folded, (Included(Key::Flag(*flag)), Included(Key::Flag(*flag))))
            }
            Self::Present(attribute) => {
                let ranges = vec![(Excluded(Key::Missing), Excluded(empty())), (Excluded(empty()), Unbounded)];
                return Some((attribute, Order::Folded, ranges));
            }
            Self::Or(_) | Self::And(_) | Self::Not(_) => return None,
        };
        Some((attribute, order, vec![range]))
    }
}

/// The first of all texts.
fn empty() -> Key {
    Key::Text(String::new())
}

fn text_range(op: Op, key: Key) -> Option<KeyRange> {
    match (op, key) {
        (Op::Sw, Key::Text(start)) => {
            let end = format!("{start}{LAST}");
            Some((Included(Key::Text(start)), Excluded(Key::Text(end))))
        }
        (op, key) => compared(op, key, (Included(empty()), Unbounded)),
    }
}

fn compared(op: Op, key: Key, (first, last): KeyRange) -> Option<KeyRange> {
    match op {
        Op::Eq => Some((Included(key.clone()), Included(key))),
        Op::Gt => Some((Excluded(key), last)),
        Op::Ge => Some((Included(key), last)),
        Op::Lt => Some((first, Excluded(key))),
        Op::Le => Some((first, Included(key))),
        Op::Sw | Op::Co | Op::Ew | Op::Ne => None,
    }
}
