//! Inline hooks.

use super::{complete, inactive, links};
use crate::call::Call;
use crate::error::{ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    HOOKS "/api/v1/inlineHooks" list create get replace update delete activate deactivate;
    ("POST", "/api/v1/inlineHooks/{}/execute", execute),
];

static HOOKS: Resource = Resource {
    path: "/api/v1/inlineHooks",
    schema: "InlineHook",
    id: Id::Minted("cal"),
    noun: "InlineHook",
    object: "inlineHook",
    status: Some("ACTIVE"),
    unique: &["name"],
    events: "inline_hook.*d",
    wanted: |_, call| Ok(Box::new(move |hook| call.query.text("type").is_none_or(|kind| hook.text("type") == kind))),
    complete: |_, _, hook, old| {
        for name in ["name", "type", "version"] {
            if let Some(value) = old.filter(|_| name != "name").and_then(|old| old.shown.get(name)) {
                hook.set(name, value.clone());
            }
            ensure!(!hook.text(name).is_empty(), field(name, BLANK));
        }
        complete(hook, old)
    },
    removable: |_, hook, _| inactive(hook),
    links: |_, hook, path| links(hook, path, "execute"),
    ..Resource::NEW
};

/// What a hook answers if its server has nothing to change: the org calls no server.
fn execute(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, _) = HOOKS.load(org, call)?;
    call.judged("inlineHook")?;
    HOOKS.record(org, call, "execute", &path);
    Ok(Response::ok(&json!({ "commands": [] })))
}
