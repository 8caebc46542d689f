//! Devices. No operation enrolls one, so a new org has one in each status, and both a phone and a computer that are active.

use crate::area::user_documents;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::{Id, Resource, Turned, rows};
use crate::schema::Type;
use crate::search::{Dialect, Query};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[
        ("GET", "/api/v1/devices", list),
        ("POST", "/api/v1/devices/{}/lifecycle/activate", |org, call| {
            turn(org, call, "activate", &["DEACTIVATED"], "ACTIVE")
        }),
        ("POST", "/api/v1/devices/{}/lifecycle/deactivate", |org, call| {
            turn(org, call, "deactivate", &["ACTIVE", "SUSPENDED"], "DEACTIVATED")
        }),
        ("POST", "/api/v1/devices/{}/lifecycle/suspend", |org, call| {
            turn(org, call, "suspend", &["ACTIVE"], "SUSPENDED")
        }),
        ("POST", "/api/v1/devices/{}/lifecycle/unsuspend", |org, call| {
            turn(org, call, "unsuspend", &["SUSPENDED"], "ACTIVE")
        }),
        ("GET", "/api/v1/devices/{}/users", list_users),
    ],
];

const OWN: &[&[Row]] = rows![DEVICES "/api/v1/devices" get delete;];

static DEVICES: Resource = Resource {
    path: "/api/v1/devices",
    schema: "Device",
    id: Id::Minted("guo"),
    noun: "Device",
    object: "device",
    turned: Turned::NoContent,
    events: "device.lifecycle.*",
    removable: |_, device, _| {
        // The code of a real org is unknown.
        ensure!(
            device.text("status") == "DEACTIVATED",
            error::invalid("device").because("The device must be deactivated before deletion")
        );
        Ok(())
    },
    links: |_, device, path| {
        let (allowed, turns): (&[&str], &[&str]) = match device.text("status") {
            "ACTIVE" => (&["GET", "PATCH", "PUT"], &["suspend", "deactivate"]),
            "SUSPENDED" => (&["GET", "PATCH", "PUT"], &["unsuspend", "deactivate"]),
            _ => (&["GET", "DELETE"], &["activate"]),
        };
        let mut links = Map::from_iter([("self".to_owned(), hinted(path, allowed))]);
        for turn in turns {
            links.insert((*turn).into(), hinted(format!("{path}/lifecycle/{turn}"), &["POST"]));
        }
        if device.text("status") != "DEACTIVATED" {
            links.insert("users".into(), hinted(format!("{path}/users"), &["GET"]));
        }
        Value::Object(links)
    },
    ..Resource::NEW
};

const SEARCHED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("status", Type::Text),
    ("created", Type::Date),
    ("lastUpdated", Type::Date),
    ("profile.diskEncryptionType", Type::Text),
    ("profile.displayName", Type::Text),
    ("profile.imei", Type::Text),
    ("profile.integrityJailbreak", Type::Flag),
    ("profile.manufacturer", Type::Text),
    ("profile.meid", Type::Text),
    ("profile.model", Type::Text),
    ("profile.osVersion", Type::Text),
    ("profile.platform", Type::Text),
    ("profile.registered", Type::Flag),
    ("profile.secureHardwarePresent", Type::Flag),
    ("profile.serialNumber", Type::Text),
    ("profile.sid", Type::Text),
    ("profile.tpmPublicKeyHash", Type::Text),
    ("profile.udid", Type::Text),
];

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let dialect = Dialect::search(SEARCHED, []);
    let search = call.query.text("search").map(|text| Query::read(text, &dialect)).transpose()?;
    let fits = |device: &Document| search.as_ref().is_none_or(|search| search.matches(&|path| device.at(path).into()));
    let found: Vec<_> = org.store.all(DEVICES.path).filter(|(_, device)| fits(device)).collect();
    let bad_cursor = |_| error::bad_search().because("Invalid cursor.");
    let (items, limit, next) = Page(200, 200).cut(call, &found, |(id, _)| (*id).to_owned()).map_err(bad_cursor)?;
    let expand = call.query.text("expand");
    let items = items.iter().map(|(id, device)| {
        let path = format!("{}/{id}", DEVICES.path);
        let mut shown = DEVICES.show(org, call, &path, device);
        shown.as_object_mut().map(|shown| shown.shift_remove("_embedded"));
        match expand {
            Some("user") => shown["_embedded"] = json!({ "users": owners(org, call, &path) }),
            Some("userSummary") => {
                let mut users = owners(org, call, &path);
                users.iter_mut().for_each(summarize);
                shown["_embedded"] = json!({ "users": users });
            }
            _ => {}
        }
        shown
    });
    Ok(paging::page(call, "", items.collect(), limit, next.as_deref()))
}

