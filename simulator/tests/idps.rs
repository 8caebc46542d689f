//! Identity providers, their keys and their users.
#![allow(clippy::unwrap_used)]

mod common;

use common::World;
use serde_json::json;

#[test]
fn an_identity_provider_lives_and_dies() {
    let mut world = World::new(1);
    let sent = json!({ "type": "GOOGLE", "name": "G", "protocol": { "type": "OAUTH2", "scopes": ["email"] } });
    let idp = world.call("POST", "/api/v1/idps", sent.clone()).json();
    let id = idp["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/idps/{id}");
    assert_eq!((&idp["status"], &idp["policy"]["maxClockSkew"]), (&json!("ACTIVE"), &json!(0)));
    assert_eq!(idp["_links"]["authorize"]["templated"], true);
    assert_eq!(world.ids("/api/v1/idps?type=GOOGLE"), [&*id]);
    assert!(world.ids("/api/v1/idps?q=x").is_empty());
    assert_eq!(world.call("PUT", &path, sent).json()["created"], json!(null));
    assert_eq!(world.get(&path).json()["created"], idp["created"]);
    assert_eq!(world.ids(&format!("/api/v1/mappings?sourceId={id}")).len(), 1);
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/deactivate")).json()["status"], "INACTIVE");
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(world.get(&path).status, 404);
    assert_eq!(world.call("POST", "/api/v1/idps", json!({ "type": "NOBODY" })).status, 400);
}

#[test]
fn trusted_certificates_are_read() {
    let mut world = World::new(1);
    let idp = world.call("POST", "/api/v1/idps", json!({ "type": "SAML2", "name": "S" })).json();
    let path = format!("/api/v1/idps/{}", idp["id"].as_str().unwrap());
    let kid = idp["protocol"]["credentials"]["signing"]["kid"].as_str().unwrap();
    let own = world.get(&format!("{path}/credentials/keys/{kid}")).json();
    let keys = "/api/v1/idps/credentials/keys";
    let trusted = world.call("POST", keys, json!({ "x5c": own["x5c"] })).json();
    assert_eq!((&trusted["n"], &trusted["x5t#S256"]), (&own["n"], &own["x5t#S256"]));
    assert_ne!(trusted["kid"], own["kid"]);
    assert_eq!(world.call("POST", keys, json!({ "x5c": own["x5c"] })).json()["errorCode"], "E0000096");
    assert_eq!(world.call("POST", keys, json!({ "x5c": ["none"] })).json()["errorCode"], "E0000001");
    let path = format!("{keys}/{}", trusted["kid"].as_str().unwrap());
    assert_eq!(world.get(&path).json(), trusted);
    assert_eq!(world.bare("DELETE", &path).status, 204);
}

#[test]
fn users_are_linked() {
    let mut world = World::new(2);
    let idp = world.call("POST", "/api/v1/idps", json!({ "type": "OIDC", "name": "O" })).json();
    let path = format!("/api/v1/idps/{}/users", idp["id"].as_str().unwrap());
    let user = world.ids("/api/v1/users")[0].clone();
    let linked = world.call("POST", &format!("{path}/{user}"), json!({ "externalId": "e1" })).json();
    assert_eq!((&linked["id"], &linked["externalId"]), (&json!(user), &json!("e1")));
    assert_eq!(world.ids(&path), [&*user]);
    assert_eq!(world.get(&format!("{path}?expand=user")).json()[0]["_embedded"]["user"]["id"], user);
    assert_eq!(world.get(&format!("{path}/{user}/credentials/tokens")).json(), json!([]));
    assert_eq!(world.bare("DELETE", &format!("{path}/{user}")).status, 204);
    assert!(world.ids(&path).is_empty());
}
