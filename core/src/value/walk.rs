//! Traversal of JSON without recursion, so that deeply nested documents do not overflow a small stack.

use super::{Json, Map};

/// A step of the traversal.
pub(super) enum Event<'a> {
    /// An array or object begins.
    Open(&'a Json),
    /// An element or member begins.
    Item {
        /// Whether it is the first of its array or object.
        first: bool,
        /// The name of a member.
        name: Option<&'a str>,
    },
    /// A value that is neither array nor object.
    Leaf(&'a Json),
    /// The innermost open array or object ends.
    Close(&'a Json),
}

/// A traversal of a document in order.
pub(super) struct Walk<'a> {
    value: Option<&'a Json>,
    /// The open arrays and objects, each with the number of items visited.
    open: Vec<(&'a Json, usize)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(value: &'a Json) -> Walk<'a> {
        Walk { value: Some(value), open: Vec::new() }
    }

    /// The number of open arrays and objects.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Skips the value of the item that has just begun.
    pub(super) fn skip_value(&mut self) {
        self.value = None;
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(value) = self.value.take() {
            return Some(if matches!(value, Json::Array(_) | Json::Object(_)) {
                self.open.push((value, 0));
                Event::Open(value)
            } else {
                Event::Leaf(value)
            });
        }
        let (whole, visited) = self.open.last_mut()?;
        let item = match *whole {
            Json::Array(items) => items.get(*visited).map(|item| (None, item)),
            Json::Object(members) => members.at(*visited).map(|(name, member)| (Some(name), member)),
            _ => None,
        };
        let Some((name, value)) = item else { return self.open.pop().map(|(whole, _)| Event::Close(whole)) };
        let first = *visited == 0;
        *visited += 1;
        self.value = Some(value);
        Some(Event::Item { first, name })
    }
}

/// A value, with its name if it is a member.
type Named = (Option<Box<str>>, Json);

impl Clone for Json {
    fn clone(&self) -> Json {
        let (mut open, mut name) = (Vec::<Named>::new(), None);
        for event in Walk::new(self) {
            let done = match event {
                Event::Open(whole) => {
                    open.push((name.take(), whole.empty()));
                    continue;
                }
                Event::Item { name: member, .. } => {
                    name = member.map(Box::from);
                    continue;
                }
                Event::Leaf(value) => Some((name.take(), value.empty())),
                Event::Close(_) => open.pop(),
            };
            let Some((name, value)) = done else { break };
            match open.last_mut() {
                Some((_, Json::Array(items))) => items.push(value),
                Some((_, Json::Object(members))) => members.push(name.unwrap_or_default(), value),
                _ => return value,
            }
        }
        Json::Null
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        let mut open = Vec::new();
        let mut same = self.same_leaf(other, &mut open);
        while let (true, Some(pair)) = (same, open.pop()) {
            same = match pair {
                (Json::Array(one), Json::Array(other)) => {
                    one.len() == other.len()
                        && one.iter().zip(other).all(|(one, other)| one.same_leaf(other, &mut open))
                }
                (Json::Object(one), Json::Object(other)) => {
                    one.same_names(other, |one, other| one.same_leaf(other, &mut open))
                }
                _ => false,
            };
        }
        same
    }
}

impl Eq for Json {}

impl Json {
    /// A copy of a scalar, or an empty array or object with the same capacity.
    fn empty(&self) -> Json {
        match self {
            Json::Null => Json::Null,
            Json::Bool(value) => Json::Bool(*value),
            Json::Number(number) => Json::Number(number.clone()),
            Json::String(text) => Json::String(text.clone()),
            Json::Unpaired(text) => Json::Unpaired(text.clone()),
            Json::Array(items) => Json::Array(Vec::with_capacity(items.len())),
            Json::Object(members) => Json::Object(Map::with_capacity(members.len())),
        }
    }

    /// Compares scalars. Two arrays or objects are pushed to `open`, for their contents to be compared later.
    fn same_leaf<'a>(&'a self, other: &'a Json, open: &mut Vec<(&'a Json, &'a Json)>) -> bool {
        match (self, other) {
            (Json::Null, Json::Null) => true,
            (Json::Bool(one), Json::Bool(other)) => one == other,
            (Json::Number(one), Json::Number(other)) => one == other,
            (Json::String(one), Json::String(other)) => one == other,
            (Json::Unpaired(one), Json::Unpaired(other)) => one == other,
            (Json::Array(_), Json::Array(_)) | (Json::Object(_), Json::Object(_)) => {
                open.push((self, other));
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Object, Reader};

    /// A small stack, as server threads may have.
    const SMALL_STACK: usize = 64 * 1024;

    fn nested(depth: usize) -> [String; 3] {
        let object = |inner: &str| format!("{}{inner}{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let mixed = format!("{}1{}", "[{\"a\":[true],\"b\":".repeat(depth / 2 - 1), "}]".repeat(depth / 2 - 1));
        [format!("{}{}", "[".repeat(depth), "]".repeat(depth)), object("null"), mixed]
    }

    #[allow(clippy::disallowed_types, reason = "a test of small stacks needs a small stack")]
    fn on_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
        std::thread::Builder::new().stack_size(SMALL_STACK).spawn(run).unwrap().join().unwrap()
    }

    #[test]
    fn deep_documents_need_no_deep_stack() {
        for text in nested(Reader::DEPTH) {
            // Dropped outside: dropping recurses, at 80 bytes a level in optimized builds and 250 in others.
            let _values = on_small_stack(move || {
                let value = Json::parse(text.as_bytes()).unwrap();
                let mut reader = Reader::new(text.as_bytes()).unwrap();
                reader.skip().and_then(|()| reader.end()).unwrap();
                let copy = value.clone();
                assert!(copy == value);
                assert_eq!(copy.to_string(), text);
                assert!(format!("{value:?} {value:#?}").len() > text.len());
                (value, copy)
            });
        }
    }

    #[test]
    fn deep_documents_are_dropped_on_a_small_stack() {
        let depth = if cfg!(debug_assertions) { 150 } else { Reader::DEPTH };
        for text in nested(depth) {
            on_small_stack(move || drop(Json::parse(text.as_bytes()).unwrap()));
        }
    }

    #[test]
    fn copies_are_whole_and_compare_by_member() {
        for text in [
            "null",
            r#"{}"#,
            r#"[]"#,
            r#"[[],{},[{"a":[]}]]"#,
            r#"{"a":{"b":[1,2.50,{"c":"d"}],"e":null},"f":[true,"\ud800"]}"#,
        ] {
            let value = Json::parse(text.as_bytes()).unwrap();
            assert_eq!(value.clone(), value);
            assert_eq!(value.clone().to_string(), text);
        }
        let many =
            |names: &[usize]| names.iter().map(|n| (n.to_string(), Json::from(vec![*n as i64]))).collect::<Object>();
        let (one, other) = (Vec::from_iter(0..50), Vec::from_iter((0..50).rev()));
        assert_eq!(Json::Object(many(&one)), Json::Object(many(&other)));
        assert_ne!(Json::Object(many(&one)), Json::Object(many(&one[1..])));
        assert_ne!(Json::from(vec![1]), Json::from(vec![1, 2]));
    }
}
