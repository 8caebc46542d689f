//! Pages of documents.

use crate::call::Call;
use crate::error::{self, ApiError};
use crate::id::looks_like;
use crate::message::Response;
use crate::store::Document;
use serde_json::Value;

/// A page of documents.
pub(super) fn documents<'a>(
    call: &Call<'_>,
    found: impl Iterator<Item = (&'a str, &'a Document)>,
    limit: usize,
    show: impl Fn(&Document) -> Value,
) -> Response {
    let found: Vec<_> = found.take(limit + 1).collect();
    let (items, next) = page(&found, limit, |(id, _)| (*id).to_owned());
    let items = items.iter().map(|(_, document)| show(document)).collect();
    Response::ok(&Value::Array(items)).with_links(call.links(limit, next.as_deref()))
}

/// The cursor of a request: the id of the last item of the page before.
pub(crate) fn cursor<'a>(call: &'a Call<'_>, prefix: &str) -> Result<Option<&'a str>, ApiError> {
    match call.query.text("after") {
        Some(after) if !looks_like(prefix, after) => Err(error::bad_cursor()),
        after => Ok(after),
    }
}

/// Splits the found items, one more than the limit if there are more, into the page and the cursor of the next one.
pub(crate) fn page<T>(found: &[T], limit: usize, cursor: impl Fn(&T) -> String) -> (&[T], Option<String>) {
    match found.get(..limit).filter(|_| found.len() > limit) {
        Some(items) => (items, items.last().map(cursor)),
        None => (found, None),
    }
}
