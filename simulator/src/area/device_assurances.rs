//! Device assurance policies: what a device must have.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] =
    &[OWN[0], &[("PUT", "/api/v1/device-assurances/{}", replace), ("DELETE", "/api/v1/device-assurances/{}", delete)]];

const OWN: &[&[Row]] = rows![ASSURANCES "/api/v1/device-assurances" list create get;];

static ASSURANCES: Resource = Resource {
    path: "/api/v1/device-assurances",
    schema: "DeviceAssurance",
    id: Id::Minted("dae"),
    noun: "DeviceAssuranceRuleManagerImpl",
    object: "deviceAssuranceMediated",
    unique: &["name"],
    events: "device.assurance.policy.*|add",
    complete: |_, _, assurance, _| {
        let conditions =
            assurance.shown.iter().filter(|(name, value)| !FACTS.contains(&name.as_str()) && !value.is_null());
        ensure!(
            conditions.count() > 0,
            error::invalid("deviceAssuranceMediated")
                .because("Please select at least one device condition before saving")
        );
        assurance.set("resourceType", "DeviceAssurancePolicyEntity");
        assurance.set("resourceId", assurance.text("id").to_owned());
        assurance.set("resourceDisplayName", json!({ "value": assurance.text("name"), "sensitive": false }));
        Ok(())
    },
    removable: |org, assurance, _| {
        // The code of a real org is unknown.
        let uses = |rule: &Document| {
            let wanted = rule.at("conditions.device.assurance.include").and_then(Value::as_array);
            wanted.is_some_and(|wanted| wanted.iter().any(|id| id == assurance.text("id")))
        };
        let mut rules = org.store.collections("/api/v1/policies/", "/rules").flat_map(|(_, rules)| rules.values());
        ensure!(
            !rules.any(uses),
            error::invalid("deviceAssuranceMediated").because("A policy uses this device assurance policy")
        );
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET", "PUT", "DELETE"]) }),
    ..Resource::NEW
};

/// The members that are no conditions.
const FACTS: &[&str] = &[
    "id", "name", "platform", "createdBy", "createdDate", "lastUpdate", "lastUpdatedBy", "resourceType", "resourceId",
    "resourceDisplayName",
];

/// The response does not say who created the policy, and when.
fn replace(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut shown = ASSURANCES.replace(org, call)?.json();
    for name in ["createdBy", "createdDate"] {
        shown.as_object_mut().map(|shown| shown.shift_remove(name));
    }
    Ok(Response::ok(&shown))
}

fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.value(0);
    ensure!(org.store.find(ASSURANCES.path, id).is_some(), error::not_found(id, "DeviceAssuranceEntity"));
    ASSURANCES.delete(org, call)
}
