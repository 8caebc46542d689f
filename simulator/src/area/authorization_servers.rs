//! Authorization servers.

mod associated;
mod claims;
mod clients;
mod keys;
mod policies;
mod scopes;

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, Turned, rows};
use crate::search::any_starts_with;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    associated::ROWS,
    claims::ROWS[0],
    clients::ROWS,
    keys::ROWS,
    policies::ROWS[0],
    policies::ROWS[1],
    scopes::ROWS[0],
];

const OWN: &[&[Row]] =
    rows![SERVERS "/api/v1/authorizationServers" list create get replace delete activate deactivate;];

pub(super) static SERVERS: Resource = Resource {
    path: "/api/v1/authorizationServers",
    schema: "AuthorizationServer",
    id: Id::Minted("aus"),
    noun: "AuthorizationServer",
    object: "authorizationServer",
    created: 201,
    status: Some("ACTIVE"),
    turned: Turned::NoContent,
    page: Some(Page(200, 200)),
    events: "oauth2.as.*d",
    lookup: |org, path, key| {
        if key == "default" {
            let mut all = org.store.all(path);
            return all.find(|(_, server)| is_default(server)).map(|(id, _)| id.to_owned());
        }
        org.store.find(path, key).map(|_| key.to_owned())
    },
    complete,
    born: |org, call, path| furnish(org, path, call.now),
    gone: |org, _, server, _| {
        let id = server.text("id").to_owned();
        associated::forget(org, &id);
    },
    removable: |_, server, _| {
        // The code of a real org is unknown.
        ensure!(!is_default(server), error::forbidden());
        Ok(())
    },
    links: |_, server, path| links(server, path),
    view: |org, call, _, shown| {
        let issuer = format!("{}{}", call.base, shown["issuer"].as_str().unwrap_or(""));
        shown["issuer"] = issuer.into();
        if org.year < NAMED {
            let _ = shown.as_object_mut().map(|shown| shown.shift_remove("default"));
        }
    },
    wanted: |_, call| {
        Ok(Box::new(move |server| {
            let audiences = server.at("audiences").and_then(Value::as_array).into_iter().flatten();
            let texts = server.at("name").into_iter().chain(audiences).map(Into::into);
            call.query.text("q").is_none_or(|q| any_starts_with(texts, q))
        }))
    },
    ..Resource::NEW
};

/// The first year whose orgs say which server is the default one.
const NAMED: u16 = 2023;

/// The server that every org has.
fn is_default(server: &Document) -> bool {
    server.is("default")
}

/// A path as links show it: that of the default server has a name in place of its id.
pub(super) fn public(org: &Org, path: &str) -> String {
    let rest = path.strip_prefix(SERVERS.path).and_then(|rest| rest.strip_prefix('/')).unwrap_or("");
    let (id, rest) = rest.split_once('/').map_or((rest, String::new()), |(id, rest)| (id, format!("/{rest}")));
    match org.store.find(SERVERS.path, id) {
        Some(server) if is_default(server) => format!("{}/default{rest}", SERVERS.path),
        _ => path.to_owned(),
    }
}

fn complete(org: &mut Org, call: &Call<'_>, server: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let wished = server.at("credentials.signing.rotationMode").cloned();
    match old {
        Some(old) => {
            for name in ["issuer", "credentials"] {
                if let Some(value) = old.at(name) {
                    server.set(name, value.clone());
                }
            }
            server.fill("issuerMode", old.text("issuerMode"));
            for name in ["name", "description", "audiences"] {
                server.fill(name, old.at(name).cloned().unwrap_or_default());
            }
        }
        None => {
            let signing = signing(org, call.now);
            server.set("issuer", format!("/oauth2/{}", server.text("id")));
            server.set("credentials", json!({ "signing": signing }));
            server.set("default", false);
            server.fill("issuerMode", if org.year < NAMED { "ORG_URL" } else { "DYNAMIC" });
            server.fill("audiences", json!(["api://default"]));
            server.fill("description", Value::Null);
            server.fill("name", server.text("id").to_owned());
        }
    }
    if let (Some(mode), Some(signing)) = (wished, server.shown.get_mut("credentials")) {
        signing["signing"]["rotationMode"] = mode;
    }
    Ok(())
}

/// The signing key of a new server; it changes by itself after 90 days.
fn signing(org: &mut Org, now: Time) -> Value {
    json!({
        "kid": crate::keys::key_id(&mut org.ids),
        "rotationMode": "AUTO",
        "lastRotated": now.to_string(),
        "nextRotation": Time::from_seconds(now.seconds() + 90 * 86_400).to_string(),
    })
}

/// What a new server has.
fn furnish(org: &mut Org, path: &str, now: Time) {
    keys::seed(org, path);
    scopes::seed(org, path, now);
    claims::seed(org, path, now);
}

fn links(server: &Document, path: &str) -> Value {
    let default = is_default(server);
    let path = if default { format!("{}/default", SERVERS.path) } else { path.to_owned() };
    let issuer = server.text("issuer");
    let metadata = ["oauth-authorization-server", "openid-configuration"].map(
        |name| json!({ "name": name, "href": format!("{issuer}/.well-known/{name}"), "hints": { "allow": ["GET"] } }),
    );
    let turn = if server.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
    json!({
        "rotateKey": hinted(format!("{path}/credentials/lifecycle/keyRotate"), &["POST"]),
        "metadata": metadata,
        "keys": hinted(format!("{path}/credentials/keys"), &["GET"]),
        "claims": hinted(format!("{path}/claims"), &["GET", "POST"]),
        "policies": hinted(format!("{path}/policies"), &["GET", "POST"]),
        "self": hinted(&path, &["GET", "DELETE", "PUT"]),
        "scopes": hinted(format!("{path}/scopes"), &["GET", "POST"]),
        turn: hinted(format!("{path}/lifecycle/{turn}"), &["POST"]),
    })
}

/// The server of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let signing = signing(org, born);
    let server = json!({
        "name": "default",
        "description": "The authorization server that every org has.",
        "audiences": ["api://default"],
        "issuer": "/oauth2/default",
        "issuerMode": "ORG_URL",
        "status": "ACTIVE",
        "credentials": { "signing": signing },
        "default": true,
    });
    let path = SERVERS.plant(org, SERVERS.path, server, born);
    furnish(org, &path, born);
    policies::seed(org, &path, born);
}
