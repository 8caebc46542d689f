//! Behaviors: what is unusual in a sign-in.

use crate::handler::Row;
use crate::org::Org;
use crate::paging::{Order, Page};
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] =
    rows![BEHAVIORS "/api/v1/behaviors" list create get replace delete activate deactivate;];

static BEHAVIORS: Resource = Resource {
    path: "/api/v1/behaviors",
    schema: "BehaviorRule",
    id: Id::Minted("bhv"),
    noun: "BehaviorSettings",
    object: "behaviorSettings",
    status: Some("ACTIVE"),
    unique: &["name"],
    order: Order::Member("name"),
    page: Some(Page(10, 200)),
    cursor: "name",
    events: "security.behavior.settings.*",
    complete: |_, _, behavior, _| {
        let settings = settings(behavior.text("type"));
        behavior.fill_all(json!({ "settings": settings }));
        Ok(())
    },
    view: |_, _, _, shown| {
        for name in ["created", "lastUpdated"] {
            shown[name] = spelled(shown[name].as_str().unwrap_or("")).into();
        }
    },
    ..Resource::NEW
};

/// A date as behaviors show it: `2025-08-25 07:55:06.0`.
fn spelled(date: &str) -> String {
    date.replace('T', " ").replace(".000Z", ".0")
}

fn settings(kind: &str) -> Value {
    match kind {
        "VELOCITY" => json!({ "velocityKph": 805 }),
        "ANOMALOUS_LOCATION" => json!({
            "minEventsNeededForEvaluation": 0,
            "maxEventsUsedForEvaluation": 20,
            "granularity": "CITY",
        }),
        _ => json!({ "minEventsNeededForEvaluation": 0, "maxEventsUsedForEvaluation": 20 }),
    }
}

/// The behaviors of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let location = |granularity: &str| {
        let mut behavior = Document::new(json!({ "settings": { "granularity": granularity } }));
        behavior.fill_all(json!({ "settings": settings("ANOMALOUS_LOCATION") }));
        behavior.shown.shift_remove("settings").unwrap_or_default()
    };
    let mut near = location("LAT_LONG");
    near["radiusKilometers"] = 20.0.into();
    for (name, kind, settings) in [
        ("New City", "ANOMALOUS_LOCATION", location("CITY")),
        ("New Country", "ANOMALOUS_LOCATION", location("COUNTRY")),
        ("New Device", "ANOMALOUS_DEVICE", settings("ANOMALOUS_DEVICE")),
        ("New Geo-Location", "ANOMALOUS_LOCATION", near),
        ("New IP", "ANOMALOUS_IP", settings("ANOMALOUS_IP")),
        ("New State", "ANOMALOUS_LOCATION", location("SUBDIVISION")),
        ("Velocity", "VELOCITY", settings("VELOCITY")),
    ] {
        let behavior = json!({ "name": name, "type": kind, "status": "ACTIVE", "settings": settings });
        BEHAVIORS.plant(org, BEHAVIORS.path, behavior, born);
    }
}
