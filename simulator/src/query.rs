//! The query of a request: parsed, and written again for the `Link` header.

use crate::error::{self, ApiError};
use std::collections::BTreeSet;

/// Decoded names and values in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Parses a query or a form; invalid percent-encoding is kept as text.
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// All names and values, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A name that occurs more than once.
    pub(crate) fn twice(&self) -> Option<&str> {
        let mut seen = BTreeSet::new();
        self.0.iter().map(|(name, _)| name.as_str()).find(|name| !seen.insert(*name))
    }

    /// The first value of that name unless it is empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// A boolean; a real org accepts `True` and `False` too.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, ApiError> {
        match self.get(name) {
            None => Ok(default),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(error::wrong_type(name)),
        }
    }

    /// The page size. What a real org does with 0 and negative limits is unknown: here they mean the default.
    pub(crate) fn limit(&self, default: usize, most: usize) -> Result<usize, ApiError> {
        let Some(text) = self.text("limit") else { return Ok(default) };
        let limit: i64 = text.parse().map_err(|_| error::wrong_type("limit"))?;
        Ok(usize::try_from(limit).ok().filter(|limit| *limit > 0).map_or(default, |limit| limit.min(most)))
    }

    /// The query of a link: the effective limit, another cursor and the rest unchanged, in the order of a real org.
    pub(crate) fn rebuilt(&self, after: Option<&str>, limit: usize) -> String {
        const ORDER: [&str; 7] = ["after", "limit", "sortBy", "sortOrder", "q", "filter", "search"];
        let limit = limit.to_string();
        let value = |name| match name {
            "after" => after,
            "limit" => Some(limit.as_str()),
            _ => self.get(name),
        };
        let first = ORDER.iter().filter_map(|name| Some((*name, value(name)?)));
        let others = self.0.iter().filter(|(name, _)| !ORDER.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(first).extend_pairs(others).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_any_query() {
        let query = Query::parse(b"a=1&&b=x+y%20z&c&d=%zz%4&a=2&e=%C3%A9&f=%FF");
        let expected =
            [("a", "1"), ("b", "x y z"), ("c", ""), ("d", "%zz%4"), ("a", "2"), ("e", "é"), ("f", "\u{fffd}")];
        assert_eq!(query.0, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn limits() {
        for (text, limit) in
            [("", 20), ("limit=", 20), ("limit=5", 5), ("limit=0", 20), ("limit=-1", 20), ("limit=999", 200)]
        {
            assert_eq!(Query::parse(text.as_bytes()).limit(20, 200), Ok(limit), "{text}");
        }
        assert!(Query::parse(b"limit=x").limit(20, 200).is_err());
    }

    #[test]
    fn links_have_the_order_of_an_org() {
        let query = Query::parse(b"x=1&search=status+eq+%22ACTIVE%22&sortOrder=asc&limit=500&sortBy=profile.lastName");
        assert_eq!(
            query.rebuilt(Some("00u1"), 200),
            "after=00u1&limit=200&sortBy=profile.lastName&sortOrder=asc&search=status+eq+%22ACTIVE%22&x=1"
        );
    }
}
