//! Entries of `_links`. A real org has four forms of them; most kinds of document have [`hinted`] ones.

use crate::org::Org;
use crate::store::Document;
use serde_json::{Map, Value, json};

/// `{href, hints: {allow}}`
pub(crate) fn hinted(href: impl Into<String>, allow: &[&str]) -> Value {
    json!({ "href": href.into(), "hints": { "allow": allow } })
}

/// `{href}`
pub(crate) fn plain(href: impl Into<String>) -> Value {
    json!({ "href": href.into() })
}

/// `{href, method}`
pub(crate) fn with_method(href: impl Into<String>, method: &str) -> Value {
    json!({ "href": href.into(), "method": method })
}

/// `{rel, href, method}`
pub(crate) fn related(rel: &str, href: impl Into<String>, method: &str) -> Value {
    json!({ "rel": rel, "href": href.into(), "method": method })
}

/// `self`, and `activate` or `deactivate` by the status of the document.
pub(crate) fn usual(_: &Org, document: &Document, path: &str) -> Value {
    let mut links = Map::from_iter([("self".to_owned(), hinted(path, &["GET", "PUT", "DELETE"]))]);
    let turn = match document.text("status") {
        "ACTIVE" => Some("deactivate"),
        "INACTIVE" => Some("activate"),
        _ => None,
    };
    if let Some(turn) = turn {
        links.insert(turn.into(), hinted(format!("{path}/lifecycle/{turn}"), &["POST"]));
    }
    Value::Object(links)
}

/// For a document without links.
pub(crate) fn none(_: &Org, _: &Document, _: &str) -> Value {
    Value::Null
}
