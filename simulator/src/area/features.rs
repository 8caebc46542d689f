//! Features that admins turn on and off.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::{hinted, plain};
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/features", |org, call| FEATURES.list(org, call)),
    ("GET", "/api/v1/features/{}", |org, call| FEATURES.get(org, call)),
    ("GET", "/api/v1/features/{}/dependencies", |org, call| related(org, call, needed)),
    ("GET", "/api/v1/features/{}/dependents", |org, call| related(org, call, needing)),
    ("POST", "/api/v1/features/{}/{}", turn),
]];

static FEATURES: Resource = Resource {
    path: "/api/v1/features",
    schema: "Feature",
    id: Id::Minted("ftr"),
    noun: "Feature",
    events: "system.feature.*",
    links: |_, feature, path| {
        let mut links = Map::from_iter([
            ("self".to_owned(), plain(path)),
            ("dependents".to_owned(), plain(format!("{path}/dependents"))),
            ("dependencies".to_owned(), plain(format!("{path}/dependencies"))),
        ]);
        if feature.hidden.get("help") == Some(&true.into()) {
            links.insert("helpDoc".into(), plain("https://developer.okta.com/docs/"));
        }
        if !is_beta(feature) {
            let turn = if feature.text("status") == "ENABLED" { "disable" } else { "enable" };
            links.insert(turn.into(), hinted(format!("{path}/{turn}"), &["POST"]));
        }
        Value::Object(links)
    },
    ..Resource::NEW
};

/// Name, what it does, stage, and the name of the feature that it needs.
const ALL: &[(&str, &str, &str, &str)] = &[
    ("Dashboard with sections", "The dashboard groups apps.", "BETA", ""),
    ("Preview of hooks", "Admins may see what a hook would send.", "BETA", ""),
    ("Custom admin roles", "Admins may have roles that the org defines.", "EA", ""),
    ("Import reports", "Admins may see what imports did.", "BETA", ""),
    ("Conditions for admin roles", "Permissions of custom roles may have conditions.", "EA", "Custom admin roles"),
    ("Enhanced dynamic zones", "Zones may name IP service categories.", "EA", ""),
    ("Realms", "Users may be in separate groups with their own admins.", "EA", ""),
    ("Realm assignments", "Rules put users into realms.", "EA", "Realms"),
    ("Sign-in without passwords", "Users may have no password.", "EA", ""),
];

fn is_beta(feature: &Document) -> bool {
    feature.text("stage.value") == "BETA"
}

/// The features that one needs.
fn needed(org: &Org, feature: &Document) -> Vec<String> {
    let name = feature.hidden.get("needs").and_then(Value::as_str).unwrap_or("");
    let all = org.store.all(FEATURES.path).filter(|(_, other)| other.text("name") == name);
    all.map(|(id, _)| id.to_owned()).collect()
}

/// The features that need one.
fn needing(org: &Org, feature: &Document) -> Vec<String> {
    let all = org.store.all(FEATURES.path);
    let all = all.filter(|(_, other)| other.hidden.get("needs").is_some_and(|name| name == feature.text("name")));
    all.map(|(id, _)| id.to_owned()).collect()
}

fn path(id: &str) -> String {
    format!("{}/{id}", FEATURES.path)
}

fn related(org: &mut Org, call: &Call<'_>, of: fn(&Org, &Document) -> Vec<String>) -> Result<Response, ApiError> {
    let (_, feature) = FEATURES.load(org, call)?;
    let paths: Vec<_> = of(org, &feature).iter().map(|id| path(id)).collect();
    let shown = paths.iter().filter_map(|path| Some(FEATURES.show(org, call, path, org.store.at(path)?)));
    Ok(Response::ok(&shown.collect()))
}

/// Turns a feature on or off; `mode=force` turns on what it needs, and off what needs it.
fn turn(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (own, feature) = FEATURES.load(org, call)?;
    let (status, verb, of): (_, _, fn(&Org, &Document) -> Vec<String>) = match call.value(1).to_lowercase().as_str() {
        "enable" => ("ENABLED", "enable", needed),
        "disable" => ("DISABLED", "disable", needing),
        _ => return Err(error::no_method()),
    };
    ensure!(!is_beta(&feature), error::no_method());
    let related: Vec<_> = of(org, &feature).iter().map(|id| path(id)).collect();
    let open = related.iter().find(|path| org.store.at(path).is_some_and(|other| other.text("status") != status));
    if let Some(open) = open.filter(|_| call.query.text("mode") != Some("force")) {
        let reason = if verb == "enable" { "DEPENDENCY_NOT_ENABLED" } else { "DEPENDENT_NOT_DISABLED" };
        let error = error::feature_dependencies().because("Another feature must be changed first.");
        return Err(error
            .detail("reason", reason)
            .detail("location", &format!("{}{open}", call.base))
            .detail("locationType", "url"));
    }
    for path in related.iter().chain([&own]) {
        if let Some(mut feature) = org.store.at(path).cloned() {
            feature.set("status", status);
            org.store.put_at(path, feature);
        }
    }
    FEATURES.record(org, call, verb, &own);
    FEATURES.shown(org, call, &own)
}

/// The features of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    for (name, description, stage, needs) in ALL {
        let stage =
            if *stage == "BETA" { json!({ "value": stage, "state": "OPEN" }) } else { json!({ "value": stage }) };
        let feature = json!({
            "type": "self-service",
            "status": "DISABLED",
            "name": name,
            "description": description,
            "stage": stage,
        });
        let path = FEATURES.plant(org, FEATURES.path, feature, born);
        if let Some(mut feature) = org.store.at(&path).cloned() {
            feature.hidden.insert("needs".into(), (*needs).into());
            feature.hidden.insert("help".into(), (*name != "Custom admin roles").into());
            org.store.put_at(&path, feature);
        }
    }
}
