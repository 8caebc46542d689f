//! Users as documents: which one a path means, how it is stored, and how responses show it.

use super::user_links;
use crate::call::Call;
use crate::credentials;
use crate::error::ApiError;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::resource::Resource;
use crate::store::Document;
use crate::time::Time;
use serde_json::Value;

/// Users, as the parent of what is below them. They are in the directory, not in the store.
pub(crate) static USERS: Resource = Resource {
    path: "/api/v1/users",
    noun: "User",
    object: "newUser",
    lookup: |org, _, key| org.user_id(key),
    ..Resource::NEW
};

/// Records what happened to a user.
pub(crate) fn record(org: &mut Org, call: &Call<'_>, kind: &str, user: &Document) {
    org.record(call, kind, vec![Target::of(USERS.noun, user.text("id"), user)]);
}

/// The user that the first value of the path means.
pub(crate) fn load(org: &Org, call: &Call<'_>) -> Result<Document, ApiError> {
    org.user(call.value(0), &org.user_view(call))
}

/// Keeps a new or changed user, and answers it.
pub(crate) fn store(org: &mut Org, call: &Call<'_>, user: Document) -> Response {
    let user = keep(org, user, call.now);
    Response::ok(&show(org, call, &user))
}

/// Keeps a new or changed user, and returns it with its credentials as responses show them.
pub(super) fn keep(org: &mut Org, mut user: Document, now: Time) -> Document {
    credentials::refresh(&mut user, !org.realms);
    let id = user.text("id").to_owned();
    org.users.put(&id, user.clone(), now);
    user
}

pub(crate) fn show(org: &Org, call: &Call<'_>, user: &Document) -> Value {
    let mut shown = user.shown.clone();
    if call.omits("omitCredentials") {
        shown.shift_remove("credentials");
    }
    let links = user_links::links(user, &call.base, org.classic, !call.omits("omitCredentialsLinks"));
    shown.insert("_links".into(), links);
    Value::Object(shown)
}
