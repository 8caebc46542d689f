//! What the API document says of an operation.

pub(crate) mod arguments;
pub(crate) mod metadata;
pub(crate) mod safety;
pub(crate) mod table;

use crate::http::percent::without_query;
use std::borrow::Cow;
use std::fmt;

/// What the API document says of one operation: a row of the table, or one made at run time by [`Operation::custom`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The operation's name, `listUsers`.
    pub id: Cow<'static, str>,
    /// The HTTP method.
    pub method: Method,
    /// The path with its arguments by name, `/api/v1/users/{id}`.
    pub path: Cow<'static, str>,
    /// The label in front of the org's host, `drapp`; none where the org's own host serves it.
    pub host: Option<&'static str>,
    /// Path, query and header parameters: path parameters first, then required ones.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub request: RequestBody,
    /// What is answered.
    pub response: ResponseBody,
    /// How a list goes on.
    pub paging: Paging,
    /// The credentials that it takes.
    pub security: Security,
    /// True where doing it twice is doing it once.
    pub idempotent: bool,
}

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// HEAD
    Head,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Where it goes.
    pub location: ParameterLocation,
    /// True where there is no call without it.
    pub required: bool,
    /// Its name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub kind: ParameterKind,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// Several values, joined by commas.
    List,
    /// Several values, one pair each.
    Multi,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// Nothing.
    None,
    /// JSON.
    Json {
        /// False where a call without a body is fine.
        required: bool,
    },
    /// One file as multipart/form-data.
    File {
        /// The name of its part.
        part: &'static str,
    },
    /// Bytes under one of these media types, the first being the default.
    Binary {
        /// The media types.
        media: Vec<&'static str>,
    },
}

/// What an operation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseBody {
    /// Nothing that the document tells of.
    None,
    /// JSON.
    Json {
        /// The kind of its outermost value.
        top: JsonKind,
        /// True where an answer without a body is fine.
        optional: bool,
        /// Another media type that can be asked for.
        other: Option<&'static str>,
    },
    /// Text of this media type.
    Text(&'static str),
    /// Anything: for operations that no document tells of.
    Any,
}

/// The kind of the outermost JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonKind {
    /// An object.
    Object,
    /// A list.
    Array,
    /// Any value.
    Any,
}

/// How a list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// It is no list.
    None,
    /// By the Link header.
    Link,
    /// By a link inside the document.
    Body {
        /// The JSON pointer of the next link.
        next: &'static str,
        /// The member that holds the items.
        items: &'static str,
    },
    /// By the Link header, which never ends: without the query parameter `until` the list ends at an empty page.
    Poll,
}

/// The credentials that an operation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Any.
    Any,
    /// An API token only.
    Ssws,
    /// OAuth only.
    OAuth,
    /// None; it is sent without.
    None,
}

/// The system log, however it is asked for: the one list that never ends.
const LOGS: &str = "/api/v1/logs";

impl Operation {
    /// An operation that no document tells of. A GET follows Link headers where it is iterated.
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

    /// True for one that no document tells of.
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

    /// As it is written on the wire.
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
