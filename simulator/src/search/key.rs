//! Values in an order: what indexes and sorted lists are ordered by.

use super::eval::lower;
use crate::attribute::Attribute;
use crate::time::Time;
use serde_json::Value;
use std::cmp::Reverse;

/// Bytes of a text that a prefix holds.
const PREFIX: usize = 14;

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
            Self::Text(mut text) if text.is_ascii() => {
                text.make_ascii_lowercase();
                Self::Text(text)
            }
            Self::Text(text) => Self::Text(lower(&text).collect()),
            other => other,
        }
    }

    fn is_cut(&self) -> bool {
        matches!(self, Self::Text(text) if text.len() > PREFIX)
    }

    fn prefix(&self) -> u128 {
        let (kind, rest) = match self {
            Self::Missing => (0, 0),
            Self::Flag(flag) => (1, u128::from(*flag)),
            Self::Number(number) => (2, u128::from(number.wrapping_sub(i64::MIN) as u64)),
            Self::Time(time) => (3, u128::from(time.millis().unsigned_abs())),
            Self::Text(text) => {
                let mut bytes = [0; 16];
                bytes.iter_mut().skip(2).zip(text.bytes()).for_each(|(own, byte)| *own = byte);
                (4, u128::from_be_bytes(bytes))
            }
        };
        kind << 120 | rest << 8 | u128::from(self.is_cut())
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

    /// A number that orders as the key does, but the same for long texts with the same start.
    pub(crate) fn prefix(&self) -> u128 {
        match self {
            Self::Up(key) => key.prefix(),
            Self::Down(Reverse(key)) => !key.prefix(),
        }
    }

    /// Whether other keys may have the same prefix.
    pub(crate) fn is_cut(&self) -> bool {
        let (Self::Up(key) | Self::Down(Reverse(key))) = self;
        key.is_cut()
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
        let texts = ["", "a", "b", "exactly 14 byt", "exactly 14 byte", "exactly 14 bytes", "é"];
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
                let (same, cut) = (a.prefix() == b.prefix(), a.is_cut() && b.is_cut());
                assert!(same && cut || a.prefix().cmp(&b.prefix()) == a.cmp(&b), "{a:?} {b:?}");
            }
        }
    }
}
