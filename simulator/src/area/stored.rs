//! Resources that only are what was stored.

use crate::call::Call;
use crate::fault::{self, Fault};
use crate::id::looks_like;
use crate::message::Reply;
use crate::org::Org;
use crate::store::Kind;
use serde_json::Value;

pub(crate) fn get(org: &mut Org, kind: &Kind, call: &Call<'_>) -> Result<Reply, Fault> {
    Ok(Reply::json(&org.store.get(kind, call.value(0))?.show(&call.base)))
}

pub(crate) fn list(org: &mut Org, kind: &Kind, call: &Call<'_>) -> Result<Reply, Fault> {
    let Some((default, most)) = kind.page else {
        let all = org.store.after(kind, None).map(|(_, document)| document.show(&call.base));
        return Ok(Reply::json(&Value::Array(all.collect())));
    };
    let limit = call.query.limit(default, most)?;
    let after = cursor(call, kind.prefix)?;
    let found: Vec<_> = org.store.after(kind, after).take(limit + 1).collect();
    let (items, next) = page(&found, limit, |(id, _)| (*id).to_owned());
    let items = items.iter().map(|(_, document)| document.show(&call.base)).collect();
    Ok(Reply::json(&Value::Array(items)).with_links(call.links(limit, next.as_deref())))
}

/// The id of the last item that the caller has seen.
pub(crate) fn cursor<'a>(call: &'a Call<'_>, prefix: &str) -> Result<Option<&'a str>, Fault> {
    match call.query.text("after") {
        Some(after) if !looks_like(prefix, after) => Err(fault::bad_cursor()),
        after => Ok(after),
    }
}

/// Cuts what was found, one more than the limit if there is more, into the page and the cursor of the next one.
pub(crate) fn page<T>(found: &[T], limit: usize, cursor: impl Fn(&T) -> String) -> (&[T], Option<String>) {
    match found.get(..limit).filter(|_| found.len() > limit) {
        Some(items) => (items, items.last().map(cursor)),
        None => (found, None),
    }
}
