//! Operations: how each one is called, according to the API document.

pub(crate) mod arguments;
pub(crate) mod hint;
pub(crate) mod metadata;
pub(crate) mod safety;
pub(crate) mod table;

use crate::http::percent::without_query;
use std::borrow::Cow;
use std::fmt;

/// An operation of the API, such as `GET /api/v1/users`. It comes from the API document ([`Operation::find`]) or is made at run
/// time ([`Operation::custom`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The operation ID, such as `listUsers`.
    pub id: Cow<'static, str>,
    /// HTTP method.
    pub method: Method,
    /// The path template, such as `/api/v1/users/{id}`.
    pub path: Cow<'static, str>,
    /// The subdomain of the org's host that serves it, such as `drapp`; `None` for the org's own host.
    pub host: Option<&'static str>,
    /// The path, query and header parameters: path parameters first, then required ones.
    pub parameters: Vec<Parameter>,
    /// What the operation sends.
    pub request: RequestBody,
    /// The body of a 2xx response.
    pub response: ResponseBody,
    /// The pagination of a list.
    pub paging: Paging,
    /// The accepted credentials.
    pub security: Security,
    /// Whether repeating the operation has no further effect, so that it may be retried.
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
    /// The location, OpenAPI's `in`.
    pub location: ParameterLocation,
    /// Whether a call must have it.
    pub required: bool,
    /// The name, such as `limit`.
    pub name: &'static str,
    /// The type of its value.
    pub kind: ParameterKind,
}

/// The location of a parameter, OpenAPI's `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// Fills a placeholder of the path.
    Path,
    /// A member of the query string.
    Query,
    /// A request header.
    Header,
}

/// The type of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// An integer or a decimal number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Several values, joined by commas: `expand=a,b`.
    List,
    /// Several values, as repeated pairs: `expand=a&expand=b`.
    Multi,
}

/// The request body of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// No body.
    None,
    /// A JSON value, `application/json`.
    Json {
        /// Whether a call must have a body.
        required: bool,
    },
    /// A file, as `multipart/form-data`.
    File {
        /// Name of the part.
        part: &'static str,
    },
    /// Bytes of one of several media types, the first being the default.
    Binary {
        /// Media types, the default one first.
        media: Vec<&'static str>,
    },
}

/// The body of an operation's 2xx response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseBody {
    /// No body.
    None,
    /// A JSON value, `application/json`.
    Json {
        /// The kind of the outermost value.
        top: JsonKind,
        /// Whether the body may be missing.
        optional: bool,
        /// An alternative media type, which the `Accept` header can select.
        other: Option<&'static str>,
    },
    /// Text of this media type.
    Text(&'static str),
    /// Any body: that of a custom operation.
    Any,
}

/// The kind of a document's outermost JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// A JSON object.
    Object,
    /// An array.
    Array,
    /// Any JSON value.
    Any,
}

/// The pagination of a list: where a page has the link to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// The operation does not return a list.
    None,
    /// In the `Link` header with `rel="next"`.
    Link,
    /// In the response body.
    Body {
        /// JSON pointer to the link to the next page.
        next: &'static str,
        /// Member that holds the items.
        items: &'static str,
    },
    /// In the `Link` header, which every page has. Without the query parameter `until`, the list ends at an empty page.
    Poll,
}

/// The credentials that an operation accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Any credential.
    Any,
    /// Only an API token.
    Ssws,
    /// Only an OAuth access token.
    OAuth,
    /// No credential is sent.
    None,
}

/// The path of the system log, the one list whose `Link` header never ends.
const LOGS: &str = "/api/v1/logs";

impl Operation {
    /// Creates a custom operation: any method and path, with or without query, that the API document does not list. A GET can be
    /// paginated by its `Link` header; GET, HEAD and PUT count as idempotent.
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

    /// Whether this is a custom operation, made by [`Operation::custom`].
    pub fn is_custom(&self) -> bool {
        // Operations of the table borrow their ID.
        matches!(self.id, Cow::Owned(_))
    }
}

/// The method and path template, as errors show them: `GET /api/v1/users/{id}`.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, without_query(&self.path))
    }
}

impl Method {
    pub(crate) const ALL: [Method; 6] =
        [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The method name, such as `GET`.
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
    fn a_custom_operation_is_named_after_its_path() {
        let operation = Operation::custom(Method::Get, "/api/v1/x");
        assert_eq!(operation.to_string(), "GET /api/v1/x");
        assert_eq!(operation.paging, Paging::Link);
    }

    #[test]
    fn unknown_names_are_errors() {
        assert_eq!(Operation::by_name("getUser").unwrap().path, "/api/v1/users/{id}");
        assert_eq!(Operation::custom_by_name("get", "/api/v1/x").unwrap().method, Method::Get);
        assert_eq!(Operation::resolve("/api/v1/a b").unwrap().path, "/api/v1/a b");
        for unknown in ["", "getUsr", "api/v1/users", "FETCH /api/v1/x", "list users"] {
            assert_eq!(Operation::resolve(unknown).unwrap_err().kind(), crate::ErrorKind::InvalidArgument, "{unknown}");
        }
        for (error, text) in [
            (
                Operation::resolve("api/v1/users").unwrap_err(),
                "there is no operation \"api/v1/users\": write a path with a slash in front, such as GET /api/v1/users",
            ),
            (Operation::by_name("getUsr").unwrap_err(), "there is no operation \"getUsr\": did you mean getUser?"),
            (
                Operation::by_name("getNothing").unwrap_err(),
                "there is no operation \"getNothing\": use an operation ID of Okta's API reference, such as getUser",
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
        let custom = Operation::custom_by_name("GET", "/api/v1/x").unwrap().as_list().unwrap();
        assert!(matches!(custom.response, ResponseBody::Json { top: JsonKind::Array, .. }));
        assert!(Operation::custom_by_name("POST", "/api/v1/x").unwrap().as_list().is_err());
        let logs = Operation::custom_by_name("GET", "/api/v1/logs?limit=1000").unwrap().as_list().unwrap();
        assert_eq!(logs.paging, Paging::Poll);
        let polls = Operation::all().filter(|operation| operation.paging == Paging::Poll);
        assert_eq!(polls.map(|operation| operation.path).collect::<Vec<_>>(), [LOGS]);
    }
}
