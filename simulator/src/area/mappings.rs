//! Profile mappings: how profiles of users become those of apps and identity providers, and the other way round.

use super::app_properties::{has_property, schema_path};
use crate::call::{Call, object};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::kinds::USER_TYPE;
use crate::links::plain;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource};
use crate::schema;
use crate::store::{Document, absolute};
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", MAPPINGS.path, |org, call| MAPPINGS.list(org, call)),
    ("GET", "/api/v1/mappings/{}", |org, call| MAPPINGS.get(org, call)),
    ("POST", "/api/v1/mappings/{}", update),
]];

const MAPPINGS: Resource = Resource {
    path: "/api/v1/mappings",
    schema: "ProfileMapping",
    id: Id::Minted("prm"),
    noun: "ProfileMapping",
    object: "updateMapping",
    page: Some(Page(20, 200)),
    links: |_, _, path| json!({ "self": plain(path) }),
    view: |_, call, _, shown| {
        for end in ["source", "target"] {
            absolute(&mut shown[end], &call.base);
        }
        if let Some(shown) = shown.as_object_mut().filter(|_| call.value(0).is_empty()) {
            shown.shift_remove("properties");
        }
    },
    wanted: |_, call| {
        Ok(Box::new(move |mapping| {
            let fits = |name: &str, id: &str| call.query.text(name).is_none_or(|wanted| mapping.text(id) == wanted);
            fits("sourceId", "source.id") && fits("targetId", "target.id")
        }))
    },
    ..Resource::NEW
};

/// Maps users to something new and back; `(id, name, type)` is what users are mapped to. Nothing is mapped to an identity
/// provider.
pub(super) fn bear(org: &mut Org, (id, name, kind): (&str, &str, &str), both: bool) {
    let user = json!({
        "id": org.type_id,
        "name": "user",
        "type": "user",
        "_links": {
            "self": plain(format!("{}/{}", USER_TYPE.path, org.type_id)),
            "schema": plain(schema::path(&org.type_id)),
        },
    });
    let other = json!({
        "id": id,
        "name": name,
        "type": kind,
        "_links": { "self": plain(format!("/api/v1/apps/{id}")), "schema": plain(schema_path(id)) },
    });
    let from = |expression: &str| json!({ "expression": expression, "pushStatus": "DONT_PUSH" });
    let imported = json!({ "email": from("appuser.userName") });
    plant(org, &other, &user, imported);
    if both {
        plant(org, &user, &other, json!({}));
    }
}

fn plant(org: &mut Org, source: &Value, target: &Value, properties: Value) {
    let id = org.ids.mint("prm");
    let mapping = json!({ "id": id, "source": source, "target": target, "properties": properties });
    org.store.put(MAPPINGS.path, &id, Document::new(mapping));
}

/// Removes the mappings of something that is gone.
pub(super) fn forget(org: &mut Org, id: &str) {
    let own = org.store.all(MAPPINGS.path);
    let own = own.filter(|(_, mapping)| [mapping.text("source.id"), mapping.text("target.id")].contains(&id));
    let ids: Vec<_> = own.map(|(mapping, _)| mapping.to_owned()).collect();
    for mapping in ids {
        org.store.remove(MAPPINGS.path, &mapping);
    }
}

/// Changes the properties that are sent; null removes one.
fn update(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut mapping) = MAPPINGS.load(org, call)?;
    let body = call.object()?;
    ensure!(body.get("properties").is_some_and(|own| !own.is_null()), field("properties", BLANK));
    let mut properties = object(&mapping.shown, "properties")?;
    for (name, sent) in object(&body, "properties")? {
        if sent.is_null() {
            properties.shift_remove(&name);
            continue;
        }
        let known = match mapping.text("target.type") {
            "user" => org.user_schema.kind(&name).is_some(),
            _ => has_property(org, mapping.text("target.id"), &name),
        };
        ensure!(known, error::invalid(MAPPINGS.object).because(format!("Invalid target field {name}")));
        let mut property = Document::new(properties.get(&name).cloned().unwrap_or_else(|| json!({})));
        property.shown.extend(sent.as_object().cloned().ok_or_else(error::malformed)?);
        ensure!(!property.text("expression").is_empty(), field("expression", BLANK));
        property.fill("pushStatus", "DONT_PUSH");
        let status = property.text("pushStatus");
        let why = format!("'{status}' is invalid. Valid values: [PUSH, DONT_PUSH].");
        ensure!(["PUSH", "DONT_PUSH"].contains(&status), field("pushStatus", &why));
        properties.insert(name, property.shown.into());
    }
    mapping.set("properties", properties);
    org.store.put_at(&path, mapping);
    org.record(call, "directory.mapping.update", Vec::new());
    MAPPINGS.shown(org, call, &path)
}
