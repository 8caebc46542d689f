//! How a body becomes a typed value, and what the engine is told about it.

use crate::io::{BodyKind, BodyPointers, BodySummary};
use crate::value::{Json, Value, View};

/// A type that an operation returns.
pub trait FromBody: Sized + Send + 'static {
    /// Decodes a whole body. There is a value wherever the body has the right kind of JSON, whatever is odd inside.
    fn from_body(body: &[u8]) -> Decoded<Self>;

    /// Sets the cursor of the next page, if the type is a page of a list.
    fn set_cursor(&mut self, _cursor: Option<&str>) {}
}

/// A decoded body.
#[derive(Debug)]
pub struct Decoded<T> {
    /// The value, unless the body is of another kind.
    pub value: Option<T>,
    /// Kind of the content.
    pub kind: BodyKind,
    /// The number of items of a list; `None` if it is none.
    pub count: Option<u64>,
}

impl<T: Value + Send> FromBody for T {
    fn from_body(body: &[u8]) -> Decoded<T> {
        use crate::value::Document;
        match T::parse(body) {
            Ok(value) => {
                let (kind, count) = kind_of(value.view());
                Decoded { value: Some(value), kind, count }
            }
            Err(_) => {
                let kind = body_kind(body);
                let value = if kind == BodyKind::Other { T::odd(Json::parse(body).unwrap_or_default()) } else { None };
                Decoded { value, kind, count: None }
            }
        }
    }
}

/// No body is expected; if one comes, the raw response has it.
impl FromBody for () {
    fn from_body(body: &[u8]) -> Decoded<()> {
        Decoded { value: Some(()), kind: body_kind(body), count: None }
    }
}

/// A body that may be empty.
impl<T: Value + Send> FromBody for Option<T> {
    fn from_body(body: &[u8]) -> Decoded<Option<T>> {
        let Decoded { value, kind, count } = T::from_body(body);
        let value = if kind == BodyKind::Empty { Some(None) } else { value.map(Some) };
        Decoded { value, kind, count }
    }
}

/// The summary of a body that a host keeps.
pub fn summary<T>(body: &[u8], decoded: &Decoded<T>, pointers: Option<&BodyPointers>) -> BodySummary {
    let mut summary = BodySummary { bytes: body.len() as u64, kind: decoded.kind, next: None, count: decoded.count };
    if let (Some(pointers), Ok(document)) = (pointers, pointers.map_or(Ok(Json::Null), |_| Json::parse(body))) {
        summary.next =
            document.pointer(&pointers.next).filter(|link| !link.is_null()).map(|link| match link.as_str() {
                Some(link) => link.to_owned(),
                None => link.to_string(),
            });
        summary.count = document.pointer(&pointers.items).and_then(Json::as_array).map(|items| items.len() as u64);
    }
    summary
}

/// Kind of a body's content, whatever its type.
pub fn body_kind(body: &[u8]) -> BodyKind {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    let Some(first) = text.first() else { return BodyKind::Empty };
    match Json::parse(body) {
        Ok(Json::Object(_)) => BodyKind::Object,
        Ok(Json::Array(_)) => BodyKind::Array,
        Ok(_) => BodyKind::Other,
        Err(_) if matches!(first, b'{' | b'[' | b'"') => BodyKind::Broken,
        Err(_) => BodyKind::NotJson,
    }
}

fn kind_of(view: View<'_>) -> (BodyKind, Option<u64>) {
    match view {
        View::Model(_) | View::Variant(..) | View::Map(_) | View::Json(Json::Object(_)) => (BodyKind::Object, None),
        View::List(items) => (BodyKind::Array, Some(items.len() as u64)),
        View::Json(Json::Array(items)) => (BodyKind::Array, Some(items.len() as u64)),
        _ => (BodyKind::Other, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Object;

    #[test]
    fn a_body_is_known_by_its_content() {
        for (body, expected) in [
            (&b""[..], BodyKind::Empty),
            (b" \r\n", BodyKind::Empty),
            (b"\xef\xbb\xbf", BodyKind::Empty),
            (b"{}", BodyKind::Object),
            (b"\xef\xbb\xbf{\"a\":1}", BodyKind::Object),
            (b"[1,2]", BodyKind::Array),
            (b"null", BodyKind::Other),
            (b"{\"a\":", BodyKind::Broken),
            (b"[\"\xff\"]", BodyKind::Broken),
            (b"<html></html>", BodyKind::NotJson),
            (b"hello", BodyKind::NotJson),
        ] {
            assert_eq!(body_kind(body), expected, "{body:?}");
        }
    }

    #[test]
    fn typed_bodies_tell_what_they_are() {
        let list = Vec::<Json>::from_body(b"[1,{},null]");
        assert_eq!((list.kind, list.count, list.value.map(|list| list.len())), (BodyKind::Array, Some(3), Some(3)));
        let wrong = Object::from_body(b"[1]");
        assert_eq!((wrong.kind, wrong.value), (BodyKind::Array, None));
        assert_eq!(Json::from_body(b"null").value, Some(Json::Null));
        assert_eq!(Option::<Json>::from_body(b" ").value, Some(None));
        assert_eq!(<()>::from_body(b"{}").kind, BodyKind::Object);
        assert_eq!(Object::from_body(b"{\"a\"").kind, BodyKind::Broken);
    }

    #[test]
    fn what_the_engine_looks_for_is_found() {
        let pointers = BodyPointers { next: "/_links/next/href".into(), items: "/roles".into() };
        let look = |body: &[u8]| {
            let summary = summary(body, &Json::from_body(body), Some(&pointers));
            (summary.next, summary.count)
        };
        assert_eq!(look(br#"{"roles":[1,2],"_links":{"next":{"href":"/x"}}}"#), (Some("/x".into()), Some(2)));
        assert_eq!(look(br#"{"roles":[],"_links":{"next":{"href":7}}}"#), (Some("7".into()), Some(0)));
        assert_eq!(look(br#"{"roles":{},"_links":{"next":null}}"#), (None, None));
        assert_eq!(look(b"<html>"), (None, None));
    }
}
