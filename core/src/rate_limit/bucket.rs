//! The rate limit that an operation is assigned to before the org has answered.

use crate::{Method, Operation, text};

/// The name of an operation's bucket. Okta chooses the bucket by method and the beginning of the path. Holds no ID.
pub(crate) fn name(operation: &Operation) -> String {
    let path = operation.path.split('?').next().unwrap_or_default();
    let parts = text::words(path, &['/']);
    let place: &[&str] = match parts.as_slice() {
        ["api", "v1", "users", _] => match operation.method {
            Method::Get | Method::Head => return "GET /api/v1/users/{id}".to_owned(),
            _ => return "POST, PUT, DELETE /api/v1/users/{id}".to_owned(),
        },
        ["api", "v1", "groups", id] if *id != "rules" => &["api", "v1", "groups", "{id}"],
        ["api", "v1", "apps", _] => &["api", "v1", "apps", "{id}"],
        ["api", "v1", "iam" | "meta" | "templates", _, ..]
        | ["api", "v1", "org", "captcha" | "contacts" | "email" | "privacy", ..] => parts.get(..4).unwrap_or_default(),
        ["api" | "oauth2", "v1", _, ..] => parts.get(..3).unwrap_or_default(),
        parts => parts.get(..1).unwrap_or_default(),
    };
    format!("/{}", text::joined(place, "/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn buckets_are_chosen_by_method_and_path() {
        for (method, path, bucket) in [
            (Method::Get, "/api/v1/users/{id}", "GET /api/v1/users/{id}"),
            (Method::Get, "/api/v1/users/me?x=/y", "GET /api/v1/users/{id}"),
            (Method::Delete, "/api/v1/users/00u1", "POST, PUT, DELETE /api/v1/users/{id}"),
            (Method::Post, "/api/v1/users", "/api/v1/users"),
            (Method::Get, "/api/v1/users/{id}/groups", "/api/v1/users"),
            (Method::Get, "/api/v1/groups/{groupId}", "/api/v1/groups/{id}"),
            (Method::Get, "/api/v1/groups/rules", "/api/v1/groups"),
            (Method::Get, "/api/v1/groups/rules/{id}", "/api/v1/groups"),
            (Method::Put, "/api/v1/apps/0oa1", "/api/v1/apps/{id}"),
            (Method::Get, "/api/v1/apps/0oa1/users/00u1", "/api/v1/apps"),
            (Method::Get, "/api/v1/policies/00p1/rules", "/api/v1/policies"),
            (Method::Get, "/api/v1/meta/schemas/user/default", "/api/v1/meta/schemas"),
            (Method::Get, "/api/v1/iam/roles/cr01/permissions", "/api/v1/iam/roles"),
            (Method::Get, "/api/v1/org/contacts/BILLING", "/api/v1/org/contacts"),
            (Method::Get, "/api/v1/org/preferences", "/api/v1/org"),
            (Method::Get, "/oauth2/v1/clients/0oa1/roles", "/oauth2/v1/clients"),
            (Method::Get, "/integrations/api/v1/api-services/0oa1", "/integrations"),
            (Method::Get, "/.well-known/okta-organization", "/.well-known"),
            (Method::Get, "/", "/"),
        ] {
            assert_eq!(name(&Operation::custom(method, path)), bucket, "{method} {path}");
        }
    }

    #[test]
    fn no_bucket_is_named_by_an_argument() {
        let names: BTreeSet<String> = Operation::all().map(|operation| name(&operation)).collect();
        assert!(names.iter().all(|name| !name.replace("{id}", "").contains('{')), "{names:?}");
        assert!(names.len() < 70, "{names:?}");
    }
}
