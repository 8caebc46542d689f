//! The contacts of an org: the users for billing and for technical questions.

use crate::call::Call;
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::links::plain;
use crate::message::Response;
use crate::org::Org;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[Row] =
    &[("GET", PATH, list), ("GET", "/api/v1/org/contacts/{}", get), ("PUT", "/api/v1/org/contacts/{}", replace)];

const PATH: &str = "/api/v1/org/contacts";
const TYPES: [&str; 2] = ["BILLING", "TECHNICAL"];

fn list(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let all = TYPES.map(|kind| {
        let name = kind.to_lowercase();
        let link = plain(format!("{}{PATH}/{name}", call.base));
        json!({ "contactType": kind, "_links": { name: link } })
    });
    Ok(Response::ok(&Value::from(all.to_vec())))
}

fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let kind = kind(call)?;
    let user = org.store.find(PATH, kind).map_or(org.me(), |contact| contact.text("userId"));
    let link = plain(format!("{}/api/v1/users/{user}", call.base));
    Ok(Response::ok(&json!({ "userId": user, "_links": { "user": link } })))
}

fn replace(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let kind = kind(call)?;
    let sent = call.judged("userId")?;
    let user = sent.get("userId").and_then(Value::as_str).unwrap_or("");
    let user = org.users.get(user).map(|user| user.id()).ok_or_else(|| error::not_found(user, "User"))?;
    org.store.put(PATH, kind, Document::new(json!({ "userId": user })));
    get(org, call)
}

fn kind(call: &Call<'_>) -> Result<&'static str, ApiError> {
    let found = TYPES.into_iter().find(|kind| kind.eq_ignore_ascii_case(call.value(0)));
    found.ok_or_else(|| error::not_found(call.value(0), "ContactType"))
}
