//! Network zones, as an example of what all resources have in common.
#![allow(clippy::unwrap_used)]

mod common;

use common::World;
use serde_json::json;

#[test]
fn what_was_created_is_found_again() {
    let mut world = World::new(1);
    let zone =
        json!({ "type": "IP", "name": "Office", "id": "own", "gateways": [{ "type": "RANGE", "value": "1.2.3.4" }] });
    let created = world.call("POST", "/api/v1/zones", zone);
    assert_eq!(created.status, 200, "{}", created.json());
    let created = created.json();
    let path = format!("/api/v1/zones/{}", created["id"].as_str().unwrap());
    assert!(path.starts_with("/api/v1/zones/nzo"));
    assert_eq!(created["status"], "ACTIVE");
    assert_eq!(created["gateways"][0]["value"], "1.2.3.4-1.2.3.4");
    assert_eq!(world.get(&path).json(), created);
    assert_eq!(world.get("/api/v1/zones").json().as_array().unwrap().last(), Some(&created));
    let turned = world.bare("POST", &format!("{path}/lifecycle/deactivate")).json();
    assert_eq!(turned["status"], "INACTIVE");
    assert!(turned["_links"]["activate"]["href"].as_str().unwrap().ends_with("/lifecycle/activate"));
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(world.get(&path).json()["errorCode"], "E0000007");
}

#[test]
fn put_replaces_and_keeps_what_the_org_sets() {
    let mut world = World::new(1);
    let created = world.call("POST", "/api/v1/zones", json!({ "type": "IP", "name": "a" })).json();
    let path = format!("/api/v1/zones/{}", created["id"].as_str().unwrap());
    world.now += 60;
    let sent = json!({ "type": "IP", "name": "b", "status": "INACTIVE", "created": "2001-01-01T00:00:00.000Z" });
    let changed = world.call("PUT", &path, sent).json();
    assert_eq!((&changed["name"], &changed["status"]), (&json!("b"), &json!("INACTIVE")));
    assert_eq!((&changed["id"], &changed["created"]), (&created["id"], &created["created"]));
    assert_ne!(changed["lastUpdated"], created["lastUpdated"]);
}

#[test]
fn requests_are_judged() {
    let mut world = World::new(1);
    world.call("POST", "/api/v1/zones", json!({ "type": "IP", "name": "a" }));
    for (body, code) in [
        (json!({ "type": "IP", "name": "a" }), "E0000001"),
        (json!({ "type": "IP" }), "E0000001"),
        (json!({ "name": "b", "type": "ELSEWHERE" }), "E0000001"),
        (json!({ "name": "b", "type": "IP", "gateways": "none" }), "E0000003"),
        (json!([]), "E0000003"),
    ] {
        let answer = world.call("POST", "/api/v1/zones", body);
        assert_eq!((answer.status, &answer.json()["errorCode"]), (400, &json!(code)), "{}", answer.json());
    }
    assert_eq!(world.get("/api/v1/zones?limit=x").json()["errorCode"], "E0000037");
    assert_eq!(world.bare("PATCH", "/api/v1/zones").status, 405);
}

#[test]
fn a_zone_in_use_stays() {
    let mut world = World::new(1);
    let wrong = json!({ "type": "IP", "name": "a", "gateways": [{ "type": "RANGE", "value": "1.2.3.4-here" }] });
    assert_eq!(world.call("POST", "/api/v1/zones", wrong).status, 400);
    let zone = world.call("POST", "/api/v1/zones", json!({ "type": "IP", "name": "a" })).json();
    let path = format!("/api/v1/zones/{}", zone["id"].as_str().unwrap());
    assert_eq!(world.bare("DELETE", &path).status, 400);
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/deactivate")).status, 200);
    let policy = world.call("POST", "/api/v1/policies", json!({ "type": "OKTA_SIGN_ON", "name": "a" })).json();
    let policy = format!("/api/v1/policies/{}", policy["id"].as_str().unwrap());
    let rule = json!({ "name": "r", "conditions": { "network": { "connection": "ZONE", "include": [zone["id"]] } } });
    assert_eq!(world.call("POST", &format!("{policy}/rules"), rule).status, 200);
    assert_eq!(world.bare("DELETE", &path).status, 400);
    assert_eq!(world.bare("DELETE", &policy).status, 204);
    assert_eq!(world.bare("DELETE", &path).status, 204);
}

#[test]
fn zones_by_usage() {
    let mut world = World::new(1);
    let named = |answer: serde_json::Value| answer[0]["name"].clone();
    assert_eq!(named(world.get("/api/v1/zones?filter=usage+eq+%22BLOCKLIST%22").json()), "BlockedIpZone");
    assert_eq!(world.get("/api/v1/zones?filter=name+eq+%22a%22").status, 400);
}
