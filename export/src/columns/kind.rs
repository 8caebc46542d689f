//! The types of columns.

use std::fmt;
use std::str::FromStr;

/// The type of a column. As text: `text`, `list:text`, `json`, `map`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A single value.
    Scalar(Scalar),
    /// A list of values, of which some may be null.
    List(Scalar),
    /// Any JSON, as text.
    Json,
    /// An object: JSON texts by name.
    Map,
}

/// The type of a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// A string.
    Text,
    /// `true` or `false`.
    Bool,
    /// An integer of 64 bits.
    Integer,
    /// A floating-point number of 64 bits.
    Number,
    /// A time in UTC, in milliseconds.
    Timestamp,
}

const SCALARS: [(Scalar, &str); 5] = [
    (Scalar::Text, "text"),
    (Scalar::Bool, "bool"),
    (Scalar::Integer, "integer"),
    (Scalar::Number, "number"),
    (Scalar::Timestamp, "timestamp"),
];

/// An error of [`Kind::from_str`]: there is no such kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownKind;

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Kind, UnknownKind> {
        let scalar = |text| SCALARS.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind).ok_or(UnknownKind);
        match text.split_once(':') {
            Some(("list", item)) => Ok(Kind::List(scalar(item)?)),
            Some(_) => Err(UnknownKind),
            None if text == "json" => Ok(Kind::Json),
            None if text == "map" => Ok(Kind::Map),
            None => Ok(Kind::Scalar(scalar(text)?)),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Scalar(scalar) => scalar.fmt(f),
            Kind::List(item) => write!(f, "list:{item}"),
            Kind::Json => f.write_str("json"),
            Kind::Map => f.write_str("map"),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = SCALARS.iter().find(|(kind, _)| kind == self).map_or("", |(_, name)| name);
        f.write_str(name)
    }
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such kind of column")
    }
}

impl std::error::Error for UnknownKind {}
