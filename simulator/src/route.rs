//! Which call goes where: one row an operation.

use crate::area::{credentials, groups, lifecycle, members, org, schemas, stored, tokens, user_list, users};
use crate::call::Call;
use crate::fault::{self, Fault};
use crate::message::Reply;
use crate::org::{APP, Org, USER_TYPE};
use crate::store::Kind;

/// What answers an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Its own function.
    Do(Handler),
    /// The general store: one document, or all of a kind.
    Get(&'static Kind),
    List(&'static Kind),
}

type Handler = fn(&mut Org, &Call<'_>) -> Result<Reply, Fault>;

/// Method, path with `{}` for a value, what answers.
type Row = (&'static str, &'static str, Act);

const ROWS: &[Row] = &[
    ("GET", ORGANIZATION, Act::Do(org::well_known)),
    ("GET", METADATA, Act::Do(tokens::metadata)),
    ("GET", OPENID_METADATA, Act::Do(tokens::metadata)),
    ("POST", TOKEN, Act::Do(tokens::token)),
    ("GET", "/api/v1/org", Act::Do(org::settings)),
    ("GET", "/api/v1/apps", Act::List(&APP)),
    ("GET", "/api/v1/apps/{}", Act::Get(&APP)),
    ("GET", "/api/v1/meta/types/user", Act::List(&USER_TYPE)),
    ("GET", "/api/v1/meta/types/user/{}", Act::Get(&USER_TYPE)),
    ("GET", "/api/v1/meta/schemas/user/{}", Act::Do(schemas::get_user)),
    ("POST", "/api/v1/meta/schemas/user/{}", Act::Do(schemas::update_user)),
    ("GET", "/api/v1/meta/schemas/group/default", Act::Do(schemas::get_group)),
    ("POST", "/api/v1/meta/schemas/group/default", Act::Do(schemas::update_group)),
    ("GET", "/api/v1/users", Act::Do(user_list::list)),
    ("POST", "/api/v1/users", Act::Do(users::create)),
    ("GET", "/api/v1/users/{}", Act::Do(users::get)),
    ("POST", "/api/v1/users/{}", Act::Do(users::update)),
    ("PUT", "/api/v1/users/{}", Act::Do(users::replace)),
    ("DELETE", "/api/v1/users/{}", Act::Do(users::delete)),
    ("GET", "/api/v1/users/{}/groups", Act::Do(members::groups_of_user)),
    ("POST", "/api/v1/users/{}/lifecycle/activate", Act::Do(lifecycle::activate)),
    ("POST", "/api/v1/users/{}/lifecycle/reactivate", Act::Do(lifecycle::reactivate)),
    ("POST", "/api/v1/users/{}/lifecycle/deactivate", Act::Do(lifecycle::deactivate)),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", Act::Do(lifecycle::suspend)),
    ("POST", "/api/v1/users/{}/lifecycle/unsuspend", Act::Do(lifecycle::unsuspend)),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", Act::Do(lifecycle::unlock)),
    ("POST", "/api/v1/users/{}/lifecycle/expire_password", Act::Do(lifecycle::expire_password)),
    (
        "POST",
        "/api/v1/users/{}/lifecycle/expire_password_with_temp_password",
        Act::Do(lifecycle::expire_password_with_temp_password),
    ),
    ("POST", "/api/v1/users/{}/lifecycle/reset_password", Act::Do(lifecycle::reset_password)),
    ("POST", "/api/v1/users/{}/lifecycle/reset_factors", Act::Do(lifecycle::reset_factors)),
    ("POST", "/api/v1/users/{}/credentials/change_password", Act::Do(credentials::change_password)),
    ("POST", "/api/v1/users/{}/credentials/change_recovery_question", Act::Do(credentials::change_recovery_question)),
    ("POST", "/api/v1/users/{}/credentials/forgot_password", Act::Do(credentials::forgot_password)),
    (
        "POST",
        "/api/v1/users/{}/credentials/forgot_password_recovery_question",
        Act::Do(credentials::forgot_password_recovery_question),
    ),
    ("GET", "/api/v1/groups", Act::Do(groups::list)),
    ("POST", "/api/v1/groups", Act::Do(groups::create)),
    ("GET", "/api/v1/groups/{}", Act::Do(groups::get)),
    ("PUT", "/api/v1/groups/{}", Act::Do(groups::replace)),
    ("DELETE", "/api/v1/groups/{}", Act::Do(groups::delete)),
    ("GET", "/api/v1/groups/{}/users", Act::Do(members::list)),
    ("PUT", "/api/v1/groups/{}/users/{}", Act::Do(members::add)),
    ("DELETE", "/api/v1/groups/{}/users/{}", Act::Do(members::remove)),
];

/// The token endpoint.
pub(crate) const TOKEN: &str = "/oauth2/v1/token";
const ORGANIZATION: &str = "/.well-known/okta-organization";
const METADATA: &str = "/.well-known/oauth-authorization-server";
const OPENID_METADATA: &str = "/.well-known/openid-configuration";

/// Whether a path needs no credential.
pub(crate) fn is_open(path: &str) -> bool {
    [ORGANIZATION, METADATA, OPENID_METADATA, TOKEN].contains(&path)
}

/// The row for a call and the values of its path, not yet decoded.
pub(crate) fn find<'a>(method: &str, path: &'a str) -> Result<(Act, Vec<&'a str>), Fault> {
    let mut known = false;
    for (own, template, act) in ROWS {
        if let Some(values) = values(template, path) {
            if *own == method {
                return Ok((*act, values));
            }
            known = true;
        }
    }
    Err(if known { fault::no_method() } else { fault::no_path() })
}

impl Act {
    pub(crate) fn run(self, org: &mut Org, call: &Call<'_>) -> Result<Reply, Fault> {
        match self {
            Self::Do(handler) => handler(org, call),
            Self::Get(kind) => stored::get(org, kind, call),
            Self::List(kind) => stored::list(org, kind, call),
        }
    }
}

/// The values of a path where a template has `{}`; nothing if it does not fit.
pub(crate) fn values<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut segments = path.split('/');
    for wanted in template.split('/') {
        let segment = segments.next()?;
        if wanted == "{}" && !segment.is_empty() {
            values.push(segment);
        } else if wanted != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn paths_find_their_rows() {
        assert_eq!(find("GET", "/api/v1/users/a%2Fb/groups").unwrap().1, ["a%2Fb"]);
        assert_eq!(find("PUT", "/api/v1/groups/g/users/u").unwrap().1, ["g", "u"]);
        for (method, path, fault) in [
            ("GET", "/api/v1/nowhere", fault::no_path()),
            ("GET", "/api/v1/users//groups", fault::no_path()),
            ("GET", "", fault::no_path()),
            ("PATCH", "/api/v1/users", fault::no_method()),
            ("GET", "/api/v1/users/u/lifecycle/suspend", fault::no_method()),
        ] {
            assert_eq!(find(method, path).unwrap_err(), fault, "{method} {path}");
        }
    }

    #[test]
    fn no_row_stands_twice() {
        let rows: BTreeSet<_> = ROWS.iter().map(|(method, path, _)| (method, path)).collect();
        assert_eq!(rows.len(), ROWS.len());
    }
}
