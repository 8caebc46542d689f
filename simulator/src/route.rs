//! Routes: one table row per operation.

use crate::area::{credentials, groups, lifecycle, members, org, schemas, stored, tokens, user_list, users};
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::kinds::USER_TYPE;
use crate::message::Response;
use crate::oauth::TOKEN_PATH;
use crate::operation;
use crate::org::Org;
use crate::path::values;

/// The handler of an operation.
pub(crate) type Handler = fn(&mut Org, &Call<'_>) -> Result<Response, ApiError>;

/// Method, path with `{}` for a value, handler.
type Row = (&'static str, &'static str, Handler);

const ROWS: &[Row] = &[
    ("GET", ORGANIZATION, org::well_known),
    ("GET", METADATA, tokens::metadata),
    ("GET", OPENID_METADATA, tokens::metadata),
    ("POST", TOKEN_PATH, tokens::token),
    ("GET", "/api/v1/org", org::settings),
    ("GET", "/api/v1/meta/types/user", |org, call| stored::list(org, &USER_TYPE, call)),
    ("GET", "/api/v1/meta/types/user/{}", |org, call| stored::get(org, &USER_TYPE, call)),
    ("GET", "/api/v1/meta/schemas/user/{}", schemas::get_user),
    ("POST", "/api/v1/meta/schemas/user/{}", schemas::update_user),
    ("GET", "/api/v1/meta/schemas/group/default", schemas::get_group),
    ("POST", "/api/v1/meta/schemas/group/default", schemas::update_group),
    ("GET", "/api/v1/users", user_list::list),
    ("POST", "/api/v1/users", users::create),
    ("GET", "/api/v1/users/{}", users::get),
    ("POST", "/api/v1/users/{}", users::change),
    ("PUT", "/api/v1/users/{}", users::change),
    ("DELETE", "/api/v1/users/{}", users::delete),
    ("GET", "/api/v1/users/{}/groups", members::groups_of_user),
    ("POST", "/api/v1/users/{}/lifecycle/activate", lifecycle::activate),
    ("POST", "/api/v1/users/{}/lifecycle/reactivate", lifecycle::reactivate),
    ("POST", "/api/v1/users/{}/lifecycle/deactivate", lifecycle::deactivate),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", lifecycle::suspend),
    ("POST", "/api/v1/users/{}/lifecycle/unsuspend", lifecycle::unsuspend),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", lifecycle::unlock),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password", lifecycle::expire_password),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password_with_temp_password", lifecycle::expire_with_temp_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_password", lifecycle::reset_password),
    ("POST", "/api/v1/users/{}/lifecycle/reset_factors", lifecycle::reset_factors),
    ("POST", "/api/v1/users/{}/credentials/change_password", credentials::change_password),
    ("POST", "/api/v1/users/{}/credentials/change_recovery_question", credentials::change_question),
    ("POST", "/api/v1/users/{}/credentials/forgot_password", credentials::forgot_password),
    ("POST", "/api/v1/users/{}/credentials/forgot_password_recovery_question", credentials::answer_question),
    ("GET", "/api/v1/groups", groups::list),
    ("POST", "/api/v1/groups", groups::create),
    ("GET", "/api/v1/groups/{}", groups::get),
    ("PUT", "/api/v1/groups/{}", groups::replace),
    ("DELETE", "/api/v1/groups/{}", groups::delete),
    ("GET", "/api/v1/groups/{}/users", members::list),
    ("PUT", "/api/v1/groups/{}/users/{}", |org, call| members::set(org, call, true)),
    ("DELETE", "/api/v1/groups/{}/users/{}", |org, call| members::set(org, call, false)),
];

/// What the rows cover, in words.
const AREAS: &str = "users with their lifecycle, credentials and groups; groups and their members; schemas of users and \
                     groups; user types; the org's settings; OAuth tokens of service apps";

/// Paths of the document that would match the row of another path.
const NO_VALUES: [&str; 2] = ["/api/v1/groups/rules", "/api/v1/meta/schemas/user/linkedObjects"];

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
        if let Some(values) = values(template, path).filter(|_| !NO_VALUES.contains(&path)) {
            if *own == method {
                return Ok((*handler, values));
            }
            known = true;
        }
    }
    Err(match &*operation::methods(path) {
        methods if methods.contains(&method) => error::not_simulated(method, path, AREAS),
        [] if !known => error::no_path(),
        _ => error::no_method(),
    })
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
            ("PATCH", "/api/v1/apps", error::no_method()),
            ("DELETE", "/api/v1/groups/rules", error::no_method()),
            ("GET", TOKEN_PATH, error::no_method()),
            ("GET", "/api/v1/users/u/lifecycle/suspend", error::no_method()),
        ] {
            assert_eq!(find(method, path).unwrap_err(), error, "{method} {path}");
        }
    }

    #[test]
    fn an_operation_of_the_document_has_its_own_row_or_none() {
        let mut simulated = 0;
        for (method, template, _) in operation::operations() {
            let path = template.replace("{}", "x");
            let found = find(method, &path);
            if ROWS.iter().any(|(own, path, _)| (*own, *path) == (method, template)) {
                assert_eq!(
                    found.map(|(_, values)| values.len()),
                    Ok(template.matches("{}").count()),
                    "{method} {path}"
                );
                simulated += 1;
            } else {
                assert_eq!(found.err(), Some(error::not_simulated(method, &path, AREAS)), "{method} {path}");
            }
        }
        let unlisted = [METADATA, OPENID_METADATA, TOKEN_PATH];
        assert_eq!(simulated + unlisted.len(), ROWS.len(), "every other row is in the document");
    }

    #[test]
    fn no_row_occurs_twice() {
        let rows: BTreeSet<_> = ROWS.iter().map(|(method, path, _)| (method, path)).collect();
        assert_eq!(rows.len(), ROWS.len());
    }
}
