//! Authorization servers with their policies, scopes, claims and keys.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error};
use serde_json::{Value, json};

const SERVERS: &str = "/api/v1/authorizationServers";

fn create(world: &mut World, name: &str) -> (String, Value) {
    let created = world.call("POST", SERVERS, json!({ "name": name, "audiences": ["api://test"] }));
    assert_eq!(created.status, 201, "{}", created.json());
    let created = created.json();
    (format!("{SERVERS}/{}", created["id"].as_str().unwrap()), created)
}

#[test]
fn a_new_server_has_scopes_claims_and_a_key() {
    let mut world = World::new(1);
    let (path, server) = create(&mut world, "mine");
    let id = server["id"].as_str().unwrap();
    assert_eq!(server["issuer"], format!("http://localhost/oauth2/{id}"));
    let count = |list: Value| list.as_array().unwrap().iter().filter(|one| one["system"] == true).count();
    assert_eq!(count(world.get(&format!("{path}/scopes")).json()), 7);
    assert_eq!(count(world.get(&format!("{path}/claims")).json()), 19);
    let keys = world.get(&format!("{path}/credentials/keys")).json();
    assert_eq!(keys[0]["kid"], server["credentials"]["signing"]["kid"]);
    let rotated =
        world.call("POST", &format!("{path}/credentials/lifecycle/keyRotate"), json!({ "use": "sig" })).json();
    let mut statuses: Vec<_> = rotated.as_array().unwrap().iter().map(|key| key["status"].as_str().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, ["ACTIVE", "EXPIRED"]);
    assert_ne!(world.get(&path).json()["credentials"]["signing"]["kid"], keys[0]["kid"]);
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(error(&world.get(&format!("{path}/scopes"))), (404, "E0000007".into()));
}

#[test]
fn the_default_server_has_a_name_in_place_of_its_id() {
    let mut world = World::new(1);
    let server = world.get(&format!("{SERVERS}/default")).json();
    assert_eq!(server["issuer"], "http://localhost/oauth2/default");
    assert_eq!(world.get(&format!("{SERVERS}/{}", server["id"].as_str().unwrap())).json(), server);
    let scope = world.get(&format!("{SERVERS}/default/scopes")).json()[0].clone();
    assert!(scope["_links"]["self"]["href"].as_str().unwrap().contains("/authorizationServers/default/scopes/scp"));
    assert_eq!(world.bare("DELETE", &format!("{SERVERS}/default")).status, 403);
    let policies = world.get(&format!("{SERVERS}/default/policies")).json();
    assert_eq!(policies[0]["name"], "Default Policy");
}

#[test]
fn policies_and_rules() {
    let mut world = World::new(1);
    let (server, _) = create(&mut world, "mine");
    let policies = format!("{server}/policies");
    let sent = json!({ "name": "a", "conditions": { "clients": { "include": ["ALL_CLIENTS"] } } });
    let policy = world.call("POST", &policies, sent);
    assert_eq!((policy.status, policy.json()["type"].clone()), (201, json!("OAUTH_AUTHORIZATION_POLICY")));
    let rules = format!("{policies}/{}/rules", policy.json()["id"].as_str().unwrap());
    let sent = json!({ "name": "r", "type": "RESOURCE_ACCESS", "conditions": {}, "priority": 7 });
    let rule = world.call("POST", &rules, sent);
    assert_eq!((rule.status, rule.json()["priority"].clone()), (201, json!(1)));
    let target = format!("{rules}/{}", rule.json()["id"].as_str().unwrap());
    assert_eq!(world.bare("POST", &format!("{target}/lifecycle/deactivate")).status, 204);
    assert_eq!(world.get(&rules).json()[0]["status"], "INACTIVE");
    assert_eq!(world.bare("DELETE", &target).status, 204);
    assert_eq!(world.bare("DELETE", &target).status, 404);
}

#[test]
fn servers_trust_others() {
    let mut world = World::new(1);
    let ((one, _), (other, trusted)) = (create(&mut world, "one"), create(&mut world, "other"));
    let list = format!("{one}/associatedServers");
    let answer = world.call("POST", &list, json!({ "trusted": [trusted["id"]] })).json();
    assert_eq!((&answer[0]["id"], &answer[0]["_links"]), (&trusted["id"], &Value::Null));
    assert_eq!(world.ids(&format!("{list}?trusted=true")).len(), 1);
    assert_eq!(world.bare("DELETE", &other).status, 204);
    assert_eq!(world.ids(&list).len(), 0);
    assert_eq!(world.call("POST", &list, json!({ "trusted": ["aus1"] })).status, 404);
}

#[test]
fn older_orgs_do_not_name_the_default_server() {
    use oktant_simulator::{Limits, Setup};
    let mut world = World::of(&Setup { year: 2020, limits: Limits::Flat(10_000), ..Setup::default() });
    let (_, server) = create(&mut world, "mine");
    assert_eq!((server.get("default"), &server["issuerMode"]), (None, &json!("ORG_URL")));
}
