//! Objects of JSON as texts, for what no reader of values takes: any depth, half surrogates, names that come twice.

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The members of an object in order, as JSON texts of name and value; `None` if the text is no object.
pub(crate) fn members(text: &[u8]) -> Option<Vec<(&str, &str)>> {
    serde_json::Deserializer::from_slice(text).deserialize_map(Members).ok()
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(&'de str, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            members.push((name.get(), value.get()));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_texts_whatever_they_are() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let text = format!(r#"{{"id" : "a\ud800", "\udc00":1, "id":"b", "x":{deep}}}"#);
        let expected = [("\"id\"", r#""a\ud800""#), (r#""\udc00""#, "1"), ("\"id\"", "\"b\""), ("\"x\"", &deep)];
        assert_eq!(members(text.as_bytes()).unwrap(), expected);
        assert!(members(b"[]").is_none() && members(b"{").is_none());
    }
}
