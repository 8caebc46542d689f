//! The ledger: the requests that the org got, for tests that assert on them.

use crate::message::{Request, Response};
use crate::query::Query;
use crate::rate::fits;
use crate::time::Time;
use crate::webhook::Delivered;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, VecDeque};

/// The longest ledger, in requests and in their bytes; the oldest are dropped.
const MOST: usize = 10_000;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// The last requests, oldest first, and the number of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    entries: VecDeque<LedgerEntry>,
    bytes: usize,
    seen: u64,
    statuses: BTreeMap<u16, u64>,
    pending: u64,
    taken: u64,
    failed: u64,
    dropped: u64,
}

#[derive(Clone, Debug)]
struct LedgerEntry {
    number: u64,
    at: Time,
    request: Request,
    /// `None`: the connection ended without a response.
    status: Option<u16>,
    request_id: Option<String>,
}

/// Which entries a test wants to see.
#[derive(Clone, Debug, Default)]
pub(crate) struct LedgerFilter<'a> {
    pub(crate) method: Option<&'a str>,
    /// As in a scripted answer: `{}` is one segment, `*` at the end is anything.
    pub(crate) path: Option<&'a str>,
    pub(crate) status: Option<u16>,
    /// Those after the request of this number.
    pub(crate) after: u64,
}

impl Ledger {
    /// Records a request with its response, or with none if the connection ended before.
    pub(crate) fn record(&mut self, request: Request, response: Option<&Response>, at: Time) {
        self.seen += 1;
        let status = response.map(|response| response.status);
        *self.statuses.entry(status.unwrap_or(0)).or_default() += 1;
        let request_id = response.and_then(|response| response.get("x-okta-request-id")).map(str::to_owned);
        self.bytes += request.size();
        self.entries.push_back(LedgerEntry { number: self.seen, at, request, status, request_id });
        while self.entries.len() > MOST || self.bytes > MOST_BYTES {
            self.bytes -= self.entries.pop_front().map_or(0, |oldest| oldest.request.size());
        }
    }

    pub(crate) fn show(&self, filter: &LedgerFilter<'_>) -> Vec<Value> {
        self.entries.iter().filter(|entry| filter.takes(entry)).map(LedgerEntry::show).collect()
    }

    /// Forgets everything but the deliveries that are still to be made.
    pub(crate) fn clear(&mut self) {
        *self = Self { pending: self.pending, ..Self::default() };
    }

    /// Counts a delivery to an event hook that is to be made.
    pub(crate) fn queue_delivery(&mut self) {
        self.pending += 1;
    }

    /// Counts a delivery to an event hook that was to be made.
    pub(crate) fn deliver(&mut self, delivered: Delivered) {
        self.pending = self.pending.saturating_sub(1);
        *match delivered {
            Delivered::Taken => &mut self.taken,
            Delivered::Failed => &mut self.failed,
            Delivered::Dropped => &mut self.dropped,
        } += 1;
    }

    /// The number of requests, of all and by status; a connection that ended without a response counts as 0. And what became
    /// of deliveries to event hooks.
    pub(crate) fn counters(&self) -> Value {
        let statuses: Map<String, Value> =
            self.statuses.iter().map(|(status, count)| (status.to_string(), (*count).into())).collect();
        let (pending, delivered, failed, dropped) = (self.pending, self.taken, self.failed, self.dropped);
        let deliveries = json!({ "pending": pending, "delivered": delivered, "failed": failed, "dropped": dropped });
        json!({ "requests": self.seen, "statuses": statuses, "eventHooks": deliveries })
    }
}

impl LedgerFilter<'_> {
    fn takes(&self, entry: &LedgerEntry) -> bool {
        entry.number > self.after
            && self.method.is_none_or(|method| entry.request.method.eq_ignore_ascii_case(method))
            && self.path.is_none_or(|pattern| fits(pattern, entry.request.path()))
            && self.status.is_none_or(|status| entry.status == Some(status))
    }
}

impl LedgerEntry {
    fn show(&self) -> Value {
        let Request { method, headers, body, .. } = &self.request;
        let headers: Map<String, Value> =
            headers.iter().map(|(name, value)| (name.to_lowercase(), shown(name, value).into())).collect();
        let body = match (body.is_empty(), serde_json::from_slice(body)) {
            (true, _) => Value::Null,
            (false, Ok(json)) => json,
            (false, Err(_)) => String::from_utf8_lossy(body).into(),
        };
        json!({
            "number": self.number,
            "at": self.at.precise(),
            "method": method,
            "path": self.request.path(),
            "query": query(&self.request),
            "headers": headers,
            "body": body,
            "status": self.status,
            "requestId": self.request_id,
        })
    }
}

/// Names with a value, or with all if there are several.
fn query(request: &Request) -> Value {
    let mut out = Map::new();
    for (name, value) in Query::parse(request.query().as_bytes()).pairs() {
        match out.get_mut(name) {
            None => drop(out.insert(name.to_owned(), value.into())),
            Some(Value::Array(all)) => all.push(value.into()),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    out.into()
}

/// The value of a header without the secret in it.
fn shown(name: &str, value: &str) -> String {
    if name.eq_ignore_ascii_case("authorization") {
        return value.split_once(' ').map_or("****".into(), |(scheme, _)| format!("{scheme} ****"));
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_is_bounded() {
        let mut ledger = Ledger::default();
        let now = Time::from_seconds(5);
        for _ in 0..=MOST {
            ledger.record(Request::new("GET", "/"), None, now);
        }
        assert_eq!(ledger.entries.len(), MOST);
        assert_eq!(ledger.entries[0].number, 2);
        let large = Request { body: vec![b'x'; MOST_BYTES / 2 + 1], ..Request::new("POST", "/") };
        ledger.record(large.clone(), None, now);
        ledger.record(large, None, now);
        assert_eq!((ledger.entries.len(), ledger.bytes), (1, MOST_BYTES / 2 + 6));
        let heads = Request::new("GET", "/").header("x", &"x".repeat(MOST_BYTES / 2));
        ledger.record(heads, None, now);
        assert_eq!(ledger.entries.len(), 1);
        assert_eq!(ledger.counters()["requests"], MOST + 4);
        ledger.queue_delivery();
        ledger.clear();
        assert_eq!(ledger.counters()["requests"], 0);
        assert_eq!(ledger.counters()["eventHooks"]["pending"], 1, "it will be made");
    }

    #[test]
    fn entries_show_no_token() {
        let mut ledger = Ledger::default();
        let request = Request::new("POST", "/api/v1/users/me?a=b%20c&a=d").token("secret").json(&json!({ "x": 1 }));
        ledger.record(request, Some(&Response { status: 204, ..Response::default() }), Time::from_millis(1500));
        let filter = LedgerFilter { method: Some("post"), path: Some("/api/v1/users/{}"), status: Some(204), after: 0 };
        assert_eq!(
            ledger.show(&filter),
            [json!({
                "number": 1,
                "at": "1970-01-01T00:00:01.500Z",
                "method": "POST",
                "path": "/api/v1/users/me",
                "query": { "a": ["b c", "d"] },
                "headers": { "authorization": "SSWS ****", "content-type": "application/json" },
                "body": { "x": 1 },
                "status": 204,
                "requestId": null,
            })]
        );
        assert!(ledger.show(&LedgerFilter { path: Some("/api/v1/users"), ..filter }).is_empty());
    }
}
