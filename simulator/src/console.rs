//! The console: a page about the org, at `/`. `examples/console` builds its files; it calls the org as any client does.

use crate::message::{Request, Response};
use serde_json::json;

/// Paths, media types and contents.
const FILES: [(&str, &str, &[u8]); 6] = [
    ("/", "text/html; charset=utf-8", include_bytes!("../console/index.html")),
    ("/console/app.css", "text/css; charset=utf-8", include_bytes!("../console/app.css")),
    ("/console/app.js", "text/javascript; charset=utf-8", include_bytes!("../console/app.js")),
    ("/console/glue.js", "text/javascript; charset=utf-8", include_bytes!("../console/glue.js")),
    ("/console/icon.svg", "image/svg+xml", include_bytes!("../console/icon.svg")),
    ("/console/oktant.wasm", "application/wasm", include_bytes!("../console/oktant.wasm")),
];

/// Where the page asks for the org's token.
const TOKEN: &str = "/console/token";

/// Nothing from elsewhere, and no scripts or styles inside the page: what a name of a user says is never run.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The response, if the request is for the console. `local`: the request comes from this machine.
pub(crate) fn respond(request: &Request, token: &str, local: bool) -> Option<Response> {
    if !matches!(&*request.method, "GET" | "HEAD") {
        return None;
    }
    if request.path() == TOKEN {
        return Some(give(token, local && names_this_machine(request)));
    }
    let (_, media, content) = FILES.iter().find(|(path, ..)| *path == request.path())?;
    let response = Response { status: 200, body: content.to_vec(), headers: Vec::new() };
    let response = response.with("content-type", (*media).into()).with("cache-control", "no-cache".into());
    Some(response.with("content-security-policy", POLICY.into()).with("x-content-type-options", "nosniff".into()))
}

/// The token, for a page on this machine. Without CORS headers, pages of other origins cannot read it.
fn give(token: &str, here: bool) -> Response {
    let response = if here {
        Response::ok(&json!({ "token": token }))
    } else {
        let error = "the token is given to pages on this machine alone; the simulator printed it when it started";
        Response { status: 403, ..Response::ok(&json!({ "error": error })) }
    };
    response.with("content-type", "application/json".into()).with("cache-control", "no-store".into())
}

/// Whether the URL of a request names this machine. A site whose name was rebound to it does not.
fn names_this_machine(request: &Request) -> bool {
    let host = request.get("host").unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(name.map_or(host, |(name, _)| name), "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, host: &str, local: bool) -> Option<Response> {
        respond(&Request::new("GET", path).header("Host", host), "00token", local)
    }

    #[test]
    fn files_come_with_a_policy_and_the_page_names_no_other_host() {
        for (path, media, content) in FILES {
            let response = get(path, "127.0.0.1:8080", false).unwrap();
            assert_eq!((response.status, response.get("content-type")), (200, Some(media)), "{path}");
            assert!(
                response.get("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'"))
            );
            assert!(!content.is_empty(), "{path}");
        }
        let page = String::from_utf8(FILES[0].2.to_vec()).unwrap();
        assert!(!page.contains("//") && !page.contains("<style") && !page.contains("style="), "{page}");
        for (path, ..) in
            FILES.iter().skip(1).filter(|(path, ..)| !path.ends_with("wasm") && !path.ends_with("glue.js"))
        {
            assert!(page.contains(&path[1..]), "{path}");
        }
    }

    #[test]
    fn other_requests_are_for_the_org() {
        for (method, path) in [("POST", "/"), ("GET", "/api/v1/users"), ("GET", "/console"), ("DELETE", TOKEN)] {
            assert_eq!(respond(&Request::new(method, path), "00token", true), None, "{method} {path}");
        }
    }

    #[test]
    fn the_token_is_for_pages_on_this_machine() {
        let status = |host: &str, local| get(TOKEN, host, local).map(|response| response.status);
        for host in ["127.0.0.1:8080", "localhost:1", "localhost", "[::1]:8080", "127.0.0.1"] {
            assert_eq!(status(host, true), Some(200), "{host}");
            assert_eq!(status(host, false), Some(403), "{host}");
        }
        for host in ["rebound.example:8080", "127.0.0.1.example", "192.0.2.1:8080", "localhost:80.example", ""] {
            assert_eq!(status(host, true), Some(403), "{host}");
        }
        let given = get(TOKEN, "localhost", true).unwrap();
        assert_eq!((given.json(), given.get("cache-control")), (json!({ "token": "00token" }), Some("no-store")));
        let refused = get(TOKEN, "rebound.example", true).unwrap();
        assert!(!String::from_utf8(refused.body).unwrap().contains("00token"));
    }
}
