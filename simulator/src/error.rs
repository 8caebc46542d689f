//! The error responses of an org, one line each.

use crate::jwt::ALGORITHMS;
use crate::message::Response;
use serde_json::{Map, Value, json};
use std::fmt::Display;

/// An error response: status, code and texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: u16,
    code: &'static str,
    summary: String,
    causes: Vec<Map<String, Value>>,
    form: Form,
    headers: Vec<(&'static str, String)>,
}

/// Where a response carries the code and text of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In a body in Okta's format.
    Okta,
    /// In a body in the format of OAuth.
    OAuth,
    /// In a body in the format of security event tokens.
    Event,
    /// In a header only.
    Bare,
}

impl ApiError {
    /// The same error with one more cause.
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(Map::from_iter([("errorSummary".to_owned(), cause.into().into())]));
        self
    }

    /// The same error with one more member in its last cause, as some parts of a real org have them.
    pub(crate) fn detail(mut self, name: &str, value: &str) -> Self {
        if let Some(cause) = self.causes.last_mut() {
            cause.insert(name.into(), value.into());
        }
        self
    }

    pub(crate) fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same error in `WWW-Authenticate`, as a resource server sends it; a 401 has a body too.
    pub(crate) fn challenge(self, scheme: &str, base: &str, scope: &str, resource: &str) -> Self {
        let algorithms = if scheme == "DPoP" { format!("algs=\"{ALGORITHMS}\", ") } else { String::new() };
        let text = format!(
            "{scheme} {algorithms}authorization_uri=\"{base}/oauth2/v1/authorize\", realm=\"{base}\", \
             scope=\"{scope}\", error=\"{}\", error_description=\"{}\", resource=\"{}\"",
            self.code,
            self.summary,
            resource.replace('"', "%22"),
        );
        let response = if self.status == 401 { bad_token() } else { Self { form: Form::Bare, ..self } };
        response.with("www-authenticate", text)
    }

    pub(crate) fn response(self, error_id: &str) -> Response {
        let response = match self.form {
            Form::Okta => Response::ok(&self.body(error_id)),
            Form::OAuth => Response::ok(&json!({ "error": self.code, "error_description": self.summary })),
            Form::Event => Response::ok(&json!({ "err": self.code, "description": self.summary })),
            Form::Bare => Response::no_content(),
        };
        Response { status: self.status, headers: self.headers, ..response }
    }

    fn body(&self, error_id: &str) -> Value {
        json!({
            "errorCode": self.code,
            "errorSummary": self.summary,
            "errorLink": self.code,
            "errorId": error_id,
            "errorCauses": self.causes,
        })
    }
}

/// An error in the format of OAuth.
pub(crate) fn oauth(status: u16, code: &'static str, text: &str) -> ApiError {
    ApiError { status, code, summary: text.into(), causes: Vec::new(), form: Form::OAuth, headers: Vec::new() }
}

/// 400: a security event token that is not taken, in the format of RFC 8935.
pub(crate) fn event_token(code: &'static str, text: &str) -> ApiError {
    ApiError { form: Form::Event, ..oauth(400, code, text) }
}

/// 400: an invalid DPoP proof.
pub(crate) fn bad_proof(text: &str) -> ApiError {
    oauth(400, "invalid_dpop_proof", text)
}

/// 401: the client is not authenticated.
pub(crate) fn bad_client(text: &str) -> ApiError {
    oauth(401, "invalid_client", text)
}

macro_rules! faults {
    ($($name:ident($($part:ident),*) $code:ident $status:literal $text:literal)*) => {
        $(
            #[doc = concat!(stringify!($code), ", ", stringify!($status), ".")]
            pub(crate) fn $name($($part: impl Display),*) -> ApiError {
                let (summary, form) = (format!($text), Form::Okta);
                ApiError { status: $status, code: stringify!($code), summary, causes: Vec::new(), form, headers: Vec::new() }
            }
        )*
    };
}

