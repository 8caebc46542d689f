//! Resource sets and their resources.

use super::{PAGE, by_id_or_label, linked, path_of, unbinding};
use crate::call::Call;
use crate::error::{ApiError, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, last, rows};
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    SETS "/api/v1/iam/resource-sets" list create get replace delete;
    ("GET", "/api/v1/iam/resource-sets/{}/resources", list),
    ("PATCH", "/api/v1/iam/resource-sets/{}/resources", add),
    ("DELETE", "/api/v1/iam/resource-sets/{}/resources/{}", |org, call| RESOURCES.delete(org, call)),
];

pub(super) static SETS: Resource = Resource {
    path: "/api/v1/iam/resource-sets",
    schema: "ResourceSet",
    id: Id::Minted("iam"),
    noun: "IAMPolicy",
    object: "label",
    unique: &["label"],
    page: Some(PAGE),
    wrap: "resource-sets",
    events: "iam.resourceset.*",
    lookup: by_id_or_label,
    complete: |_, _, set, _| {
        set.hide("resources");
        match set.text("label") {
            "" => Err(field("label", "Label must be specified")),
            _ => Ok(()),
        }
    },
    born: |org, call, path| {
        let wanted = org.store.at(path).and_then(|set| set.hidden.get("resources").cloned());
        insert(org, path, wanted.as_ref(), call.now);
    },
    gone: |org, _, _, path| unbinding::forget(org, |set, _| set == last(path)),
    links: |_, _, path| {
        json!({
            "bindings": links::plain(format!("{path}/bindings")),
            "self": links::plain(path),
            "resources": links::plain(format!("{path}/resources")),
        })
    },
    ..Resource::NEW
};

static RESOURCES: Resource = Resource {
    path: "/api/v1/iam/resource-sets/{}/resources",
    parent: Some(&SETS),
    schema: "ResourceSetResource",
    id: Id::Minted("ire"),
    noun: "ResourceSetResource",
    object: "resources",
    events: "iam.resourceset.resources.*",
    links: |_, resource, path| {
        let own = path_of(resource.text("orn")).unwrap_or_default();
        json!({ "self": links::plain(own), "resource": links::plain(path) })
    },
    ..Resource::NEW
};

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = RESOURCES.at(org, call)?;
    let show = |(id, resource): (&str, _)| RESOURCES.show(org, call, &format!("{at}/{id}"), resource);
    let resources: Vec<Value> = org.store.all(&at).map(show).collect();
    let set = at.strip_suffix("/resources").unwrap_or("");
    let links = json!({ "resource-set": links::plain(set), "self": links::plain(&at) });
    Ok(Response::ok(&json!({ "resources": resources, "_links": linked(call, links) })))
}

/// Adds resources, and responds with the set.
fn add(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut set) = SETS.load(org, call)?;
    let body = call.judged("additions")?;
    insert(org, &path, body.get("additions"), call.now);
    set.touch(call.now);
    org.store.put_at(&path, set);
    org.record(call, "iam.resourceset.resources.add", Vec::new());
    SETS.shown(org, call, &path)
}

fn insert(org: &mut Org, set: &str, names: Option<&Value>, now: Time) {
    let at = format!("{set}/resources");
    for name in names.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
        let orn = orn(org, name);
        if org.store.all(&at).all(|(_, own)| own.text("orn") != orn) {
            RESOURCES.plant(org, &at, json!({ "orn": orn }), now);
        }
    }
}

/// The resource name of what a URL means.
fn orn(org: &Org, reference: &str) -> String {
    let Some(path) = path_of(reference).filter(|_| !reference.starts_with("orn:")) else { return reference.to_owned() };
    let rest = path.strip_prefix("/api/v1/").unwrap_or(&path);
    let service = if rest.starts_with("users") || rest.starts_with("groups") { "directory" } else { "idp" };
    let app = rest.strip_prefix("apps/").and_then(|id| org.store.find("/api/v1/apps", id));
    let rest = match app {
        Some(app) => format!("apps:{}:{}", app.text("name"), app.text("id")),
        None => rest.replace('/', ":"),
    };
    format!("orn:okta:{service}:{}:{rest}", org.id)
}
