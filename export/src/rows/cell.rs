//! The value of a column in a row.

use crate::columns::{Kind, Scalar};
use oktant_core::value::{Json, Number, Object, Timestamp};
use std::fmt;

/// A value of a column's type.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// A null in a list.
    Null,
    Text(String),
    /// JSON as text.
    Json(String),
    Bool(bool),
    Integer(i64),
    Number(f64),
    /// Milliseconds since the Unix epoch.
    Timestamp(i64),
    List(Vec<Cell>),
    /// JSON texts by name.
    Map(Vec<(Box<str>, String)>),
}

impl Cell {
    /// The cell of a value in a column, none for null; the value itself if it is not of this type or would lose something.
    pub(super) fn read(kind: Kind, value: Json) -> Result<Option<Cell>, Json> {
        if value.is_null() {
            return Ok(None);
        }
        match kind {
            Kind::Scalar(kind) => scalar(kind, value),
            Kind::List(item) => list(item, value),
            Kind::Json => Ok(Cell::Json(value.to_string())),
            Kind::Map => match value {
                Json::Object(members) => Ok(Cell::map(members)),
                other => Err(other),
            },
        }
        .map(Some)
    }

    pub(super) fn map(members: Object) -> Cell {
        Cell::Map(members.into_iter().map(|(name, value)| (name, value.to_string())).collect())
    }

    /// The bytes of its texts and elements.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Cell::Text(text) | Cell::Json(text) => text.len(),
            Cell::List(items) => items.iter().map(|item| size_of::<Cell>() + item.bytes()).sum(),
            Cell::Map(entries) => {
                let sizes = entries.iter().map(|(name, value)| size_of_val(&(name, value)) + name.len() + value.len());
                sizes.sum()
            }
            Cell::Null | Cell::Bool(_) | Cell::Integer(_) | Cell::Number(_) | Cell::Timestamp(_) => 0,
        }
    }
}

/// The cell as JSON.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = |at| if at == 0 { "" } else { "," };
        match self {
            Cell::Null => f.write_str("null"),
            Cell::Text(text) => Json::from(text.as_str()).fmt(f),
            Cell::Json(text) => f.write_str(text),
            Cell::Bool(value) => value.fmt(f),
            Cell::Integer(value) => value.fmt(f),
            Cell::Number(value) => Number::try_from(*value).map_or(Json::Null, Json::from).fmt(f),
            Cell::Timestamp(ms) => write!(f, "\"{}\"", Timestamp::from_unix_ms(*ms)),
            Cell::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", separator(at))?;
                }
                f.write_str("]")
            }
            Cell::Map(entries) => {
                f.write_str("{")?;
                for (at, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{}{}:{value}", separator(at), Json::from(&**name))?;
                }
                f.write_str("}")
            }
        }
    }
}

fn scalar(kind: Scalar, value: Json) -> Result<Cell, Json> {
    match (kind, value) {
        (Scalar::Text, Json::String(text)) => Ok(Cell::Text(text)),
        (Scalar::Bool, Json::Bool(value)) => Ok(Cell::Bool(value)),
        (Scalar::Timestamp, Json::String(text)) => instant(&text).map(Cell::Timestamp).ok_or(Json::String(text)),
        (Scalar::Integer, Json::Number(number)) => number.as_i64().map(Cell::Integer).ok_or(Json::Number(number)),
        (Scalar::Number, Json::Number(number)) => match Number::try_from(number.as_f64()) {
            Ok(nearest) if nearest == number => Ok(Cell::Number(number.as_f64())),
            _ => Err(Json::Number(number)),
        },
        (_, other) => Err(other),
    }
}

fn list(item: Scalar, value: Json) -> Result<Cell, Json> {
    let Json::Array(items) = value else { return Err(value) };
    // A copy, because the list is given back as a whole if one element does not fit.
    let cells = items.iter().map(|value| match value {
        Json::Null => Some(Cell::Null),
        Json::String(text) if item == Scalar::Text => Some(Cell::Text(text.clone())),
        Json::String(text) if item == Scalar::Timestamp => instant(text).map(Cell::Timestamp),
        Json::Bool(value) => scalar(item, Json::Bool(*value)).ok(),
        Json::Number(number) => scalar(item, Json::Number(number.clone())).ok(),
        _ => None,
    });
    match cells.collect() {
        Some(cells) => Ok(Cell::List(cells)),
        None => Err(Json::Array(items)),
    }
}

/// The time of a timestamp, unless milliseconds are too coarse for it or it is no time of the calendar: a leap second.
fn instant(text: &str) -> Option<i64> {
    let time = Timestamp::from(text);
    let ms = time.unix_ms()?;
    if Timestamp::from_unix_ms(ms) == time {
        return Some(ms);
    }
    let (_, clock) = text.split_once(['T', 't', ' '])?;
    let fraction = clock.split_once('.').map_or("", |(_, fraction)| fraction);
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).collect::<Vec<_>>();
    let fine = digits.iter().skip(3).any(|digit| *digit != b'0');
    (!fine && !clock.contains(":60")).then_some(ms)
}
