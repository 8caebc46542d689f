//! Keys of hooks: the org makes them, and shows their public parts.

use crate::call::Call;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::keys;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, last, rows};
use serde_json::Value;

pub(crate) const ROWS: &[&[Row]] = rows![
    KEYS "/api/v1/hook-keys" list get delete;
    ("POST", "/api/v1/hook-keys", |org, call| detailed(org, call, Resource::create)),
    ("PUT", "/api/v1/hook-keys/{}", |org, call| detailed(org, call, Resource::replace)),
    ("GET", "/api/v1/hook-keys/public/{}", public),
];

static KEYS: Resource = Resource {
    path: "/api/v1/hook-keys",
    schema: "HookKey",
    id: Id::Minted("HKY"),
    noun: "HookKey",
    object: "name",
    unique: &["name"],
    events: "system.hook.key.*d",
    complete: |org, _, key, old| {
        ensure!(!key.text("name").is_empty(), field("name", BLANK));
        if old.is_none() {
            let kid = org.ids.uuid();
            let mut public = keys::rsa(&mut org.ids);
            public["kid"] = kid.clone().into();
            public["alg"] = "RSA".into();
            public["use"] = "sig".into();
            key.set("keyId", kid);
            key.set("isUsed", "false");
            key.hidden.insert("public".into(), public);
        }
        Ok(())
    },
    links: links::none,
    ..Resource::NEW
};

/// A change of a key, answered with its public part.
fn detailed(
    org: &mut Org,
    call: &Call<'_>,
    change: fn(&Resource, &mut Org, &Call<'_>) -> Result<Response, ApiError>,
) -> Result<Response, ApiError> {
    let mut shown = change(&KEYS, org, call)?.json();
    let public = shown["id"].as_str().and_then(|id| org.store.find(KEYS.path, id)?.hidden.get("public").cloned());
    shown["_embedded"] = public.unwrap_or_default();
    Ok(Response::ok(&shown))
}

fn public(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.value(0);
    let mut keys = org.store.all(KEYS.path).map(|(_, key)| key).filter(|key| key.text("keyId") == id);
    let public: Option<&Value> = keys.next().and_then(|key| key.hidden.get("public"));
    public.map(Response::ok).ok_or_else(|| error::not_found(last(id), KEYS.noun))
}
