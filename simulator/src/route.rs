//! Routes: the handler of a request, by the tables of the areas.

use crate::area::{self, sessions, tokens};
use crate::document::{self, Operation};
use crate::error::{self, ApiError};
use crate::handler::{Handler, Row};
use crate::oauth::TOKEN_PATH;
use crate::path::values;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an org serves beside the operations of the document, without a credential.
const OPEN: &[Row] = &[
    ("GET", "/.well-known/oauth-authorization-server", tokens::metadata),
    ("GET", "/.well-known/openid-configuration", tokens::metadata),
    ("POST", TOKEN_PATH, tokens::token),
    ("POST", "/oauth2/{}/v1/token", tokens::token),
    ("POST", "/api/v1/authn", sessions::sign_in),
];

static HANDLERS: LazyLock<HashMap<(&str, &str), Handler>> = LazyLock::new(|| {
    let rows = area::TABLES.iter().copied().flatten().copied().flatten().chain(OPEN);
    rows.map(|(method, path, handler)| ((*method, *path), *handler)).collect()
});

/// Where a request goes.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(crate) handler: Handler,
    /// The operation of the document; `None` for what it does not have.
    pub(crate) operation: Option<&'static Operation>,
    /// The path parameters, not yet decoded.
    pub(crate) values: Vec<&'a str>,
}

/// Whether a path needs no credential.
pub(crate) fn is_open(path: &str) -> bool {
    path.starts_with("/.well-known/") || OPEN.iter().any(|(_, own, _)| values(own, path).is_some())
}

/// The route of a request.
pub(crate) fn find<'a>(method: &str, path: &'a str) -> Result<Route<'a>, ApiError> {
    if let Some((own, template, handler)) = OPEN.iter().find(|(_, own, _)| values(own, path).is_some()) {
        let values = values(template, path).unwrap_or_default();
        let route = Route { handler: *handler, operation: None, values };
        return (*own == method).then_some(route).ok_or_else(error::no_method);
    }
    let mut known = document::at(path).peekable();
    if known.peek().is_none() {
        return Err(error::no_path());
    }
    let operation = known.find(|own| own.method == method).ok_or_else(error::no_method)?;
    let handler = HANDLERS.get(&(operation.method, operation.path));
    let handler = *handler.ok_or_else(|| error::not_simulated(method, path))?;
    Ok(Route { handler, operation: Some(operation), values: values(operation.path, path).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn paths_match_their_rows() {
        assert_eq!(find("GET", "/api/v1/users/a%2Fb/groups").unwrap().values, ["a%2Fb"]);
        assert_eq!(find("PUT", "/api/v1/groups/g/users/u").unwrap().values, ["g", "u"]);
        for (method, path, error) in [
            ("GET", "/api/v1/nowhere", error::no_path()),
            ("GET", "/api/v1/users//groups", error::no_path()),
            ("GET", "", error::no_path()),
            ("PATCH", "/api/v1/users", error::no_method()),
            ("PATCH", "/api/v1/apps", error::no_method()),
            ("DELETE", "/api/v1/groups/rules", error::no_method()),
            ("GET", TOKEN_PATH, error::no_method()),
            ("GET", "/api/v1/users/u/lifecycle/suspend", error::no_method()),
        ] {
            assert_eq!(find(method, path).unwrap_err(), error, "{method} {path}");
        }
    }

    #[test]
    fn every_row_is_an_operation_of_the_document_and_occurs_once() {
        let rows: Vec<_> = area::TABLES.iter().copied().flatten().copied().flatten().collect();
        let known: BTreeSet<_> = document::operations().iter().map(|own| (own.method, own.path)).collect();
        let mut seen = BTreeSet::new();
        for (method, path, _) in rows {
            assert!(known.contains(&(*method, *path)), "{method} {path}");
            assert!(seen.insert((method, path)), "{method} {path} twice");
        }
    }
}
