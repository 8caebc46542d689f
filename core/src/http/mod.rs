//! HTTP: requests, headers, URLs, links and dates.

pub(crate) mod date;
pub(crate) mod headers;
pub(crate) mod link;
pub(crate) mod org_url;
pub(crate) mod percent;
pub(crate) mod www_authenticate;

use crate::Method;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// An HTTP request, ready to send.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The HTTP method.
    pub method: Method,
    /// The URL with its query, such as `https://example.okta.com/api/v1/users?limit=200`.
    pub url: String,
    /// The header names and values, in order; no name occurs twice. `Authorization` among them is secret.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The body, if there is one.
    pub body: Option<Arc<[u8]>>,
}

/// Shows the names of headers only: their values, the URL and the body may hold secrets.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|body| body.len()))
            .finish_non_exhaustive()
    }
}
