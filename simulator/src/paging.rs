//! Lists: their order, their pages, and the object that holds the items of some.

use crate::call::Call;
use crate::error::{self, ApiError};
use crate::id::looks_like;
use crate::message::Response;
use crate::store::Document;
use serde_json::{Map, Value, json};

/// The order of a list.
#[derive(Debug)]
pub(crate) enum Order {
    /// By id, and so by age.
    Id,
    /// By a member, without case.
    Member(&'static str),
    /// By `priority`, then by id.
    Priority,
}

impl Order {
    /// What a document is sorted by.
    pub(crate) fn key(&self, id: &str, document: &Document) -> (i64, String, String) {
        let id = id.to_owned();
        match self {
            Self::Id => (0, String::new(), id),
            Self::Member(name) => (0, document.text(name).to_lowercase(), id),
            Self::Priority => (document.number("priority").unwrap_or(0), String::new(), id),
        }
    }
}

/// The page size of a list if none is asked for, and the largest one.
#[derive(Debug)]
pub(crate) struct Page(pub(crate) usize, pub(crate) usize);

/// The items of a page, the limit, and the cursor of the next page.
type Cut<'a, T> = (&'a [T], usize, Option<String>);

impl Page {
    /// The page that a request asks for of a list in the order of its cursors. The item that a cursor names may be gone, or no
    /// longer fit the query.
    pub(crate) fn cut<'a, T>(
        &self,
        call: &Call<'_>,
        found: &'a [T],
        cursor: impl Fn(&T) -> String,
    ) -> Result<Cut<'a, T>, ApiError> {
        let behind = |after: &str| looks_like("", after).then(|| found.partition_point(|item| *cursor(item) <= *after));
        self.cut_behind(call, found, &cursor, behind)
    }

    /// The same of a list in another order: `behind` is how many of the items come before the next page, where none of them
    /// has the cursor.
    pub(crate) fn cut_behind<'a, T>(
        &self,
        call: &Call<'_>,
        found: &'a [T],
        cursor: impl Fn(&T) -> String,
        behind: impl Fn(&str) -> Option<usize>,
    ) -> Result<Cut<'a, T>, ApiError> {
        let limit = call.query.limit(self.0, self.1)?;
        let start = match call.query.text("after") {
            None => 0,
            Some(after) => {
                let own = found.iter().position(|item| cursor(item) == after).map(|at| at + 1);
                own.or_else(|| behind(after)).ok_or_else(error::bad_cursor)?
            }
        };
        let rest = found.get(start..).unwrap_or(&[]);
        let (items, next) = split(rest, limit, cursor);
        Ok((items, limit, next))
    }
}

/// A list that is not paged.
pub(crate) fn whole(wrap: &str, items: Vec<Value>) -> Response {
    Response::ok(&if wrap.is_empty() { Value::Array(items) } else { json!({ wrap: items }) })
}

/// One page of a list. An object that holds the items has the link to the next page, too.
pub(crate) fn page(call: &Call<'_>, wrap: &str, items: Vec<Value>, limit: usize, next: Option<&str>) -> Response {
    if wrap.is_empty() {
        return Response::ok(&Value::Array(items)).with_links(call.links(limit, next));
    }
    let href = |after| json!({ "href": call.link(after, limit) });
    let mut links = Map::from_iter([("self".to_owned(), href(call.query.get("after")))]);
    links.extend(next.map(|next| ("next".to_owned(), href(Some(next)))));
    Response::ok(&json!({ wrap: items, "_links": links })).with_links(call.links(limit, None))
}

/// A page of documents.
pub(crate) fn documents<'a>(
    call: &Call<'_>,
    found: impl Iterator<Item = (&'a str, &'a Document)>,
    limit: usize,
    show: impl Fn(&Document) -> Value,
) -> Response {
    let found: Vec<_> = found.take(limit + 1).collect();
    let (items, next) = split(&found, limit, |(id, _)| (*id).to_owned());
    page(call, "", items.iter().map(|(_, document)| show(document)).collect(), limit, next.as_deref())
}

/// The cursor of a request: the id of the last item of the page before.
pub(crate) fn cursor<'a>(call: &'a Call<'_>, prefix: &str) -> Result<Option<&'a str>, ApiError> {
    match call.query.text("after") {
        Some(after) if !looks_like(prefix, after) => Err(error::bad_cursor()),
        after => Ok(after),
    }
}

/// Splits the found items, one more than the limit if there are more, into the page and the cursor of the next one.
pub(crate) fn split<T>(found: &[T], limit: usize, cursor: impl Fn(&T) -> String) -> (&[T], Option<String>) {
    match found.get(..limit).filter(|_| found.len() > limit) {
        Some(items) => (items, items.last().map(cursor)),
        None => (found, None),
    }
}
