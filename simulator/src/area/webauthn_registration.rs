//! Pre-registered security keys: a fulfilment provider sets them up before the user gets them.

use super::user_documents::USERS;
use crate::call::{Call, text};
use crate::error::{ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("POST", "/webauthn-registration/api/v1/enroll", enroll),
    ("POST", "/webauthn-registration/api/v1/activate", activate),
    ("POST", "/webauthn-registration/api/v1/initiate-fulfillment-request", fulfil),
    ("POST", "/webauthn-registration/api/v1/send-pin", fulfil),
    ("GET", "/webauthn-registration/api/v1/users/{}/enrollments", |org, call| ENROLLMENTS.list(org, call)),
    ("DELETE", "/webauthn-registration/api/v1/users/{}/enrollments/{}", |org, call| ENROLLMENTS.delete(org, call)),
]];

static PEOPLE: Resource = Resource {
    path: "/webauthn-registration/api/v1/users",
    noun: "User",
    lookup: |org, _, key| org.user_id(key),
    ..Resource::NEW
};

static ENROLLMENTS: Resource = Resource {
    path: "/webauthn-registration/api/v1/users/{}/enrollments",
    parent: Some(&PEOPLE),
    schema: "WebAuthnPreregistrationFactor",
    id: Id::Minted("fwf"),
    noun: "UserFactor",
    object: "enrollment",
    links: |_, _, path| json!({ "self": links::hinted(path, &["DELETE"]) }),
    ..Resource::NEW
};

fn enroll(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.judged(ENROLLMENTS.object)?;
    let user = user(org, &body)?;
    let factor = json!({
        "factorType": "webauthn",
        "provider": "FIDO",
        "vendorName": "FIDO",
        "status": "PENDING_ACTIVATION",
        "profile": { "credentialId": null, "authenticatorName": null },
    });
    let at = format!("{}/{user}/enrollments", PEOPLE.path);
    let path = ENROLLMENTS.plant(org, &at, factor, call.now);
    let id = crate::resource::last(&path).to_owned();
    Ok(Response::ok(&json!({
        "userId": user,
        "fulfillmentProvider": "yubico",
        "credRequests": [{
            "authenticatorEnrollmentId": id,
            "credRequestJwe": org.ids.text(80),
            "keyId": org.ids.uuid(),
        }],
        "pinRequestJwe": org.ids.text(80),
    })))
}

fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.judged(ENROLLMENTS.object)?;
    let user = user(org, &body)?;
    let at = format!("{}/{user}/enrollments", PEOPLE.path);
    let sent = body.get("credResponses").and_then(Value::as_array).into_iter().flatten();
    let ids: Vec<String> =
        sent.filter_map(|one| one["authenticatorEnrollmentId"].as_str()).map(ToOwned::to_owned).collect();
    for id in &ids {
        let factor = org.store.find_mut(&at, id).ok_or_else(|| ENROLLMENTS.unknown(id))?;
        factor.set("status", "ACTIVE");
        factor.touch(call.now);
    }
    Ok(Response::ok(&json!({ "userId": user, "fulfillmentProvider": "yubico", "authenticatorEnrollmentIds": ids })))
}

/// What is sent to the user or to the provider leaves no trace in the org.
fn fulfil(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.judged(ENROLLMENTS.object)?;
    user(org, &body)?;
    Ok(Response::no_content())
}

fn user(org: &Org, body: &Map<String, Value>) -> Result<String, ApiError> {
    let id = text(body, "userId")?.unwrap_or_default();
    ensure!(!id.is_empty(), field("userId", BLANK));
    org.user_id(&id).ok_or_else(|| USERS.unknown(&id))
}
