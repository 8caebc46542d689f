//! Routes: one table row per operation.

use crate::area::{credentials, groups, lifecycle, members, org, schemas, stored, tokens, user_list, users};
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::kinds::{APP, USER_TYPE};
use crate::message::Reply;
use crate::oauth::TOKEN_PATH;
use crate::org::Org;
use crate::path::values;
use crate::store::Kind;

/// The handler of an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Handler {
    /// A function of its own.
    Function(HandlerFn),
    /// One document of the store, or all of a kind.
    Get(&'static Kind),
    List(&'static Kind),
}

type HandlerFn = fn(&mut Org, &Call<'_>) -> Result<Reply, ApiError>;

/// Method, path with `{}` for a value, handler.
type Row = (&'static str, &'static str, Handler);

const ROWS: &[Row] = &[
    ("GET", ORGANIZATION, Handler::Function(org::well_known)),
    ("GET", METADATA, Handler::Function(tokens::metadata)),
    ("GET", OPENID_METADATA, Handler::Function(tokens::metadata)),
    ("POST", TOKEN_PATH, Handler::Function(tokens::token)),
    ("GET", "/api/v1/org", Handler::Function(org::settings)),
    ("GET", "/api/v1/apps", Handler::List(&APP)),
    ("GET", "/api/v1/apps/{}", Handler::Get(&APP)),
    ("GET", "/api/v1/meta/types/user", Handler::List(&USER_TYPE)),
    ("GET", "/api/v1/meta/types/user/{}", Handler::Get(&USER_TYPE)),
    ("GET", "/api/v1/meta/schemas/user/{}", Handler::Function(schemas::get_user)),
    ("POST", "/api/v1/meta/schemas/user/{}", Handler::Function(schemas::update_user)),
    ("GET", "/api/v1/meta/schemas/group/default", Handler::Function(schemas::get_group)),
    ("POST", "/api/v1/meta/schemas/group/default", Handler::Function(schemas::update_group)),
    ("GET", "/api/v1/users", Handler::Function(user_list::list)),
    ("POST", "/api/v1/users", Handler::Function(users::create)),
    ("GET", "/api/v1/users/{}", Handler::Function(users::get)),
    ("POST", "/api/v1/users/{}", Handler::Function(users::update)),
    ("PUT", "/api/v1/users/{}", Handler::Function(users::replace)),
    ("DELETE", "/api/v1/users/{}", Handler::Function(users::delete)),
    ("GET", "/api/v1/users/{}/groups", Handler::Function(members::groups_of_user)),
    ("POST", "/api/v1/users/{}/lifecycle/activate", Handler::Function(lifecycle::activate)),
    ("POST", "/api/v1/users/{}/lifecycle/reactivate", Handler::Function(lifecycle::reactivate)),
    ("POST", "/api/v1/users/{}/lifecycle/deactivate", Handler::Function(lifecycle::deactivate)),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", Handler::Function(lifecycle::suspend)),
    ("POST", "/api/v1/users/{}/lifecycle/unsuspend", Handler::Function(lifecycle::unsuspend)),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", Handler::Function(lifecycle::unlock)),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password", Handler::Function(lifecycle::expire_password)),
    (
        "POST",
        "/api/v1/users/{}/lifecycle/expire_password_with_temp_password",
        Handler::Function(lifecycle::expire_password_with_temp_password),
    ),
    ("POST", "/api/v1/users/{}/lifecycle/reset_password", Handler::Function(lifecycle::reset_password)),
    ("POST", "/api/v1/users/{}/lifecycle/reset_factors", Handler::Function(lifecycle::reset_factors)),
    ("POST", "/api/v1/users/{}/credentials/change_password", Handler::Function(credentials::change_password)),
    (
        "POST",
        "/api/v1/users/{}/credentials/change_recovery_question",
        Handler::Function(credentials::change_recovery_question),
    ),
    ("POST", "/api/v1/users/{}/credentials/forgot_password", Handler::Function(credentials::forgot_password)),
    (
        "POST",
        "/api/v1/users/{}/credentials/forgot_password_recovery_question",
        Handler::Function(credentials::forgot_password_recovery_question),
    ),
    ("GET", "/api/v1/groups", Handler::Function(groups::list)),
    ("POST", "/api/v1/groups", Handler::Function(groups::create)),
    ("GET", "/api/v1/groups/{}", Handler::Function(groups::get)),
    ("PUT", "/api/v1/groups/{}", Handler::Function(groups::replace)),
    ("DELETE", "/api/v1/groups/{}", Handler::Function(groups::delete)),
    ("GET", "/api/v1/groups/{}/users", Handler::Function(members::list)),
    ("PUT", "/api/v1/groups/{}/users/{}", Handler::Function(members::add)),
    ("DELETE", "/api/v1/groups/{}/users/{}", Handler::Function(members::remove)),
];

const ORGANIZATION: &str = "/.well-known/okta-organization";
const METADATA: &str = "/.well-known/oauth-authorization-server";
const OPENID_METADATA: &str = "/.well-known/openid-configuration";

/// Whether a path needs no credential.
pub(crate) fn is_open(path: &str) -> bool {
    [ORGANIZATION, METADATA, OPENID_METADATA, TOKEN_PATH].contains(&path)
}

/// The handler of a request and its path parameters, not yet decoded.
pub(crate) fn find<'a>(method: &str, path: &'a str) -> Result<(Handler, Vec<&'a str>), ApiError> {
    let mut known = false;
    for (own, template, handler) in ROWS {
        if let Some(values) = values(template, path) {
            if *own == method {
                return Ok((*handler, values));
            }
            known = true;
        }
    }
    Err(if known { error::no_method() } else { error::no_path() })
}

impl Handler {
    pub(crate) fn run(self, org: &mut Org, call: &Call<'_>) -> Result<Reply, ApiError> {
        match self {
            Self::Function(handler) => handler(org, call),
            Self::Get(kind) => stored::get(org, kind, call),
            Self::List(kind) => stored::list(org, kind, call),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn paths_match_their_rows() {
        assert_eq!(find("GET", "/api/v1/users/a%2Fb/groups").unwrap().1, ["a%2Fb"]);
        assert_eq!(find("PUT", "/api/v1/groups/g/users/u").unwrap().1, ["g", "u"]);
        for (method, path, error) in [
            ("GET", "/api/v1/nowhere", error::no_path()),
            ("GET", "/api/v1/users//groups", error::no_path()),
            ("GET", "", error::no_path()),
            ("PATCH", "/api/v1/users", error::no_method()),
            ("GET", "/api/v1/users/u/lifecycle/suspend", error::no_method()),
        ] {
            assert_eq!(find(method, path).unwrap_err(), error, "{method} {path}");
        }
    }

    #[test]
    fn no_row_occurs_twice() {
        let rows: BTreeSet<_> = ROWS.iter().map(|(method, path, _)| (method, path)).collect();
        assert_eq!(rows.len(), ROWS.len());
    }
}
