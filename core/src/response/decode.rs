//! How a body becomes a typed answer, and what the engine is told of it.

use crate::io::{Find, Kept, Shape};
use crate::value::{Json, Value, View};

/// A type that an operation answers with.
pub trait Reply: Sized + Send + 'static {
    /// Reads a whole body. The value is there wherever the engine can take the body for good.
    fn from_body(body: &[u8]) -> Read<Self>;

    /// Tells a page of a list where the next one is.
    fn set_cursor(&mut self, _cursor: Option<&str>) {}
}

/// What was read.
#[derive(Debug)]
pub struct Read<T> {
    /// The value, where the body is one.
    pub value: Option<T>,
    /// What the body holds.
    pub json: Shape,
    /// How many items a list has.
    pub count: u64,
}

impl<T: Value + Send> Reply for T {
    fn from_body(body: &[u8]) -> Read<T> {
        use crate::value::Document;
        match T::parse(body) {
            Ok(value) => {
                let (json, count) = shape_of(value.view());
                Read { value: Some(value), json, count }
            }
            Err(_) => {
                let json = shape(body);
                let value = if json == Shape::Other { T::odd(Json::parse(body).unwrap_or_default()) } else { None };
                Read { value, json, count: 0 }
            }
        }
    }
}

/// Nothing is due; what comes all the same is in the raw form.
impl Reply for () {
    fn from_body(body: &[u8]) -> Read<()> {
        Read { value: Some(()), json: shape(body), count: 0 }
    }
}

/// A body that may be missing.
impl<T: Value + Send> Reply for Option<T> {
    fn from_body(body: &[u8]) -> Read<Option<T>> {
        let Read { value, json, count } = T::from_body(body);
        let value = if json == Shape::Empty { Some(None) } else { value.map(Some) };
        Read { value, json, count }
    }
}

/// What a host says of a body that it has read.
pub fn kept<T>(body: &[u8], read: &Read<T>, find: Option<&Find>) -> Kept {
    let mut kept = Kept { bytes: body.len() as u64, json: read.json, found: None, count: read.count };
    if let (Some(find), Ok(document)) = (find, find.map_or(Ok(Json::Null), |_| Json::parse(body))) {
        kept.found = document.pointer(&find.next).filter(|link| !link.is_null()).map(|link| match link.as_str() {
            Some(link) => link.to_owned(),
            None => link.to_string(),
        });
        kept.count = document.pointer(&find.items).and_then(Json::as_array).map_or(0, |items| items.len() as u64);
    }
    kept
}

/// What a body holds, whatever its type.
pub fn shape(body: &[u8]) -> Shape {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let Some(first) = text.first() else { return Shape::Empty };
    match Json::parse(body) {
        Ok(Json::Object(_)) => Shape::Object,
        Ok(Json::Array(_)) => Shape::Array,
        Ok(_) => Shape::Other,
        Err(_) if matches!(first, b'{' | b'[' | b'"') => Shape::Broken,
        Err(_) => Shape::NotJson,
    }
}

fn shape_of(view: View<'_>) -> (Shape, u64) {
    match view {
        View::Model(_) | View::Variant(..) | View::Map(_) | View::Json(Json::Object(_)) => (Shape::Object, 0),
        View::List(items) => (Shape::Array, items.len() as u64),
        View::Json(Json::Array(items)) => (Shape::Array, items.len() as u64),
        _ => (Shape::Other, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Object;

    #[test]
    fn a_body_is_known_by_its_content() {
        for (body, expected) in [
            (&b""[..], Shape::Empty),
            (b" \r\n", Shape::Empty),
            (b"\xef\xbb\xbf", Shape::Empty),
            (b"{}", Shape::Object),
            (b"\xef\xbb\xbf{\"a\":1}", Shape::Object),
            (b"[1,2]", Shape::Array),
            (b"null", Shape::Other),
            (b"{\"a\":", Shape::Broken),
            (b"[\"\xff\"]", Shape::Broken),
            (b"<html></html>", Shape::NotJson),
            (b"hello", Shape::NotJson),
        ] {
            assert_eq!(shape(body), expected, "{body:?}");
        }
    }

    #[test]
    fn typed_bodies_tell_what_they_are() {
        let list = Vec::<Json>::from_body(b"[1,{},null]");
        assert_eq!((list.json, list.count, list.value.map(|list| list.len())), (Shape::Array, 3, Some(3)));
        let wrong = Object::from_body(b"[1]");
        assert_eq!((wrong.json, wrong.value), (Shape::Array, None));
        assert_eq!(Json::from_body(b"null").value, Some(Json::Null));
        assert_eq!(Option::<Json>::from_body(b" ").value, Some(None));
        assert_eq!(<()>::from_body(b"{}").json, Shape::Object);
        assert_eq!(Object::from_body(b"{\"a\"").json, Shape::Broken);
    }

    #[test]
    fn what_the_engine_looks_for_is_found() {
        let find = Find { next: "/_links/next/href".into(), items: "/roles".into() };
        let look = |body: &[u8]| {
            let kept = kept(body, &Json::from_body(body), Some(&find));
            (kept.found, kept.count)
        };
        assert_eq!(look(br#"{"roles":[1,2],"_links":{"next":{"href":"/x"}}}"#), (Some("/x".into()), 2));
        assert_eq!(look(br#"{"roles":[],"_links":{"next":{"href":7}}}"#), (Some("7".into()), 0));
        assert_eq!(look(br#"{"roles":{},"_links":{"next":null}}"#), (None, 0));
        assert_eq!(look(b"<html>"), (None, 0));
    }
}
