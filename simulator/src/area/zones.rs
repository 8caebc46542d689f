//! Network zones.

use crate::error::{self, ApiError, ensure};
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::route::Row;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![ZONES "/api/v1/zones" list create get replace delete activate deactivate;];

static ZONES: Resource = Resource {
    path: "/api/v1/zones",
    schema: "NetworkZone",
    id: Id::Minted("nzo"),
    noun: "NetworkZone",
    object: "zone",
    status: Some("ACTIVE"),
    status_by_put: true,
    unique: &["name"],
    page: Some(Page(20, 200)),
    events: "zone.*",
    complete: |_, _, zone, old| complete(zone, old),
    removable: |_, zone, _| {
        ensure!(!zone.is("system"), error::forbidden());
        Ok(())
    },
    ..Resource::NEW
};

/// The zones of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    for (name, usage) in [("LegacyIpZone", "POLICY"), ("BlockedIpZone", "BLOCKLIST"), ("DefaultExemptIpZone", "POLICY")]
    {
        let zone =
            json!({ "type": "IP", "name": name, "usage": usage, "system": true, "gateways": null, "proxies": null });
        ZONES.plant(org, ZONES.path, zone, born);
    }
}

fn complete(zone: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if let Some(old) = old {
        ensure!(
            old.text("type") == zone.text("type"),
            error::invalid("type").because("type: The type of a zone cannot change")
        );
    }
    zone.fill("usage", "POLICY");
    match zone.text("type") {
        "IP" => {
            zone.fill("gateways", Value::Null);
            zone.fill("proxies", Value::Null);
        }
        _ => zone.fill("proxyType", Value::Null),
    }
    for gateway in zone.shown.get_mut("gateways").and_then(Value::as_array_mut).into_iter().flatten() {
        spell(gateway);
    }
    Ok(())
}

/// A range of a single address is spelled with both ends.
fn spell(gateway: &mut Value) {
    let single = gateway["value"].as_str().filter(|value| !value.contains('-')).map(ToOwned::to_owned);
    if let Some(value) = single.filter(|_| gateway["type"] == "RANGE") {
        gateway["value"] = format!("{value}-{value}").into();
    }
}