faults! {
    invalid(object) E0000001 400 "Api validation failed: {object}"
    malformed() E0000003 400 "The request body was not well-formed."
    no_sign_in() E0000004 401 "Authentication failed"
    no_session() E0000005 403 "Invalid session"
    forbidden() E0000006 403 "You do not have permission to perform the requested action"
    not_found(id, noun) E0000007 404 "Not found: Resource not found: {id} ({noun})"
    no_path() E0000008 404 "The requested path was not found"
    internal() E0000009 500 "Internal Server Error"
    bad_token() E0000011 401 "Invalid token provided"
    wrong_credentials() E0000014 403 "Update of credentials failed"
    no_feature() E0000015 401 "You do not have permission to access the feature you are requesting"
    already_active() E0000016 403 "Activation failed because the user is already active"
    no_reset() E0000017 403 "Password reset failed"
    bad_accept() E0000019 400 "Bad request. Accept and/or Content-Type headers likely do not match supported values."
    unsupported_media() E0000021 400 "Bad request. Accept and/or Content-Type headers likely do not match supported values."
    no_method() E0000022 405 "The endpoint does not support the provided HTTP method"
    missing_parameter() E0000028 400 "The request is missing a required parameter."
    bad_paging() E0000029 400 "Invalid paging request."
    bad_date(text) E0000030 400 "Invalid date. Date must be in the format yyyy-MM-dd'T'HH:mm:ss.SSSZZ: {text}"
    bad_search() E0000031 400 "Invalid search criteria."
    not_locked() E0000032 403 "Unlock is not allowed for this user."
    two_queries() E0000033 400 "Search and filter cannot be used in one request."
    no_forgot() E0000034 403 "Forgot password not allowed on specified user."
    no_change() E0000035 403 "Change password not allowed on specified user."
    no_question() E0000036 403 "Change recovery question not allowed on specified user."
    wrong_type(what) E0000037 400 "Type mismatch exception. {what}"
    wrong_status() E0000038 403 "This operation is not allowed in the user's current status."
    no_user_credentials() E0000041 400 "The scheme of the application leaves no place for these credentials."
    too_many() E0000047 429 "API call exceeded rate limit due to too many requests."
    bad_log_filter(what) E0000053 400 "Invalid filter: {what}"
    active_app() E0000056 403 "Delete application forbidden."
    unsupported() E0000060 501 "Unsupported operation."
    already_assigned() E0000062 409 "The user is already assigned to this application."
    wrong_pass_code() E0000068 403 "Invalid Passcode/Answer"
    weak_password() E0000080 403 "The password does not meet the complexity requirements of the current password policy."
    wrong_answer() E0000087 403 "The recovery question answer did not match our records."
    role_assigned() E0000090 409 "Duplicate role assignment exception."
    role_without_targets() E0000091 400 "The provided role type was not the same as required role type."
    known_certificate(kid) E0000096 409 "Cannot upload certificate. It is already there with kid={kid}."
    inactive_user() E0000117 403 "Cannot assign apps or update app profiles for an inactive user."
    expire_needs_password() E0000124 400 "Could not create user. nextLogin=changePassword needs a password."
    expire_needs_activation() E0000125 400 "Could not create user. nextLogin=changePassword needs activate=true."
    linked_object_taken() E0000127 409 "Could not create linked object definition because another one has the same name."
    feature_dependencies() E0000141 400 "The feature has dependencies that were not met."
    type_in_use() E0000142 403 "The user type cannot be deleted."
    authenticator_used() E0000148 403 "The authenticator cannot be deactivated while policies use it."
    domain_taken() E0000161 409 "The custom domain already exists."
    no_domain() E0000163 404 "Domain ID not found."
    domain_unverified() E0000165 403 "The custom domain is not verified."
    captcha_limit() E0000166 403 "An org has at most one CAPTCHA."
    captcha_used() E0000168 403 "The CAPTCHA is in use."
    realm_in_use() E0000178 400 "The realm cannot be deleted."
    customization_language() E0000183 409 "The template already has a customization in this language."
    default_customization() E0000184 409 "The default customization cannot be deleted."
    default_customization_kept() E0000185 409 "The default customization stays the default one until another one is."
    role_for_ruled() E0000192 400 "Roles cannot be assigned to groups with membership rules."
    conflict() E0000195 409 "The request conflicts with the state of the resource."
    email_domain_taken() E0000197 409 "The email domain already exists."
    no_email_domain() E0000198 404 "The email domain was not found."
    default_brand() E0000200 409 "The default brand cannot be deleted."
    brand_with_domain() E0000201 409 "The brand has a domain."
    brand_taken() E0000202 409 "A brand with this name already exists."
    role_for_built_in() E0000211 400 "Roles cannot be assigned to built-in groups."
    email_server_enabled() E0000222 400 "Another email server is enabled."
    no_telephony() E0000226 400 "The phone authenticator needs an active telephony inline hook."
}

/// The error for a cursor that no list returned.
pub(crate) fn bad_cursor() -> ApiError {
    bad_paging().because("Invalid cursor.")
}

pub(crate) const BLANK: &str = "The field cannot be left blank";
pub(crate) const TAKEN: &str = "An object with this field already exists in the current organization";

/// The usual error with a status.
pub(crate) fn of_status(status: u16) -> ApiError {
    match status {
        400 => invalid("request"),
        401 => bad_token(),
        403 => forbidden(),
        404 => no_path(),
        405 => no_method(),
        409 => conflict(),
        429 => too_many(),
        _ => internal().with_status(status),
    }
}

/// The error for an operation of Okta that the simulator does not have.
pub(crate) fn not_simulated(method: &str, path: &str) -> ApiError {
    ApiError { summary: format!("The simulator does not have {method} {path}."), ..unsupported() }
}

/// The error for one field of a body.
pub(crate) fn field(name: &str, why: &str) -> ApiError {
    invalid(name).because(format!("{name}: {why}"))
}

/// Returns an error unless a condition holds.
macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error);
        }
    };
}
pub(crate) use ensure;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_has_the_five_members() {
        let error = not_found("00u1", "User");
        assert_eq!(
            error.body("oae1"),
            json!({
                "errorCode": "E0000007",
                "errorSummary": "Not found: Resource not found: 00u1 (User)",
                "errorLink": "E0000007",
                "errorId": "oae1",
                "errorCauses": [],
            })
        );
        let causes = &invalid("login").because("a").because("b").body("")["errorCauses"];
        assert_eq!(*causes, json!([{ "errorSummary": "a" }, { "errorSummary": "b" }]));
    }
}
