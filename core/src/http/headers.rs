//! Response headers.

use crate::http::date;
use crate::{steps, text};
use std::fmt;
use std::sync::Arc;

/// Response headers, in the order received, duplicates included. Names are compared without case. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Arc<Vec<(String, String)>>);

/// The rate limit that a response reports for its operation, in the `X-Rate-Limit-*` headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// The number of requests allowed per window (`X-Rate-Limit-Limit`).
    pub limit: Option<u64>,
    /// The number of requests left in this window (`X-Rate-Limit-Remaining`).
    pub remaining: Option<u64>,
    /// The start of the next window in seconds since the Unix epoch, by the org's clock (`X-Rate-Limit-Reset`).
    pub reset: Option<u64>,
}

impl Headers {
    /// Creates an empty list of headers.
    pub fn new() -> Headers {
        Headers::default()
    }

    /// Appends a header.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        Arc::make_mut(&mut self.0).push((name.into(), value.into()));
    }

    /// The first value of the header `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Iterates over all values of the header `name`.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(move |(other, value)| other.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    /// Iterates over names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The request ID (`X-Okta-Request-Id`), which Okta's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.get("x-okta-request-id")
    }

    /// The org's time (`Date`) in milliseconds since the Unix epoch; the earliest if there are several.
    pub fn date_ms(&self) -> Option<u64> {
        let mut earliest = None;
        for value in self.all("date") {
            for date in date::all(value) {
                earliest = Some(earliest.map_or(date, |earliest: u64| earliest.min(date)));
            }
        }
        earliest
    }

    /// The headers that the engine reads, in lower case. A host for which each header is expensive may pass only these.
    pub const READ: [&'static str; 11] = [
        "content-type", "date", "dpop-nonce", "link", "location", "retry-after", "www-authenticate",
        "x-okta-request-id", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset",
    ];

    /// The rate limit (`X-Rate-Limit-*`). If a header occurs several times, or is joined by commas, the lower limit and
    /// remaining and the later reset are used.
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
    /// Whether this is Okta's limit on concurrent requests, reported as limit 0 and remaining 0. It ends with any request in
    /// flight, and its reset has no meaning.
    pub(crate) fn is_concurrent(self) -> bool {
        self.limit == Some(0) && self.remaining == Some(0)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Headers {
        Headers(Arc::new(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

/// Shows names only: values may be secrets.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_duplicates_stay() {
        let headers: Headers = [("Link", "a"), ("link", "b"), ("X-Okta-Request-Id", "req1")].into_iter().collect();
        assert_eq!(headers.all("LINK").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(headers.request_id(), Some("req1"));
        assert_eq!(headers.get("date"), None);
    }

    #[test]
    fn invalid_rate_limits_are_ignored() {
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
