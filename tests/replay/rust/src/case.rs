//! One recorded exchange as a runner sees it, and what it answers.
//!
//! The generated `dispatch` turns a [`Case`] into one call of the typed API. It is a plain function and the future that it
//! returns is boxed, so that 615 arms compile quickly. An arm
//! - gives every required argument from `path` and `required_*` by the kind of the parameter, and `body()?` (JSON) or
//!   `part()` (bytes), in the order of the typed API;
//! - sets every optional one that was recorded: `text`, `int`, `number`, `boolean`, `list`, `header`, `optional_body()?`;
//! - ends in `call(request, case)`, which adds the call options, sends, and answers.
//!
//! Names are those of the document, not of Rust.

#![allow(dead_code, reason = "which kinds of argument occur, the document decides")]

use std::collections::BTreeMap;

use oktant::{Document, File};
use serde_json::Value;

/// A recorded exchange: the operation and its arguments.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its place in the case file, sent back as `X-Replay-Case`.
    pub n: u64,
    /// The operation id of the document.
    pub operation: String,
    /// The credential that the operation takes: `any`, `ssws`, `oauth` or `none`.
    pub security: String,
    /// Query members that the typed API cannot carry: they go through the call option `query`.
    pub extra_query: BTreeMap<String, Vec<String>>,
    /// Declared headers.
    pub headers: Vec<(String, String)>,
    path: BTreeMap<String, String>,
    query: BTreeMap<String, Vec<String>>,
    body: Option<String>,
}

impl Case {
    /// Reads one line of the case file.
    ///
    /// # Errors
    /// Where it is no case.
    pub fn parse(line: &str) -> Result<Case, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        Ok(Case {
            n: value.get("n").and_then(Value::as_u64).ok_or("a case without n")?,
            operation: text_of(&value, "operation"),
            security: text_of(&value, "security"),
            extra_query: lists_of(&value, "extra_query"),
            headers: pairs_of(&value, "headers"),
            path: pairs_of(&value, "path").into_iter().collect(),
            query: lists_of(&value, "query"),
            body: value.get("body").and_then(Value::as_str).map(str::to_owned),
        })
    }

    /// A path argument, decoded.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The text of a query argument, where it was recorded.
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

    /// A required query argument: what was not recorded is empty.
    pub(crate) fn required_text(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// A required whole number.
    pub(crate) fn required_int(&self, name: &str) -> i64 {
        self.int(name).unwrap_or_default()
    }

    /// A required number.
    pub(crate) fn required_number(&self, name: &str) -> f64 {
        self.number(name).unwrap_or_default()
    }

    /// A required true or false.
    pub(crate) fn required_boolean(&self, name: &str) -> bool {
        self.boolean(name).unwrap_or_default()
    }

    /// A required list.
    pub(crate) fn required_list(&self, name: &str) -> Vec<String> {
        self.list(name).unwrap_or_default()
    }

    /// A required header.
    pub(crate) fn required_header(&self, name: &str) -> &str {
        self.header(name).unwrap_or_default()
    }

    /// A declared header argument, where it was recorded.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The JSON body, an empty one where the recording lost it.
    pub(crate) fn body<T: Document>(&self) -> Result<T, String> {
        match self.optional_body()? {
            Some(body) => Ok(body),
            None => ["{}", "[]", "\"\""]
                .iter()
                .find_map(|empty| T::parse(empty.as_bytes()).ok())
                .ok_or_else(|| format!("no empty body for {}", self.operation)),
        }
    }

    /// The JSON body, where it was recorded.
    pub(crate) fn optional_body<T: Document>(&self) -> Result<Option<T>, String> {
        let parsed = self.body.as_deref().map(|text| T::parse(text.as_bytes())).transpose();
        parsed.map_err(|error| format!("the recorded body does not decode: {error}"))
    }

    /// The bytes of a file body: recordings lost them, one byte stands for all.
    pub(crate) fn part(&self) -> Part {
        Part(self.body.as_ref().map_or_else(|| vec![b'x'], |text| text.clone().into_bytes()))
    }
}

/// A file, with a name where one is asked for.
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

fn text_of(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn pairs_of(value: &Value, name: &str) -> Vec<(String, String)> {
    let pairs = value.get(name).and_then(Value::as_object).into_iter().flatten();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

fn lists_of(value: &Value, name: &str) -> BTreeMap<String, Vec<String>> {
    let lists = value.get(name).and_then(Value::as_object).into_iter().flatten();
    let texts =
        |list: &Value| list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    lists.map(|(key, list)| (key.clone(), texts(list))).collect()
}
