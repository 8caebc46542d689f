//! The store: a tree of documents. A collection has the path of its list, such as `/api/v1/apps/0oa1/groups`, and its documents
//! have ids. What a kind of document does beyond that is in `area`.

use crate::error::{self, ApiError};
use crate::time::Time;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::time::Duration;

/// A kind of document that is in one collection of the org.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The path of the collection.
    pub(crate) path: &'static str,
    /// The prefix of ids.
    pub(crate) prefix: &'static str,
    /// The name in E0000007.
    pub(crate) noun: &'static str,
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

    /// An integer by its dotted path.
    pub(crate) fn number(&self, path: &str) -> Option<i64> {
        self.at(path).and_then(Value::as_i64)
    }

    /// A value by its dotted path, as search expressions name it.
    pub(crate) fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let value = self.shown.get(first)?;
        rest.map_or(Some(value), |rest| rest.split('.').try_fold(value, |value, name| value.get(name)))
    }

    /// Whether a value, by its dotted path, is `true`.
    pub(crate) fn is(&self, path: &str) -> bool {
        self.at(path) == Some(&Value::Bool(true))
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.shown.insert(name.into(), value.into());
    }

    /// Sets a member unless it is there, be it null.
    pub(crate) fn fill(&mut self, name: &str, value: impl Into<Value>) {
        self.shown.entry(name).or_insert_with(|| value.into());
    }

    /// Adds the members that are missing, at every depth.
    pub(crate) fn fill_all(&mut self, defaults: Value) {
        if let Value::Object(defaults) = defaults {
            fill_map(&mut self.shown, defaults);
        }
    }

    /// Takes a member away from what responses show, and keeps it.
    pub(crate) fn hide(&mut self, name: &str) {
        if let Some(value) = self.shown.shift_remove(name) {
            self.hidden.insert(name.into(), value);
        }
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

    /// What lists can be sorted by, without its large parts.
    pub(crate) fn outline(&self) -> Self {
        let mut shown = scalars(&self.shown);
        if let Some(profile) = self.shown.get("profile").and_then(Value::as_object) {
            shown.insert("profile".into(), scalars(profile).into());
        }
        Self { shown, hidden: Map::new() }
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

/// The first members that are no lists and no objects, with the start of long texts.
fn scalars(members: &Map<String, Value>) -> Map<String, Value> {
    let short = |value: &Value| match value {
        Value::String(text) => text.chars().take(100).collect::<String>().into(),
        other => other.clone(),
    };
    let scalars = members.iter().filter(|(_, value)| !value.is_array() && !value.is_object());
    scalars.take(50).map(|(name, value)| (name.clone(), short(value))).collect()
}

fn fill_map(map: &mut Map<String, Value>, defaults: Map<String, Value>) {
    for (name, default) in defaults {
        match (map.get_mut(&name), default) {
            (None, default) => drop(map.insert(name, default)),
            (Some(Value::Object(own)), Value::Object(default)) => fill_map(own, default),
            (Some(_), _) => {}
        }
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

/// All documents but users, which are in the directory: by the path of their collection, then by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    collections: BTreeMap<String, BTreeMap<String, Document>>,
    past: Option<Past>,
    /// Outlines of the documents that were removed last, with their collections and ids, oldest first.
    removed: VecDeque<(String, String, Document)>,
}

/// How many removed documents are remembered.
pub(crate) const REMEMBERED: usize = 1000;

/// What searches of a collection, which lag behind, still see.
#[derive(Clone, Debug)]
struct Past {
    path: &'static str,
    lag: Duration,
    now: Time,
    /// Documents as they were before a change, by when searches will see it.
    before: VecDeque<(Time, String, Option<Document>)>,
}

impl Store {
    /// Lets searches of a kind see each change from now on so much later.
    pub(crate) fn lag(&mut self, kind: &Kind, lag: Duration) {
        let past = || Past { path: kind.path, lag, now: Time::default(), before: VecDeque::new() };
        self.past = (!lag.is_zero()).then(past);
    }

    /// Begins a request at this time.
    pub(crate) fn begin(&mut self, now: Time) {
        if let Some(past) = &mut self.past {
            past.now = now;
            while past.before.front().is_some_and(|(due, _, _)| *due <= now) {
                past.before.pop_front();
            }
        }
    }

    /// The documents of a kind as searches see them, in the order of ids.
    pub(crate) fn searched(&self, kind: &Kind) -> impl Iterator<Item = (&str, &Document)> {
        let mut seen: BTreeMap<&str, &Document> = self.all(kind.path).collect();
        let past = self.past.iter().filter(|past| past.path == kind.path);
        // The oldest goes last, and so before later ones.
        for (_, id, before) in past.flat_map(|past| past.before.iter().rev()) {
            match before {
                Some(document) => seen.insert(id, document),
                None => seen.remove(id.as_str()),
            };
        }
        seen.into_iter()
    }

    /// Keeps a document that is about to change for searches that lag behind.
    fn keep(&mut self, path: &str, id: &str) {
        if let Some(past) = self.past.as_mut().filter(|past| past.path == path) {
            let before = self.collections.get(path).and_then(|all| all.get(id)).cloned();
            past.before.push_back((past.now.after(past.lag), id.into(), before));
        }
    }

    /// Stores a document, new or changed.
    pub(crate) fn put(&mut self, path: &str, id: &str, document: Document) {
        self.keep(path, id);
        self.collections.entry(path.to_owned()).or_default().insert(id.into(), document);
    }

    /// The document of a collection with that id.
    pub(crate) fn find(&self, path: &str, id: &str) -> Option<&Document> {
        self.collections.get(path)?.get(id)
    }

    pub(crate) fn find_mut(&mut self, path: &str, id: &str) -> Option<&mut Document> {
        self.keep(path, id);
        self.collections.get_mut(path)?.get_mut(id)
    }

    /// Removes a document, and the collections that are below it.
    pub(crate) fn remove(&mut self, path: &str, id: &str) -> Option<Document> {
        let below = format!("{path}/{id}/");
        let paths: Vec<String> = self
            .collections
            .range(below.clone()..)
            .map(|(path, _)| path.clone())
            .take_while(|path| path.starts_with(&below))
            .collect();
        for path in paths {
            self.collections.remove(&path);
        }
        self.keep(path, id);
        let document = self.collections.get_mut(path)?.remove(id)?;
        if self.removed.len() == REMEMBERED {
            self.removed.pop_front();
        }
        self.removed.push_back((path.into(), id.into(), document.outline()));
        Some(document)
    }

    /// The documents of a collection, and outlines of those that were removed from it lately: the cursor of a page may name
    /// one of them.
    pub(crate) fn ever<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a Document)> {
        let removed = self.removed.iter().rev().filter(move |(own, _, _)| own == path);
        self.all(path).chain(removed.map(|(_, id, document)| (id.as_str(), document)))
    }

    /// The document at a path: that of its collection, and its id.
    pub(crate) fn at(&self, path: &str) -> Option<&Document> {
        path.rsplit_once('/').and_then(|(at, id)| self.find(at, id))
    }

    /// Stores a document at a path.
    pub(crate) fn put_at(&mut self, path: &str, document: Document) {
        if let Some((at, id)) = path.rsplit_once('/') {
            self.put(at, id, document);
        }
    }

    /// Removes the document at a path, and the collections that are below it.
    pub(crate) fn remove_at(&mut self, path: &str) -> Option<Document> {
        path.rsplit_once('/').and_then(|(at, id)| self.remove(at, id))
    }

    /// Removes all documents of a collection.
    pub(crate) fn clear(&mut self, path: &str) {
        self.collections.remove(path);
    }

    /// The documents of a collection, in the order of ids.
    pub(crate) fn all<'a>(&'a self, path: &str) -> impl DoubleEndedIterator<Item = (&'a str, &'a Document)> + use<'a> {
        self.collections.get(path).into_iter().flatten().map(|(id, document)| (id.as_str(), document))
    }

    /// The documents of a collection, to be changed.
    pub(crate) fn all_mut(&mut self, path: &str) -> impl Iterator<Item = (&str, &mut Document)> {
        if self.past.as_ref().is_some_and(|past| past.path == path) {
            let ids: Vec<String> = self.all(path).map(|(id, _)| id.to_owned()).collect();
            ids.iter().for_each(|id| self.keep(path, id));
        }
        self.collections.get_mut(path).into_iter().flatten().map(|(id, document)| (id.as_str(), document))
    }

    /// The collections whose paths start and end with these texts, such as the groups of all apps.
    pub(crate) fn collections<'a>(
        &'a self,
        start: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a BTreeMap<String, Document>)> {
        let found = self.collections.range::<str, _>((Bound::Included(start), Bound::Unbounded));
        let found =
            found.take_while(move |(path, _)| path.starts_with(start)).filter(move |(path, _)| path.ends_with(end));
        found.map(|(path, documents)| (path.as_str(), documents))
    }

    pub(crate) fn get(&self, kind: &Kind, id: &str) -> Result<&Document, ApiError> {
        self.find(kind.path, id).ok_or_else(|| error::not_found(id, kind.noun))
    }

    pub(crate) fn edit(&mut self, kind: &Kind, id: &str) -> Result<&mut Document, ApiError> {
        self.find_mut(kind.path, id).ok_or_else(|| error::not_found(id, kind.noun))
    }

    /// The documents of a kind after an id, in the order of ids.
    pub(crate) fn after(&self, kind: &Kind, id: Option<&str>) -> impl Iterator<Item = (&str, &Document)> {
        let from = id.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self
            .collections
            .get(kind.path)
            .into_iter()
            .flat_map(move |all| all.range::<str, _>((from, Bound::Unbounded)));
        rest.map(|(id, document)| (id.as_str(), document))
    }

    /// Removes an attribute from all profiles of a kind.
    pub(crate) fn strip(&mut self, kind: &Kind, attribute: &str) {
        self.all_mut(kind.path).for_each(|(_, document)| document.strip(attribute));
        let past = self.past.iter_mut().filter(|past| past.path == kind.path);
        let before = past.flat_map(|past| &mut past.before).filter_map(|(_, _, document)| document.as_mut());
        before.for_each(|document| document.strip(attribute));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const THING: Kind = Kind { path: "/things", prefix: "thg", noun: "Thing" };

    #[test]
    fn documents_are_found_again() {
        let mut store = Store::default();
        store.put("/things", "thg1", Document::new(json!({ "name": "a" })));
        store.put("/things", "thg2", Document::new(json!({ "name": "b" })));
        store.put("/things/thg1/parts", "p1", Document::new(json!({ "name": "c" })));
        store.put("/things/thg2/parts", "p2", Document::new(json!({ "name": "d" })));
        assert_eq!(store.get(&THING, "thg1").unwrap().text("name"), "a");
        assert_eq!(store.get(&THING, "thg3"), Err(error::not_found("thg3", "Thing")));
        assert_eq!(store.after(&THING, Some("thg1")).map(|(id, _)| id).collect::<Vec<_>>(), ["thg2"]);
        assert_eq!(store.collections("/things/", "/parts").count(), 2);
        assert!(store.remove("/things", "thg1").is_some());
        assert!(store.find("/things/thg1/parts", "p1").is_none());
        assert!(store.find("/things/thg2/parts", "p2").is_some());
        assert_eq!(store.after(&THING, None).count(), 1);
    }

    #[test]
    fn removed_documents_are_remembered_for_a_while() {
        let mut store = Store::default();
        let long = "x".repeat(1_000_000);
        for id in ["a", "b"] {
            let document = json!({ "name": id, "profile": { "text": long, "list": [1] }, "other": { "c": long } });
            store.put("/things", id, Document::new(document));
        }
        store.remove("/things", "a");
        let names =
            |store: &Store| store.ever("/things").map(|(_, thing)| thing.text("name").len()).collect::<Vec<_>>();
        assert_eq!(names(&store), [1, 1]);
        assert_eq!(store.ever("/others").count(), 0);
        let (_, outline) = store.ever("/things").last().unwrap();
        assert_eq!(Value::Object(outline.shown.clone()), json!({ "name": "a", "profile": { "text": long[..100] } }));
        for id in 0..REMEMBERED {
            store.put("/others", &id.to_string(), Document::default());
            store.remove("/others", &id.to_string());
        }
        assert_eq!(names(&store), [1]);
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
        let document = Document::new(json!({ "a": 1, "b": { "c": { "d": 2 } } }));
        assert_eq!(document.at("a"), Some(&json!(1)));
        assert_eq!(document.at("b.c.d"), Some(&json!(2)));
        assert_eq!(document.at("a.c"), None);
        assert_eq!(document.at(""), None);
    }

    #[test]
    fn missing_members_are_filled_in() {
        let mut document = Document::new(json!({ "a": null, "b": { "c": 1 } }));
        document.fill_all(json!({ "a": 1, "b": { "c": 2, "d": 3 }, "e": 4 }));
        assert_eq!(Value::Object(document.shown), json!({ "a": null, "b": { "c": 1, "d": 3 }, "e": 4 }));
    }
}
