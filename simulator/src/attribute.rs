//! The values that searches compare.

use crate::time::Time;
use std::borrow::Cow;

/// A value that a search compares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Attribute<'a> {
    /// Absent or null.
    Missing,
    Text(Cow<'a, str>),
    Number(f64),
    Flag(bool),
    Time(Time),
    /// Matches if one of its items does.
    List(&'a [serde_json::Value]),
}

impl From<String> for Attribute<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a str> for Attribute<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Time> for Attribute<'_> {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl<'a, T: Into<Attribute<'a>>> From<Option<T>> for Attribute<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}
