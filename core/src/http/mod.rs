//! HTTP itself: headers, addresses, links and dates.

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

/// An HTTP request, complete with credential and body.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// HTTP method.
    pub method: Method,
    /// Absolute URL.
    pub url: String,
    /// Header names and values, in order; no name twice.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// Request body, if any.
    pub body: Option<Arc<[u8]>>,
}

/// Names only: values may be secrets, and so may what stands in the address.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|body| body.len()))
            .finish_non_exhaustive()
    }
}
