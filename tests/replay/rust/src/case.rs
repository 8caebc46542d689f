//! One recorded exchange as a runner sees it, and what it answers.
//!
//! The generated `dispatch` turns a [`Case`] into one call of the typed face. It is a plain function, so that 615 arms
//! compile quickly; the future that it returns is boxed:
//!
//! ```ignore
//! pub fn dispatch<'a>(client: &oktant::Client, case: &'a Case) -> Result<Calling<'a>, String> {
//!     match case.operation.as_str() {
//!         "listUsers" => {
//!             let mut request = client.users().list_users();
//!             if let Some(search) = case.text("search") { request = request.search(search); }
//!             if let Some(limit) = case.int("limit") { request = request.limit(limit); }
//!             Ok(call(request, case))
//!         }
//!         "replaceUser" => {
//!             let mut request = client.users().replace_user(case.path("id"), case.body()?);
//!             if let Some(strict) = case.boolean("strict") { request = request.strict(strict); }
//!             Ok(call(request, case))
//!         }
//!         other => Err(format!("no operation {other}")),
//!     }
//! }
//! ```
//!
//! An arm must
//! - give every required argument from `path(name)` (text), `required_text/int/number/boolean/list(name)` (query) and
//!   `body()?` (JSON), `part()` (multipart, binary), in the order of the face;
//! - set every optional one that is there: `text`, `int`, `number`, `boolean`, `list` by the kind of the parameter
//!   (`multi` is a list too), `header(name)` for header parameters, `optional_body()?` for an optional body;
//! - end in `call(request, case)`, which adds the call options (case header, undeclared query), sends, and answers.
//!
//! Names are those of the document, not of Rust.

use std::collections::BTreeMap;

use oktant_core::value::Document;
use serde_json::Value;

use crate::pointers::Pointers;

/// A recorded exchange: the operation and its arguments.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its place in the case file, sent back as `X-Replay-Case`.
    pub n: u64,
    /// The operation id of the document.
    pub operation: String,
    /// The credential that the operation takes: `any`, `ssws`, `oauth` or `none`.
    pub security: String,
    /// Query members that the typed face cannot carry: they go through the call option `query`.
    pub extra_query: Vec<(String, String)>,
    /// Headers that go through the call option `headers`.
    pub headers: Vec<(String, String)>,
    path: BTreeMap<String, String>,
    query: BTreeMap<String, Vec<String>>,
    body: Option<String>,
}

impl Case {
    /// Reads one line of the case file.
    pub fn parse(line: &str) -> Result<Case, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        Ok(Case {
            n: value.get("n").and_then(Value::as_u64).ok_or("a case without n")?,
            operation: text_of(&value, "operation"),
            security: text_of(&value, "security"),
            extra_query: pairs_of(&value, "extra_query"),
            headers: pairs_of(&value, "headers"),
            path: pairs_of(&value, "path").into_iter().collect(),
            query: lists_of(&value, "query"),
            body: value.get("body").and_then(Value::as_str).map(str::to_owned),
        })
    }

    /// A path argument, decoded.
    pub fn path(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The text of a query argument, where it was recorded.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(|values| values.first()).map(String::as_str)
    }

    /// A query argument that is a whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A query argument that is a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A query argument that is true or false, in any case: recordings have `True`.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.text(name).and_then(|text| text.to_ascii_lowercase().parse().ok())
    }

    /// A query argument that is a list, one text an item.
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        self.query.get(name).cloned()
    }

    /// A required query argument: what was not recorded is empty.
    pub fn required_text(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// A required whole number.
    pub fn required_int(&self, name: &str) -> i64 {
        self.int(name).unwrap_or_default()
    }

    /// A required number.
    pub fn required_number(&self, name: &str) -> f64 {
        self.number(name).unwrap_or_default()
    }

    /// A required true or false.
    pub fn required_boolean(&self, name: &str) -> bool {
        self.boolean(name).unwrap_or_default()
    }

    /// A required list.
    pub fn required_list(&self, name: &str) -> Vec<String> {
        self.list(name).unwrap_or_default()
    }

    /// A declared header argument, where it was recorded.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The JSON body, an empty one where the recording lost it.
    pub fn body<T: Document>(&self) -> Result<T, String> {
        match self.optional_body()? {
            Some(body) => Ok(body),
            None => ["{}", "[]", "\"\""]
                .iter()
                .find_map(|empty| T::parse(empty.as_bytes()).ok())
                .ok_or_else(|| format!("no empty body for {}", self.operation)),
        }
    }

    /// The JSON body, where it was recorded.
    pub fn optional_body<T: Document>(&self) -> Result<Option<T>, String> {
        let parsed = self.body.as_deref().map(|text| T::parse(text.as_bytes())).transpose();
        parsed.map_err(|error| format!("the recorded body does not decode: {error}"))
    }

    /// The bytes of a file body: recordings lost them, one byte stands for all.
    pub fn part(&self) -> Vec<u8> {
        self.body.as_ref().map_or_else(|| vec![b'x'], |text| text.clone().into_bytes())
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

/// What the typed face gave for a success.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The typed result encoded back: JSON text, or none where there is no document.
    pub document: Option<String>,
    /// The text of an answer that is not JSON.
    pub text: Option<String>,
    /// Where the members of the typed result are held.
    pub pointers: Pointers,
}
