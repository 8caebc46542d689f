//! The documents of a page: as they were received, with the few facts that the export itself reads.

use crate::raw;
use oktant::FromBody;
use oktant::value::Timestamp;
use oktant_core::decode::{Decoded, body_kind};
use oktant_core::io::BodyKind;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the export reads of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) id: Option<String>,
    /// When it was created or, of an event, published.
    pub(crate) created: Option<i64>,
}

/// The documents of a body: an array, or the array `value` of an object.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// Where each document is in the body.
    places: Vec<std::ops::Range<usize>>,
    pub(crate) facts: Vec<Facts>,
}

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
}

impl Facts {
    fn read(document: &str) -> Facts {
        let members = raw::members(document.as_bytes()).unwrap_or_default();
        // Of a name that comes twice, the last counts. What is of another type than documented is missing, which the plan reports.
        let text = |name: &str| text(members.iter().rev().find(|(known, _)| *known == name)?.1);
        let created = text("\"published\"").or_else(|| text("\"created\""));
        let created = created.and_then(|text| Timestamp::from(text).unix_ms());
        Facts { id: text("\"uuid\"").or_else(|| text("\"id\"")), created: created.map(|ms| ms.div_euclid(1000)) }
    }
}

/// The string of a JSON text, or what is between its quotes if that has half a surrogate pair; `None` if it is no string.
fn text(json: &str) -> Option<String> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    Some(serde_json::from_str(json).unwrap_or_else(|_| inside.to_owned()))
}

impl Documents {
    /// A document, in the body that these were read from.
    pub(crate) fn text<'a>(&self, body: &'a [u8], at: usize) -> &'a [u8] {
        self.places.get(at).and_then(|place| body.get(place.clone())).unwrap_or_default()
    }
}

impl FromBody for Documents {
    fn from_body(body: &[u8]) -> Decoded<Documents> {
        let text = std::str::from_utf8(body).ok();
        let Some(text) = text else { return Decoded { value: None, kind: body_kind(body), count: None } };
        let (kind, documents) = match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(list) => (BodyKind::Array, list),
            Err(_) => match serde_json::from_str::<Wrapped<'_>>(text) {
                Ok(wrapped) => (BodyKind::Object, wrapped.value),
                Err(_) => return Decoded { value: None, kind: body_kind(body), count: None },
            },
        };
        let place = |document: &&RawValue| {
            let start = document.get().as_ptr().addr() - text.as_ptr().addr();
            start..start + document.get().len()
        };
        let count = Some(documents.len() as u64);
        let places = documents.iter().map(place).collect();
        let facts = documents.iter().map(|document| Facts::read(document.get())).collect();
        Decoded { value: Some(Documents { places, facts }), kind, count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(id: &str, created: i64) -> Facts {
        Facts { id: Some(id.to_owned()), created: Some(created) }
    }

    #[test]
    fn documents_are_found_in_bodies() {
        let body = b" [ {\"id\":\"1\",\"created\":\"1970-01-01T00:00:07.900Z\"} , {\"uuid\":\"2\",\"id\":\"x\",\
                     \"published\":\"1970-01-01T00:00:08.000Z\"}, {\"id\":3}, 4]";
        let decoded = Documents::from_body(body);
        assert_eq!((decoded.kind, decoded.count), (BodyKind::Array, Some(4)));
        let documents = decoded.value.unwrap();
        assert_eq!(documents.facts, [facts("1", 7), facts("2", 8), Facts::default(), Facts::default()]);
        assert_eq!(documents.text(body, 2), b"{\"id\":3}");
        let wrapped = Documents::from_body(b"{\"value\":[{\"id\":\"1\"}],\"_links\":{}}").value.unwrap();
        assert_eq!(wrapped.facts[0].id.as_deref(), Some("1"));
    }

    #[test]
    fn half_surrogates_and_doubled_names_hide_no_id() {
        let body = br#"[{"id":"0","id":"1","created":"1970-01-01T00:00:07.000Z","name":"\ud800"},
            {"\udc00":"x","id":"2","created":"x","created":"1970-01-01T00:00:08.000Z"}, {"id":"a\ud800"}]"#;
        let odd = Facts { id: Some("a\\ud800".to_owned()), created: None };
        assert_eq!(Documents::from_body(body).value.unwrap().facts, [facts("1", 7), facts("2", 8), odd]);
    }

    #[test]
    fn other_bodies_have_no_documents() {
        for (body, kind) in [
            (&b"{}"[..], BodyKind::Object),
            (b"", BodyKind::Empty),
            (b"[", BodyKind::Broken),
            (b"[\"\xff\"]", BodyKind::Broken),
            (b"<html>", BodyKind::NotJson),
        ] {
            let decoded = Documents::from_body(body);
            assert!(decoded.value.is_none() && decoded.kind == kind, "{body:?}");
        }
    }
}
