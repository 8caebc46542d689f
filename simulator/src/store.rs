//! The store: documents of every kind by id. What a kind does beyond that is in `area`.

use crate::error::{self, ApiError};
use crate::time::Time;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Bound;

/// A kind of document.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The prefix of ids; no other kind has it.
    pub(crate) prefix: &'static str,
    /// The name in E0000007.
    pub(crate) noun: &'static str,
}

impl Kind {
    fn has(&self, id: &str) -> bool {
        id.starts_with(self.prefix)
    }

    fn unknown(&self, id: &str) -> ApiError {
        error::not_found(id, self.noun)
    }
}

/// One document: what responses show, and what never leaves the org (passwords, answers to questions).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Document {
    pub(crate) shown: Map<String, Value>,
    pub(crate) hidden: Map<String, Value>,
}

impl Document {
    pub(crate) fn new(shown: Value) -> Self {
        match shown {
            Value::Object(shown) => Self { shown, hidden: Map::new() },
            _ => Self::default(),
        }
    }

    /// A string by its dotted path; empty if there is none.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.at(path).and_then(Value::as_str).unwrap_or("")
    }

    /// A value by its dotted path, as search expressions name it.
    pub(crate) fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let value = self.shown.get(first)?;
        rest.map_or(Some(value), |rest| value.get(rest))
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.shown.insert(name.into(), value.into());
    }

    /// Removes an attribute of the profile.
    pub(crate) fn strip(&mut self, attribute: &str) {
        if let Some(profile) = self.shown.get_mut("profile").and_then(Value::as_object_mut) {
            profile.shift_remove(attribute);
        }
    }

    /// Updates `lastUpdated`.
    pub(crate) fn touch(&mut self, now: Time) {
        self.set("lastUpdated", now.to_string());
    }

    /// The document as responses show it: links that start with a slash get the host of the request.
    pub(crate) fn show(&self, base: &str) -> Value {
        let mut shown = self.shown.clone();
        if let Some(links) = shown.get_mut("_links") {
            absolute(links, base);
        }
        Value::Object(shown)
    }
}

/// Prepends the host to every `href` that has none.
pub(crate) fn absolute(value: &mut Value, base: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(href) if name == "href" && href.starts_with('/') => href.insert_str(0, base),
                    other => absolute(other, base),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| absolute(item, base)),
        _ => {}
    }
}

/// All documents but users, which are in the directory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(BTreeMap<String, Document>);

impl Store {
    pub(crate) fn put(&mut self, id: &str, document: Document) {
        self.0.insert(id.into(), document);
    }

    pub(crate) fn get(&self, kind: &Kind, id: &str) -> Result<&Document, ApiError> {
        self.0.get(id).filter(|_| kind.has(id)).ok_or_else(|| kind.unknown(id))
    }

    pub(crate) fn edit(&mut self, kind: &Kind, id: &str) -> Result<&mut Document, ApiError> {
        self.0.get_mut(id).filter(|_| kind.has(id)).ok_or_else(|| kind.unknown(id))
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    /// Removes an attribute from all profiles of a kind.
    pub(crate) fn strip(&mut self, kind: &Kind, attribute: &str) {
        self.0.iter_mut().filter(|(id, _)| kind.has(id)).for_each(|(_, document)| document.strip(attribute));
    }

    /// The documents of a kind after an id, in the order of ids.
    pub(crate) fn after(&self, kind: &Kind, id: Option<&str>) -> impl Iterator<Item = (&str, &Document)> {
        let from = Bound::Excluded(id.unwrap_or(kind.prefix));
        let rest = self.0.range::<str, _>((from, Bound::Unbounded)).take_while(|(id, _)| kind.has(id));
        rest.map(|(id, document)| (id.as_str(), document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const THING: Kind = Kind { prefix: "thg", noun: "Thing" };

    #[test]
    fn documents_are_found_again() {
        let mut store = Store::default();
        store.put("thg1", Document::new(json!({ "name": "a" })));
        store.put("thg2", Document::new(json!({ "name": "b" })));
        store.put("thh1", Document::new(json!({ "name": "c" })));
        assert_eq!(store.get(&THING, "thg1").unwrap().text("name"), "a");
        assert_eq!(store.get(&THING, "thh1"), Err(error::not_found("thh1", "Thing")));
        assert_eq!(store.after(&THING, Some("thg1")).map(|(id, _)| id).collect::<Vec<_>>(), ["thg2"]);
        store.remove("thg1");
        assert_eq!(store.get(&THING, "thg1"), Err(error::not_found("thg1", "Thing")));
        assert_eq!(store.after(&THING, None).count(), 1);
    }

    #[test]
    fn links_get_the_host() {
        let document = Document::new(json!({
            "href": "/not a link",
            "_links": { "self": { "href": "/a" }, "logo": [{ "href": "/b" }, { "href": "https://other/c" }] },
        }));
        assert_eq!(
            document.show("http://here"),
            json!({
                "href": "/not a link",
                "_links": {
                    "self": { "href": "http://here/a" },
                    "logo": [{ "href": "http://here/b" }, { "href": "https://other/c" }],
                },
            })
        );
    }

    #[test]
    fn paths_of_search() {
        let document = Document::new(json!({ "a": 1, "b": { "c": 2 } }));
        assert_eq!(document.at("a"), Some(&json!(1)));
        assert_eq!(document.at("b.c"), Some(&json!(2)));
        assert_eq!(document.at("a.c"), None);
        assert_eq!(document.at(""), None);
    }
}
