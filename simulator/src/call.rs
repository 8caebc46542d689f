//! A request as its handler reads it.

use crate::document::Operation;
use crate::error::{self, ApiError};
use crate::judge;
use crate::message::Request;
use crate::query::Query;
use crate::time::Time;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A request with the values of its path, its query and the time.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    path: &'a str,
    /// Path parameters, decoded, in order.
    values: Vec<String>,
    pub(crate) query: Query,
    /// The operation of the document, if it has this one.
    pub(crate) operation: Option<&'static Operation>,
    /// The client id of the app that sent the request; `None`: the admin.
    pub(crate) principal: Option<String>,
    /// Scheme and host of the request URL, for links.
    pub(crate) base: String,
    pub(crate) now: Time,
}

impl<'a> Call<'a> {
    pub(crate) fn new(request: &'a Request, path: &'a str, query: &str, now: Time) -> Self {
        let query = Query::parse(query.as_bytes());
        Self { request, path, values: Vec::new(), query, operation: None, principal: None, base: request.base(), now }
    }

    pub(crate) fn routed(self, operation: Option<&'static Operation>, values: &[&str]) -> Self {
        let decoded = values.iter().map(|value| percent_decode_str(value).decode_utf8_lossy().into_owned());
        Self { values: decoded.collect(), operation, ..self }
    }

    /// Checks the query by the document: what must be there, and the types of values.
    pub(crate) fn check_query(&self) -> Result<(), ApiError> {
        for (name, schema) in self.operation.into_iter().flat_map(Operation::query) {
            match (schema.get("type").and_then(Value::as_str), self.query.text(name)) {
                // Every flag has a default.
                (Some("boolean"), _) => drop(self.query.flag(name, false)?),
                (_, None) if schema.get("required").is_some() => return Err(error::missing_parameter()),
                (Some("integer"), Some(value)) if value.parse::<i64>().is_err() => return Err(error::wrong_type(name)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The body as the document has it, without what is read-only. `object` is the name of the thing in E0000001.
    pub(crate) fn judged(&self, object: &str) -> Result<Map<String, Value>, ApiError> {
        let optional = self.operation.is_some_and(|operation| !operation.needs_body());
        if optional && self.request.body.is_empty() {
            return Ok(Map::new());
        }
        let body = self.object()?;
        match self.operation.and_then(Operation::body) {
            Some(schema) => judge::judged(schema, body, object),
            None => Ok(body),
        }
    }

    /// A path parameter by its position; empty if there is none.
    pub(crate) fn value(&self, at: usize) -> &str {
        self.values.get(at).map_or("", String::as_str)
    }

    /// The body, which must be a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, ApiError> {
        let media = self.request.get("content-type").unwrap_or("application/json");
        let media = media.split(';').next().unwrap_or("").trim();
        if !media.eq_ignore_ascii_case("application/json") && !self.request.body.is_empty() {
            return Err(error::unsupported_media());
        }
        match serde_json::from_slice(&self.request.body) {
            Ok(Value::Object(body)) => Ok(body),
            _ => Err(error::malformed()),
        }
    }

    /// The body as a list of what the document has.
    pub(crate) fn judged_list(&self, object: &str) -> Result<Vec<Value>, ApiError> {
        let Ok(Value::Array(items)) = serde_json::from_slice(&self.request.body) else {
            return Err(error::malformed());
        };
        match self.operation.and_then(Operation::body) {
            Some(schema) => judge::judged_list(schema, items, object),
            None => Ok(items),
        }
    }

    /// Whether the request asks to leave a part out, as in `application/json; okta-response=omitCredentials`.
    pub(crate) fn omits(&self, part: &str) -> bool {
        let media = self.request.get("content-type").unwrap_or("");
        let wish = media.split(';').find_map(|part| part.trim().strip_prefix("okta-response="));
        wish.is_some_and(|wish| wish.trim_matches('"').split(',').any(|own| own.trim() == part))
    }

    /// The URL of the page after an item.
    pub(crate) fn link(&self, after: Option<&str>, limit: usize) -> String {
        format!("{}{}?{}", self.base, self.path, self.query.rebuilt(after, limit))
    }

    /// The `Link` headers of a page: `self`, and `next` if there are more items.
    pub(crate) fn links(&self, limit: usize, next: Option<&str>) -> Vec<String> {
        let line = |after, relation| format!("<{}>; rel=\"{relation}\"", self.link(after, limit));
        let mut lines = vec![line(self.query.get("after"), "self")];
        lines.extend(next.map(|next| line(Some(next), "next")));
        lines
    }
}

/// A member of a body that must be an object; empty if it is missing or null.
pub(crate) fn object(body: &Map<String, Value>, name: &str) -> Result<Map<String, Value>, ApiError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(error::malformed()),
    }
}

/// A member of a body that must be a string; `None` if it is missing or null.
pub(crate) fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, ApiError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(error::malformed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_the_host_that_was_called() {
        let request = Request::new("GET", "").header("Host", "127.0.0.1:8080");
        let call = Call::new(&request, "/api/v1/users", "after=a&q=x", Time::from_seconds(0));
        assert_eq!(
            call.links(200, Some("b")),
            [
                "<http://127.0.0.1:8080/api/v1/users?after=a&limit=200&q=x>; rel=\"self\"",
                "<http://127.0.0.1:8080/api/v1/users?after=b&limit=200&q=x>; rel=\"next\"",
            ]
        );
        let request = Request::new("GET", "").header("host", "evil\"{}");
        assert_eq!(Call::new(&request, "/", "", Time::from_seconds(0)).base, "http://localhost");
    }

    #[test]
    fn parts_left_out() {
        let request = Request::new("GET", "")
            .header("content-type", "application/json; okta-response=\"omitCredentials,omitCredentialsLinks\"");
        let call = Call::new(&request, "/", "", Time::from_seconds(0));
        assert!(call.omits("omitCredentials") && call.omits("omitCredentialsLinks"));
        assert!(!call.omits("omitTransitioningToStatus"));
    }
}
