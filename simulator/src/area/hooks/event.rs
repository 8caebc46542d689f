//! Event hooks.

use super::{complete, inactive, links};
use crate::call::Call;
use crate::delivery::{EVENT_HOOKS, filters};
use crate::error::{ApiError, ensure, field};
use crate::expression::Condition;
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    HOOKS "/api/v1/eventHooks" list create get replace delete activate deactivate;
    ("POST", "/api/v1/eventHooks/{}/lifecycle/verify", verify),
];

pub(crate) static HOOKS: Resource = Resource {
    path: EVENT_HOOKS,
    schema: "EventHook",
    id: Id::Minted("who"),
    noun: "Webhook",
    object: "eventHook",
    status: Some("ACTIVE"),
    status_by_put: true,
    events: "event_hook.*d",
    complete: |org, _, hook, old| {
        complete(hook, old)?;
        ensure!(hook.text("events.type") == "EVENT_TYPE", field("events.type", "The type must be EVENT_TYPE"));
        let items = hook.at("events.items").and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        ensure!(items, field("events.items", "The field cannot be left blank"));
        let valid = filters(hook).all(|(_, expression)| Condition::of_event(expression).is_some());
        ensure!(valid, field("events.filter", "The expression is not valid"));
        complete_filter(hook);
        if org.year >= FILTERED {
            hook.fill_all(json!({ "description": null, "events": { "filter": null } }));
        }
        let verified = old.map_or("UNVERIFIED", |old| old.text("verificationStatus"));
        hook.set("verificationStatus", verified);
        Ok(())
    },
    removable: |_, hook, _| inactive(hook),
    links: |_, hook, path| links(hook, path, "lifecycle/verify"),
    ..Resource::NEW
};

/// The first year whose event hooks have filters.
const FILTERED: u16 = 2023;

/// A filter has a type, and a version of each condition.
fn complete_filter(hook: &mut Document) {
    let filter = hook.shown.get_mut("events").and_then(|events| events.get_mut("filter")?.as_object_mut());
    let Some(filter) = filter else { return };
    filter.insert("type".into(), "EXPRESSION_LANGUAGE".into());
    let filters = filter.get_mut("eventFilterMap").and_then(Value::as_array_mut).into_iter().flatten();
    for condition in filters.filter_map(|filter| filter.get_mut("condition")?.as_object_mut()) {
        condition.insert("version".into(), Value::Null);
    }
}

/// A hook is verified by a request that its server answers. [`Server`](crate::Server) sends it before, to servers on this
/// machine; all others are taken to answer right.
fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut hook) = HOOKS.load(org, call)?;
    hook.set("verificationStatus", "VERIFIED");
    hook.touch(call.now);
    org.store.put_at(&path, hook);
    HOOKS.record(org, call, "verifie", &path);
    HOOKS.shown(org, call, &path)
}
