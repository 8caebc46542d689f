//! Values in an order: what indexes and sorted lists are ordered by.

use super::eval::lower;
use crate::seed::Attribute;
use crate::time::Time;
use serde_json::Value;
use std::cmp::Reverse;

/// Bytes of a text that [`SortKey::prefix`] holds.
const PREFIX: usize = 15;

/// A value to order by: missing values come first, strings are in ASCII order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Missing,
    Flag(bool),
    Number(i64),
    Time(Time),
    Text(String),
}

/// A key of an ascending or of a descending order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SortKey {
    Up(Key),
    Down(Reverse<Key>),
}

/// The order of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// Ascending and without case, as searches compare; of a list, each item.
    Folded,
    /// As sorted lists are, and `filter` compares.
    Up,
    /// As lists sorted the other way are.
    Down,
}

impl Key {
    pub(crate) fn number(number: f64) -> Self {
        // Adding zero makes one of the two zeros.
        let bits = (number + 0.0).to_bits() as i64;
        Self::Number(if bits < 0 { bits ^ i64::MAX } else { bits })
    }

    pub(crate) fn folded(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(lower(&text).collect()),
            other => other,
        }
    }

    /// Orders as the key does, as far as it goes.
    fn prefix(&self) -> u128 {
        let (tag, rest) = match self {
            Self::Missing => (0, 0),
            Self::Flag(flag) => (1, u128::from(*flag)),
            Self::Number(number) => (2, u128::from(number.wrapping_sub(i64::MIN) as u64)),
            Self::Time(time) => (3, u128::from(time.millis().unsigned_abs())),
            Self::Text(text) => {
                let mut bytes = [0; PREFIX + 1];
                bytes.iter_mut().skip(1).zip(text.bytes()).for_each(|(own, byte)| *own = byte);
                (4, u128::from_be_bytes(bytes))
            }
        };
        tag << (PREFIX * 8) | rest
    }
}

impl SortKey {
    pub(crate) fn new(value: Attribute<'_>, down: bool) -> Self {
        if down { Self::Down(Reverse(value.into())) } else { Self::Up(value.into()) }
    }

    /// The keys of a value in an index.
    pub(crate) fn all(value: Attribute<'_>, order: Order) -> Vec<Self> {
        match (order, value) {
            (Order::Folded, Attribute::List(items)) => {
                items.iter().map(|item| Self::Up(Key::from(Attribute::from(item)).folded())).collect()
            }
            (_, value) => vec![Self::one(value, order)],
        }
    }

    /// The key of a value that is no list.
    pub(crate) fn one(value: Attribute<'_>, order: Order) -> Self {
        match order {
            Order::Folded => Self::Up(Key::from(value).folded()),
            Order::Up | Order::Down => Self::new(value, order == Order::Down),
        }
    }

    /// Orders as the key does, as far as it goes, and whether equal prefixes may belong to different keys.
    pub(crate) fn prefix(&self) -> (u128, bool) {
        let (key, down) = match self {
            Self::Up(key) => (key, false),
            Self::Down(Reverse(key)) => (key, true),
        };
        let cut = matches!(key, Key::Text(text) if text.len() > PREFIX);
        (if down { !key.prefix() } else { key.prefix() }, cut)
    }
}

impl From<Attribute<'_>> for Key {
    fn from(attribute: Attribute<'_>) -> Self {
        match attribute {
            Attribute::Missing | Attribute::List(_) => Self::Missing,
            Attribute::Flag(flag) => Self::Flag(flag),
            Attribute::Text(text) => Self::Text(text.into_owned()),
            Attribute::Time(time) => Self::Time(time),
            Attribute::Number(number) => Self::number(number),
        }
    }
}

impl<'a> From<&'a Value> for Attribute<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::from(text.as_str()),
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => number.as_f64().map_or(Self::Missing, Self::Number),
            Value::Array(items) => Self::List(items),
            Value::Null | Value::Object(_) => Self::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort() {
        let number = Key::number;
        assert!(number(-2.0) < number(-1.0) && number(-1.0) < number(0.0) && number(0.0) < number(0.5));
        assert_eq!(number(-0.0), number(0.0));
        assert!(Key::Missing < number(-9.0));
        assert!(Key::from(Attribute::from("Z")) < Key::from(Attribute::from("a")));
    }

    #[test]
    fn prefixes_sort_as_keys_do() {
        let texts = ["", "a", "b", "exactly 15 byte", "exactly 15 bytes", "exactly 15 bytes!", "é"];
        let mut keys = vec![Key::Missing, Key::Flag(false), Key::Flag(true)];
        keys.extend([-1e9, -1.5, 0.0, 0.5, 7e20].map(Key::number));
        keys.extend([0, 5, 1 << 40].map(|seconds| Key::Time(Time::from_seconds(seconds))));
        keys.extend(texts.map(|text| Key::Text(text.into())));
        assert!(keys.is_sorted());
        for (a, b) in keys.iter().flat_map(|a| keys.iter().map(move |b| (a, b))) {
            for (a, b) in [
                (SortKey::Up(a.clone()), SortKey::Up(b.clone())),
                (SortKey::Down(Reverse(a.clone())), SortKey::Down(Reverse(b.clone()))),
            ] {
                let ((a_prefix, a_cut), (b_prefix, b_cut)) = (a.prefix(), b.prefix());
                let undecided = a_prefix == b_prefix && (a_cut || b_cut);
                assert!(undecided || a_prefix.cmp(&b_prefix) == a.cmp(&b), "{a:?} {b:?}");
            }
        }
    }
}
