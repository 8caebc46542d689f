//! JSON values that keep the order of members, exact numbers and explicit nulls.

use super::{Malformed, Map, Number, Reader, debug, write};
use std::fmt;

/// A JSON value. Comparing two ignores the order of members and compares numbers by value: `1.50` equals `1.5`.
#[derive(Default)]
pub enum Json {
    /// JSON `null`, which is not the same as absent.
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, with every digit of its JSON text.
    Number(Number),
    /// A string.
    String(String),
    /// The JSON text, quotes included, of a string with an unpaired surrogate, which a Rust `String` cannot hold.
    Unpaired(Box<str>),
    /// An array.
    Array(Vec<Json>),
    /// An object, with its members in the order of the document.
    Object(Object),
}

/// The members of a JSON object.
pub type Object = Map<Json>;

impl Json {
    /// Parses a JSON document, with or without a byte order mark. If a key occurs twice, the last value is used.
    ///
    /// # Errors
    /// [`Malformed`], with the offset, if the text is not UTF-8, not JSON, or nested deeper than [`Reader::DEPTH`].
    pub fn parse(text: &[u8]) -> Result<Json, Malformed> {
        let mut reader = Reader::new(text)?;
        let value = reader.json()?;
        reader.end()?;
        Ok(value)
    }

    /// The member `name`, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.as_object()?.get(name)
    }

    /// The value at a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)), such as `/_links/next/href`. The empty
    /// pointer is the whole document.
    pub fn pointer(&self, pointer: &str) -> Option<&Json> {
        let mut parts = pointer.split('/');
        if parts.next() != Some("") {
            return None;
        }
        parts.try_fold(self, |value, part| match value {
            Json::Object(members) if part.contains('~') => members.get(&part.replace("~1", "/").replace("~0", "~")),
            Json::Object(members) => members.get(part),
            Json::Array(items) => items.get(part.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The text of a [`Json::String`].
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// The value of a number that is written as an integer and fits `i64`; see [`Number::as_i64`].
    pub fn as_i64(&self) -> Option<i64> {
        if let Json::Number(number) = self { number.as_i64() } else { None }
    }

    /// The value of a [`Json::Bool`].
    pub fn as_bool(&self) -> Option<bool> {
        if let Json::Bool(value) = self { Some(*value) } else { None }
    }

    /// The elements of a [`Json::Array`].
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Json::Array(items) = self { Some(items) } else { None }
    }

    /// The members of a [`Json::Object`].
    pub fn as_object(&self) -> Option<&Object> {
        if let Json::Object(members) = self { Some(members) } else { None }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    /// The kind of value, in words: `a string`, `an object`, `null`.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Unpaired(_) => "a string with half a surrogate pair",
            Json::Array(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

/// Compact JSON.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        write::json(self, &mut text);
        f.write_str(&text)
    }
}

/// Compact JSON, with the values of secret members ([`is_secret`](super::is_secret)) masked.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug::json(self, f)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Json::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Json {
        Json::Number(value.into())
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Json {
        Json::Number(i64::from(value).into())
    }
}

impl From<Number> for Json {
    fn from(value: Number) -> Json {
        Json::Number(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Json {
        Json::String(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Json {
        Json::String(value)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Json {
        Json::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
}

impl From<Object> for Json {
    fn from(members: Object) -> Json {
        Json::Object(members)
    }
}

impl<K: Into<Box<str>>, V: Into<Json>, const N: usize> From<[(K, V); N]> for Json {
    fn from(members: [(K, V); N]) -> Json {
        Json::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_reach_every_depth() {
        let doc = Json::parse(br#"{"a/b":[{"~":1},2],"":3}"#).unwrap();
        assert_eq!(doc.pointer("/a~1b/0/~0"), Some(&Json::from(1)));
        assert_eq!(doc.pointer("/a~1b/1"), Some(&Json::from(2)));
        assert_eq!(doc.pointer("/"), Some(&Json::from(3)));
        assert_eq!(doc.pointer(""), Some(&doc));
        assert_eq!(doc.pointer("/a~1b/2"), None);
        assert_eq!(doc.pointer("a"), None);
    }

    #[test]
    fn equality_is_by_member_not_by_order() {
        let parse = |text: &str| Json::parse(text.as_bytes()).unwrap();
        assert_eq!(parse(r#"{"a":1,"b":[1.50]}"#), parse(r#"{"b":[1.5],"a":1}"#));
        assert_ne!(parse(r#"{"a":1}"#), parse(r#"{"a":1,"b":null}"#));
    }
}
