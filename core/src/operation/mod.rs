//! Operations of the API.

pub(crate) mod arguments;
pub(crate) mod metadata;
pub(crate) mod safety;
pub(crate) mod table;

use crate::http::percent::without_query;
use std::borrow::Cow;
use std::fmt;

/// An operation of the API: a row of the operation table, or a custom one made at run time by [`Operation::custom`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Operation ID in the API document, `listUsers`.
    pub id: Cow<'static, str>,
    /// HTTP method.
    pub method: Method,
    /// Path template, `/api/v1/users/{id}`.
    pub path: Cow<'static, str>,
    /// Label in front of the org's host, `drapp`; `None` if the org's own host serves it.
    pub host: Option<&'static str>,
    /// Path, query and header parameters: path parameters first, then required ones.
    pub parameters: Vec<Parameter>,
    /// What kind of body a call sends.
    pub request: RequestBody,
    /// What kind of body a 2xx response has.
    pub response: ResponseBody,
    /// How the next page of a list is found.
    pub paging: Paging,
    /// Credentials that the API document lists.
    pub security: Security,
    /// True if a second request has no further effect, so that a retry is safe.
    pub idempotent: bool,
}

/// HTTP request method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads; safe to retry.
    Get,
    /// Reads the headers alone; safe to retry.
    Head,
    /// Creates or acts; usually not safe to retry.
    Post,
    /// Replaces; usually safe to retry.
    Put,
    /// Changes in part; usually not safe to retry.
    Patch,
    /// Removes; usually safe to retry.
    Delete,
}

/// A path, query or header parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Where the parameter is sent (OpenAPI `in`).
    pub location: ParameterLocation,
    /// True if a call without it is an error.
    pub required: bool,
    /// Name on the wire.
    pub name: &'static str,
    /// Type of its value.
    pub kind: ParameterKind,
}

/// Where a parameter is sent (OpenAPI `in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// Fills `{name}` in the path.
    Path,
    /// A member of the query string.
    Query,
    /// A request header.
    Header,
}

/// Type of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A string.
    Text,
    /// An integer of 64 bits.
    Integer,
    /// An integer or a decimal number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Several values in one pair, joined by commas.
    List,
    /// Several values, each in a pair of its own.
    Multi,
}

/// Request body of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// No body.
    None,
    /// A JSON value, `application/json`.
    Json {
        /// True if a call without a body is an error.
        required: bool,
    },
    /// One file as multipart/form-data.
    File {
        /// Name of the part.
        part: &'static str,
    },
    /// Bytes of one of several media types.
    Binary {
        /// Media types, the default one first.
        media: Vec<&'static str>,
    },
}

/// Response body of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseBody {
    /// No body, as far as the API document says.
    None,
    /// A JSON value, `application/json`.
    Json {
        /// Kind of the outermost value.
        top: JsonKind,
        /// True if a response without a body is fine.
        optional: bool,
        /// Another media type that can be requested.
        other: Option<&'static str>,
    },
    /// Text of this media type.
    Text(&'static str),
    /// Not known: for custom operations.
    Any,
}

/// Kind of the outermost JSON value of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// A JSON object.
    Object,
    /// A JSON array.
    Array,
    /// Any JSON value.
    Any,
}

/// How the next page of a list is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// The operation does not return a list.
    None,
    /// By the `Link` header with `rel="next"`.
    Link,
    /// By a link in the body.
    Body {
        /// JSON pointer to the link to the next page.
        next: &'static str,
        /// Member that holds the items.
        items: &'static str,
    },
    /// By the `Link` header, which never ends. Without the query parameter `until` the list ends at an empty page.
    Poll,
}

/// Credentials that an operation accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// An API token or an OAuth access token.
    Any,
    /// An API token (SSWS) only.
    Ssws,
    /// An OAuth access token only.
    OAuth,
    /// None: no credential is sent.
    None,
}

/// The system log, however it is asked for: the one list that never ends.
const LOGS: &str = "/api/v1/logs";

impl Operation {
    /// A custom operation: any path of the org, perhaps one that the API document lacks. A GET follows `Link` headers when it is
    /// iterated.
    pub fn custom(method: Method, path: impl Into<String>) -> Operation {
        let path = path.into();
        Operation {
            id: Cow::Owned(format!("{method} {}", without_query(&path))),
            method,
            host: None,
            parameters: Vec::new(),
            request: RequestBody::None,
            response: ResponseBody::Any,
            paging: match method {
                Method::Get if without_query(&path) == LOGS => Paging::Poll,
                Method::Get => Paging::Link,
                _ => Paging::None,
            },
            security: Security::Any,
            idempotent: matches!(method, Method::Get | Method::Head | Method::Put),
            path: Cow::Owned(path),
        }
    }

    /// True for an operation made by [`Operation::custom`].
    pub fn is_custom(&self) -> bool {
        // A row of the table borrows its name.
        matches!(self.id, Cow::Owned(_))
    }
}

/// As errors name it: `GET /api/v1/users/{id}`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, without_query(&self.path))
    }
}

impl Method {
    pub(crate) const ALL: [Method; 6] =
        [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The method on the wire, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untyped_one_names_itself() {
        let operation = Operation::custom(Method::Get, "/api/v1/x");
        assert_eq!(operation.to_string(), "GET /api/v1/x");
        assert_eq!(operation.paging, Paging::Link);
    }

    #[test]
    fn names_of_callers_are_found_or_told() {
        assert_eq!(Operation::by_name("getUser").unwrap().path, "/api/v1/users/{id}");
        assert_eq!(Operation::custom_by_name("get", "/api/v1/x").unwrap().method, Method::Get);
        for (error, text) in [
            (
                Operation::by_name("getUsr").unwrap_err(),
                "there is no operation \"getUsr\": use an operation ID of Okta's API reference, such as getUser",
            ),
            (
                Operation::custom_by_name("FETCH", "/").unwrap_err(),
                "\"FETCH\" is not an HTTP method: use one of GET, HEAD, POST, PUT, PATCH, DELETE",
            ),
            (
                Operation::by_name("getUser").unwrap().as_list().unwrap_err(),
                "GET /api/v1/users/{id}: this operation does not return a list: call it instead of iterating over it",
            ),
        ] {
            assert_eq!((error.kind(), error.to_string().as_str()), (crate::ErrorKind::InvalidArgument, text));
        }
    }

    #[test]
    fn lists_are_lists() {
        assert_eq!(Operation::by_name("listUsers").unwrap().as_list().unwrap().paging, Paging::Link);
        let untyped = Operation::custom_by_name("GET", "/api/v1/x").unwrap().as_list().unwrap();
        assert!(matches!(untyped.response, ResponseBody::Json { top: JsonKind::Array, .. }));
        assert!(Operation::custom_by_name("POST", "/api/v1/x").unwrap().as_list().is_err());
        let logs = Operation::custom_by_name("GET", "/api/v1/logs?limit=1000").unwrap().as_list().unwrap();
        assert_eq!(logs.paging, Paging::Poll);
        let polls = Operation::all().filter(|operation| operation.paging == Paging::Poll);
        assert_eq!(polls.map(|operation| operation.path).collect::<Vec<_>>(), [LOGS]);
    }
}
