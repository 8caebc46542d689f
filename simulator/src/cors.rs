//! CORS. A request with a token in `Authorization` needs no trusted origin, so pages of any origin may call.

use crate::message::{Request, Response};

/// Response headers exposed on request, beyond those that every page may read.
const EXPOSED: &str = "Date, DPoP-Nonce, Link, WWW-Authenticate, X-Okta-Request-Id, X-Rate-Limit-Limit, \
                       X-Rate-Limit-Remaining, X-Rate-Limit-Reset";

/// The response to a preflight request; `None` for any other request.
pub(crate) fn preflight(request: &Request) -> Option<Response> {
    request.get("origin").filter(|_| request.method == "OPTIONS")?;
    let method = request.get("access-control-request-method")?;
    let mut response = Response::no_content().with("access-control-allow-methods", method.to_owned());
    let names = request.get("access-control-request-headers");
    response.headers.extend(names.map(|names| ("access-control-allow-headers", names.to_owned())));
    Some(response)
}

/// The CORS headers of a response.
pub(crate) fn headers(request: &Request, expose: bool) -> Vec<(&'static str, String)> {
    let Some(origin) = request.get("origin") else { return Vec::new() };
    let mut headers = vec![("access-control-allow-origin", origin.to_owned()), ("vary", "Origin".to_owned())];
    headers.extend(expose.then(|| ("access-control-expose-headers", EXPOSED.to_owned())));
    headers
}

#[cfg(test)]
mod tests {
    use crate::{Limits, Org, Setup, Time};

    use super::*;

    fn send(expose: bool, request: &Request) -> crate::Response {
        let mut org = Org::new(&Setup { limits: Limits::Flat(1), cors_expose: expose, ..Setup::default() });
        org.handle(request, Time::from_seconds(1_750_000_000))
    }

    #[test]
    fn a_preflight_needs_no_token_and_no_quota() {
        let ask = Request::new("OPTIONS", "/api/v1/users")
            .header("Origin", "http://page.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization, dpop");
        let answer = send(false, &ask);
        assert_eq!((answer.status, answer.get("x-rate-limit-limit")), (204, None));
        assert_eq!(answer.get("access-control-allow-origin"), Some("http://page.example"));
        assert_eq!(answer.get("access-control-allow-methods"), Some("POST"));
        assert_eq!(answer.get("access-control-allow-headers"), Some("authorization, dpop"));
        let options = Request::new("OPTIONS", "/api/v1/users").token(crate::TOKEN);
        assert_eq!(send(false, &options).status, 405);
    }

    #[test]
    fn headers_are_exposed_on_demand() {
        let request = Request::new("GET", "/api/v1/org").token(crate::TOKEN).header("origin", "null");
        let names = |expose| send(expose, &request).get("access-control-expose-headers").map(str::to_owned);
        assert_eq!(names(false), None);
        assert!(names(true).is_some_and(|names| names.contains("X-Rate-Limit-Reset") && names.contains("Link")));
        assert_eq!(send(true, &request).get("access-control-allow-origin"), Some("null"));
        let plain = Request::new("GET", "/api/v1/org").token(crate::TOKEN);
        assert_eq!(send(true, &plain).get("access-control-allow-origin"), None);
    }
}
