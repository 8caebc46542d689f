//! Requests and responses, independent of any HTTP library.

use serde_json::Value;

/// A request to the org.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// Path and query, as on the request line.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
    /// Whether it came over TLS.
    pub secure: bool,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), ..Self::default() }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same with an API token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("SSWS {token}"))
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = body.to_string().into_bytes();
        request
    }

    /// The first header of that name, ignoring case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).into_iter().next()
    }

    /// All headers of that name, ignoring case.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let own = self.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
        own.map(|(_, value)| value.as_str()).collect()
    }

    /// The number of its bytes, as far as a client decides it.
    pub(crate) fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.method.len() + self.target.len() + headers + self.body.len()
    }

    /// The target without its query.
    pub(crate) fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query of the target; empty if there is none.
    pub(crate) fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Scheme and host of the request URL, for links.
    pub(crate) fn base(&self) -> String {
        let host = self.get("host").filter(|host| is_host(host)).unwrap_or("localhost");
        format!("{}://{host}", if self.secure { "https" } else { "http" })
    }
}

/// The response of the org.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values; a name may occur twice (`link`).
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
}

impl Response {
    /// The response of a proxy that does not reach the org.
    pub(crate) fn proxy(status: u16) -> Self {
        let body = format!("<html><body><h1>{status}</h1></body></html>").into_bytes();
        Self { status, headers: vec![("content-type", "text/html".into())], body }
    }

    /// 200 with a JSON body; the org adds the headers that every response has.
    pub(crate) fn ok(body: &Value) -> Self {
        Self::ok_text(body.to_string())
    }

    /// A body that is JSON text already.
    pub(crate) fn ok_text(body: String) -> Self {
        Self { status: 200, body: body.into_bytes(), headers: Vec::new() }
    }

    /// 200 with an empty object, as most lifecycle operations respond.
    pub(crate) fn done() -> Self {
        Self::ok_text("{}".into())
    }

    /// 204 without a body.
    pub(crate) fn no_content() -> Self {
        Self { status: 204, ..Self::default() }
    }

    pub(crate) fn with_links(mut self, links: Vec<String>) -> Self {
        self.headers.extend(links.into_iter().map(|line| ("link", line)));
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The first header of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// The target of the link with that relation.
    pub fn link(&self, relation: &str) -> Option<&str> {
        let ending = format!("; rel=\"{relation}\"");
        let lines = self.headers.iter().filter(|(name, _)| *name == "link");
        lines.filter_map(|(_, line)| line.strip_suffix(&ending)?.strip_prefix('<')?.strip_suffix('>')).next()
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}
