//! The users that are linked to identity providers.

use super::IDPS;
use crate::call::Call;
use crate::error;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links::{hinted, plain};
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource};
use crate::search::any_starts_with;
use crate::store::Document;
use serde_json::{Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", USERS.path, |org, call| USERS.list(org, call)),
    ("GET", "/api/v1/idps/{}/users/{}", |org, call| USERS.get(org, call)),
    ("POST", "/api/v1/idps/{}/users/{}", link),
    ("DELETE", "/api/v1/idps/{}/users/{}", |org, call| USERS.delete(org, call)),
    ("GET", "/api/v1/idps/{}/users/{}/credentials/tokens", tokens),
];

const USERS: Resource = Resource {
    path: "/api/v1/idps/{}/users",
    parent: Some(&IDPS),
    schema: "IdentityProviderApplicationUser",
    id: Id::Member("id"),
    noun: "User",
    object: "externalId",
    page: Some(Page(20, 200)),
    links: |_, user, path| {
        let idp = path.split("/users/").next().unwrap_or("");
        json!({
            "self": hinted(path, &["GET", "DELETE"]),
            "idp": plain(idp),
            "user": plain(format!("/api/v1/users/{}", user.text("id"))),
        })
    },
    view: |org, call, user, shown| {
        if call.query.text("expand") == Some("user") {
            let mut text = String::new();
            if let Some(person) = org.users.get(user.text("id")) {
                person.write(&mut text, &org.user_view(call));
            }
            let user: Value = serde_json::from_str(&text).unwrap_or_default();
            shown["_embedded"] = json!({ "user": user });
        }
    },
    wanted: |org, call| {
        Ok(Box::new(move |user| {
            let Some(person) = org.users.get(user.text("id")) else { return false };
            let names = ["firstName", "lastName", "email"].map(|name| person.attribute(&format!("profile.{name}")));
            call.query.text("q").is_none_or(|q| any_starts_with(names, q))
        }))
    },
    ..Resource::NEW
};

/// Links a user, or changes what the other side calls it.
fn link(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = USERS.at(org, call)?;
    let key = call.value(1);
    let id = org.users.find(key).map(|user| user.id()).ok_or_else(|| error::not_found(key, "User"))?;
    let sent = call.judged(USERS.object)?;
    let external = sent.get("externalId").cloned().unwrap_or_else(|| id.clone().into());
    let now = call.now.to_string();
    let user = json!({ "id": id, "externalId": external, "created": now, "lastUpdated": now, "profile": {} });
    org.store.put(&at, &id, Document::new(user));
    USERS.shown(org, call, &format!("{at}/{id}"))
}

/// The org signs nobody in, so the other side never gave it a token.
fn tokens(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    USERS.item(org, call)?;
    Ok(Response::ok(&json!([])))
}