/// The least of a user.
fn summarize(entry: &mut Value) {
    let user = &entry["user"];
    let profile =
        ["firstName", "lastName", "login", "email"].map(|name| (name.to_owned(), user["profile"][name].clone()));
    entry["user"] = json!({
        "id": user["id"],
        "realmId": user["realmId"],
        "profile": Map::from_iter(profile),
        "_links": { "self": user["_links"]["self"] },
    });
}

/// The users of a device, as its links to them say; deactivation drops these.
fn owners(org: &Org, call: &Call<'_>, path: &str) -> Vec<Value> {
    let view = org.user_view(call);
    let at = format!("{path}/users");
    let shown = org.store.all(&at).filter_map(|(id, link)| {
        let mut shown = Value::Object(link.shown.clone());
        shown["user"] = user_documents::show(org, call, &org.user(id, &view).ok()?);
        Some(shown)
    });
    shown.collect()
}

fn list_users(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.value(0);
    ensure!(org.store.find(DEVICES.path, id).is_some(), error::not_found(id, "GenericUDObject"));
    Ok(Response::ok(&owners(org, call, &format!("{}/{id}", DEVICES.path)).into()))
}

fn turn(org: &mut Org, call: &Call<'_>, verb: &str, from: &[&str], to: &str) -> Result<Response, ApiError> {
    let (path, device) = DEVICES.load(org, call)?;
    ensure!(
        from.contains(&device.text("status")),
        error::invalid("device").because(format!("A device that is {} cannot do this: {verb}", device.text("status")))
    );
    let response = DEVICES.turn(org, call, verb, to)?;
    if to == "DEACTIVATED" {
        let at = format!("{path}/users");
        let ids: Vec<_> = org.store.all(&at).map(|(id, _)| id.to_owned()).collect();
        for id in ids {
            org.store.remove(&at, &id);
        }
    }
    Ok(response)
}

/// The devices of the admin.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let verify = org.store.all("/api/v1/authenticators").find(|(_, own)| own.text("key") == "okta_verify");
    let verify = verify.map(|(id, own)| json!({ "id": id, "name": own.text("name"), "key": "okta_verify" }));
    for (name, platform, maker, model, version, status) in [
        ("Laptop", "MACOS", "APPLE", "Mac15,9", "15.6.1", "ACTIVE"),
        ("Phone", "IOS", "APPLE", "iPhone15,4", "18.5.0", "ACTIVE"),
        ("Old phone", "IOS", "APPLE", "iPhone15,4", "18.5.0", "SUSPENDED"),
        ("Desktop", "WINDOWS", "DELL", "OptiPlex", "10.0.22631.1", "DEACTIVATED"),
    ] {
        let (id, serial, udid, app) = (org.ids.mint("guo"), org.ids.text(10), org.ids.uuid(), org.ids.uuid());
        let mut device = json!({
            "id": id,
            "status": status,
            "profile": {
                "displayName": name,
                "platform": platform,
                "manufacturer": maker,
                "model": model,
                "osVersion": version,
                "serialNumber": serial.to_uppercase(),
                "udid": udid.to_uppercase(),
                "registered": true,
                "secureHardwarePresent": true,
            },
            "resourceType": "UDDevice",
            "resourceDisplayName": { "value": name, "sensitive": false },
            "resourceId": id,
            "resourceAlternateId": null,
            "_embedded": { "originatedFrom": verify.iter().collect::<Vec<_>>() },
        });
        // What a phone or a computer says beside that.
        let (name, value) = match platform {
            "IOS" => ("authenticatorAppKey", app.to_uppercase()),
            _ => ("diskEncryptionType", "ALL_INTERNAL_VOLUMES".to_owned()),
        };
        device["profile"][name] = value.into();
        let mut link = json!({ "created": born.to_string(), "managementStatus": "NOT_MANAGED" });
        if platform == "MACOS" {
            link["screenLockType"] = "BIOMETRIC".into();
        }
        let path = DEVICES.plant(org, DEVICES.path, device, born);
        if status != "DEACTIVATED" {
            let me = org.me().to_owned();
            org.store.put(&format!("{path}/users"), &me, Document::new(link));
        }
    }
}
