//! The headers of an answer.

use crate::http::date;
use crate::{steps, text};
use std::fmt;
use std::sync::Arc;

/// HTTP headers in the order of the wire, repeated ones included. Names are case-insensitive. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Arc<Vec<(String, String)>>);

/// The rate limit that a response reports for its operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests per window (`x-rate-limit-limit`).
    pub limit: Option<u64>,
    /// Requests left in the current window (`x-rate-limit-remaining`).
    pub remaining: Option<u64>,
    /// When the next window begins, in seconds since the Unix epoch, by Okta's clock (`x-rate-limit-reset`).
    pub reset: Option<u64>,
}

impl Headers {
    /// An empty list of headers.
    pub fn new() -> Headers {
        Headers::default()
    }

    /// Adds a header at the end.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        Arc::make_mut(&mut self.0).push((name.into(), value.into()));
    }

    /// First value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a header, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(move |(own, value)| own.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    /// Names and values, in the order of the wire.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Request ID (`x-okta-request-id`). Okta's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        self.get("x-okta-request-id")
    }

    /// The org's clock as it tells it, in milliseconds of the Unix epoch; of doubled ones the slower.
    pub(crate) fn date_ms(&self) -> Option<u64> {
        let mut earliest = None;
        for value in self.all("date") {
            for date in date::all(value) {
                earliest = Some(earliest.map_or(date, |earliest: u64| earliest.min(date)));
            }
        }
        earliest
    }

    /// The headers that the engine reads, in lower case. A host may leave out the others.
    pub const READ: [&'static str; 11] = [
        "content-type",
        "date",
        "dpop-nonce",
        "link",
        "location",
        "retry-after",
        "www-authenticate",
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
    ];

    /// Rate limit, from the headers `x-rate-limit-*`. If they are repeated, the later reset and the smaller numbers count.
    pub fn rate(&self) -> RateLimit {
        let number = |name, choose: fn(u64, u64) -> u64| {
            let mut chosen = None;
            for value in self.all(name) {
                steps::count(value.len());
                for number in value.split(',').filter_map(|number| text::digits(number.trim_ascii())) {
                    chosen = Some(chosen.map_or(number, |chosen| choose(chosen, number)));
                }
            }
            chosen
        };
        RateLimit {
            limit: number("x-rate-limit-limit", u64::min),
            remaining: number("x-rate-limit-remaining", u64::min),
            reset: number("x-rate-limit-reset", u64::max),
        }
    }
}

impl RateLimit {
    /// The limit on calls at once, which is over as soon as one of them is; its reset says nothing.
    pub(crate) fn is_concurrent(self) -> bool {
        self.limit == Some(0) && self.remaining == Some(0)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Headers {
        Headers(Arc::new(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

/// Names only: values may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_doubles_stay() {
        let headers: Headers = [("Link", "a"), ("link", "b"), ("X-Okta-Request-Id", "req1")].into_iter().collect();
        assert_eq!(headers.all("LINK").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(headers.request_id(), Some("req1"));
        assert_eq!(headers.get("date"), None);
    }

    #[test]
    fn odd_rate_figures_are_left_out() {
        let headers: Headers = [
            ("X-Rate-Limit-Limit", "600"),
            ("X-Rate-Limit-Remaining", "many"),
            ("X-Rate-Limit-Reset", "10"),
            ("X-Rate-Limit-Reset", " 20, 15, "),
        ]
        .into_iter()
        .collect();
        assert_eq!(headers.rate(), RateLimit { limit: Some(600), remaining: None, reset: Some(20) });
    }

    #[test]
    fn debug_shows_names_only() {
        let headers: Headers = [("Set-Cookie", "sid=1")].into_iter().collect();
        assert_eq!(format!("{headers:?}"), "[\"Set-Cookie\"]");
    }
}
