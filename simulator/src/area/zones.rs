//! Network zones.

use super::filter;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::schema::Type;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};
use std::net::IpAddr;

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
    removable: |org, zone, _| {
        ensure!(!zone.is("system"), error::forbidden());
        // The code of a real org is unknown.
        let id = zone.text("id");
        let names = |rule: &Document, path: &str| {
            rule.at(path).and_then(Value::as_array).is_some_and(|zones| zones.iter().any(|own| own == id))
        };
        let mut rules = org.store.collections("/api/v1/policies/", "/rules").flat_map(|(_, rules)| rules.values());
        let used =
            rules.any(|rule| names(rule, "conditions.network.include") || names(rule, "conditions.network.exclude"));
        let why = if used { "A policy uses the zone" } else { "The zone must be deactivated before deletion" };
        ensure!(org.classic || !used && zone.text("status") != "ACTIVE", error::invalid("zone").because(why));
        Ok(())
    },
    wanted: |_, call| filter::read(call, "filter", FILTERED),
    ..Resource::NEW
};

const FILTERED: &[(&str, Type)] = &[("id", Type::Text), ("usage", Type::Text)];

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
        check(gateway)?;
    }
    Ok(())
}

/// Refuses what is no address.
fn check(gateway: &Value) -> Result<(), ApiError> {
    let (kind, value) = (gateway["type"].as_str().unwrap_or(""), gateway["value"].as_str().unwrap_or(""));
    let addresses: Vec<&str> = match kind {
        "RANGE" => value.split('-').map(str::trim).collect(),
        _ => value.split('/').take(1).collect(),
    };
    match addresses.into_iter().find(|address| address.parse::<IpAddr>().is_err()) {
        Some(ip) => Err(field("gateways", &format!("The IP: {ip} in the {kind}: {value} is invalid."))),
        None => Ok(()),
    }
}

/// A range of a single address is spelled with both ends.
fn spell(gateway: &mut Value) {
    let single = gateway["value"].as_str().filter(|value| !value.contains('-')).map(ToOwned::to_owned);
    if let Some(value) = single.filter(|_| gateway["type"] == "RANGE") {
        gateway["value"] = format!("{value}-{value}").into();
    }
}
