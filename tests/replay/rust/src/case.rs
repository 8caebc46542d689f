//! One recorded exchange as a runner reads it.
//!
//! The generated `dispatch` turns a [`Case`] into one call of the typed API. It is a plain function and the future that it
//! returns is boxed, so that 615 arms compile quickly. An arm
//! - passes every required argument, `path` or one of the kinds below with a default, and `body()?` (JSON) or `part()`
//!   (bytes), in the order of the typed API;
//! - sets every optional one that was recorded: `text`, `int`, `number`, `boolean`, `list`, `optional_body()?`;
//! - ends in `call(request, case)`, which adds the call options, sends, and answers.
//!
//! Names are those of the document, not of Rust.

#![allow(dead_code, reason = "which kinds of argument occur depends on the document")]

use std::collections::BTreeMap;

use oktant::{Document, File};
use serde_json::Value;

type Arguments = BTreeMap<String, Vec<String>>;

/// A recorded exchange: the operation and its arguments.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Line in the case file, sent back as `X-Replay-Case`.
    pub n: u64,
    /// Operation ID of the document.
    pub operation: String,
    /// Query members without an argument of the typed API: they go through the call option `query`.
    pub(crate) extra_query: Arguments,
    path: Arguments,
    query: Arguments,
    body: Option<String>,
}

impl Case {
    /// Reads one line of the case file.
    ///
    /// # Errors
    /// If it is not a case.
    pub fn parse(line: &str) -> Result<Case, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Case {
            n: value.get("n").and_then(Value::as_u64).ok_or("a case without n")?,
            operation: text("operation").unwrap_or_default(),
            extra_query: arguments(&value, "extra_query"),
            path: arguments(&value, "path"),
            query: arguments(&value, "query"),
            body: text("body"),
        })
    }

    /// A path argument, decoded.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path.get(name).and_then(|texts| texts.first()).map_or("", String::as_str)
    }

    /// The text of a query argument, if it was recorded.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    /// A query argument that is a whole number.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A query argument that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A query argument that is true or false, in any case: recordings have `True`.
    pub(crate) fn boolean(&self, name: &str) -> Option<bool> {
        self.text(name).and_then(|text| text.to_ascii_lowercase().parse().ok())
    }

    /// A query argument that is a list, one text an item.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<String>> {
        self.query.get(name).cloned()
    }

    /// The JSON body, an empty one if the recording lost it.
    pub(crate) fn body<T: Document>(&self) -> Result<T, String> {
        match self.optional_body()? {
            Some(body) => Ok(body),
            None => ["{}", "[]", "\"\""]
                .iter()
                .find_map(|empty| T::parse(empty.as_bytes()).ok())
                .ok_or_else(|| format!("no empty body for {}", self.operation)),
        }
    }

    /// The JSON body, if it was recorded.
    pub(crate) fn optional_body<T: Document>(&self) -> Result<Option<T>, String> {
        let parsed = self.body.as_deref().map(|text| T::parse(text.as_bytes())).transpose();
        parsed.map_err(|error| format!("the recorded body does not decode: {error}"))
    }

    /// The bytes of a file body: recordings lost them, one byte stands for all.
    pub(crate) fn part(&self) -> Part {
        Part(self.body.as_ref().map_or_else(|| vec![b'x'], |text| text.clone().into_bytes()))
    }
}

/// A file, with a name for operations that want one.
#[derive(Clone, Debug)]
pub(crate) struct Part(Vec<u8>);

impl From<Part> for Vec<u8> {
    fn from(part: Part) -> Vec<u8> {
        part.0
    }
}

impl From<Part> for File {
    fn from(part: Part) -> File {
        File::new("replay.png", part.0)
    }
}

/// The arguments of a case by name: one text, or several.
fn arguments(case: &Value, place: &str) -> Arguments {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let texts = |value: &Value| match value {
        Value::Array(many) => many.iter().map(text).collect(),
        one => vec![text(one)],
    };
    let members = case.get(place).and_then(Value::as_object).into_iter().flatten();
    members.map(|(name, value)| (name.clone(), texts(value))).collect()
}
