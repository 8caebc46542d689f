//! User types with their schemas, linked objects and realms: what an org says of users beside their profile.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error, person};
use oktant_simulator::Setup;
use serde_json::{Value, json};

#[test]
fn a_type_has_a_schema_of_its_own() {
    let mut world = World::new(1);
    let made = world.call("POST", "/api/v1/meta/types/user", json!({ "name": "robot", "displayName": "Robot" })).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let schema = made["_links"]["schema"]["href"].as_str().unwrap().replace("http://localhost", "");
    let property = json!({ "title": "Model", "type": "string" });
    let sent = json!({ "definitions": { "custom": { "properties": { "model": property } } } });
    let changed = world.call("POST", &schema, sent).json();
    assert_eq!(changed["definitions"]["custom"]["properties"]["model"]["title"], "Model");
    assert_eq!(world.get("/api/v1/meta/schemas/user/default").json()["definitions"]["custom"]["properties"], json!({}));
    let mut robot = person("robot");
    robot["profile"]["model"] = json!("R2");
    assert_eq!(world.call("POST", "/api/v1/users", robot.clone()).status, 400);
    robot["type"] = json!({ "id": id });
    let (robot, shown) = world.create("", robot);
    assert_eq!(shown["type"]["id"], json!(id));
    assert!(shown["_links"]["type"]["href"].as_str().unwrap().ends_with(&id));
    let path = format!("/api/v1/meta/types/user/{id}");
    assert_eq!(world.bare("DELETE", &path).json()["errorCode"], "E0000142");
    for _ in 0..2 {
        world.bare("DELETE", &format!("/api/v1/users/{robot}"));
    }
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(world.get(&schema).status, 404);
}

#[test]
fn attributes_of_every_type_are_searched() {
    let mut world = World::new(1);
    let made = world.call("POST", "/api/v1/meta/types/user", json!({ "name": "robot", "displayName": "Robot" })).json();
    let (kind, default) = (made["id"].clone(), "/api/v1/meta/schemas/user/default".to_owned());
    let schema = made["_links"]["schema"]["href"].as_str().unwrap().replace("http://localhost", "");
    let define = |value: Value| json!({ "definitions": { "custom": { "properties": { "power": value } } } });
    let search = "/api/v1/users?search=profile.power+gt+5&sortBy=profile.power&sortOrder=desc";
    assert_eq!(error(&world.get(search)), (400, "E0000031".into()));
    for schema in [&schema, &default] {
        assert_eq!(world.call("POST", schema, define(json!({ "title": "Power", "type": "integer" }))).status, 200);
    }
    let user = |name: &str, power: Value, kind: Option<&Value>| {
        let mut user = person(name);
        user["profile"]["power"] = power;
        if let Some(kind) = kind {
            user["type"] = json!({ "id": kind });
        }
        user
    };
    assert_eq!(
        error(&world.call("POST", "/api/v1/users", user("r1", json!("6"), Some(&kind)))),
        (400, "E0000001".into())
    );
    let (robot, _) = world.create("", user("r2", json!(6), Some(&kind)));
    let (ann, _) = world.create("", user("ann", json!(7), None));
    assert_eq!(world.ids(search), [&*ann, &robot]);
    // What one type loses, the users of others keep.
    world.call("POST", &default, define(Value::Null));
    assert_eq!(world.ids(search), [&*robot]);
    assert_eq!(world.get(&format!("/api/v1/users/{ann}")).json()["profile"].get("power"), None);
    world.call("POST", &schema, define(Value::Null));
    assert_eq!(error(&world.get(search)), (400, "E0000031".into()));
    assert_eq!(world.get(&format!("/api/v1/users/{robot}")).json()["profile"].get("power"), None);
}

#[test]
fn users_are_linked_by_a_relation() {
    let mut world = World::new(1);
    let part = |name: &str| json!({ "name": name, "title": name, "type": "USER" });
    let definitions = "/api/v1/meta/schemas/user/linkedObjects";
    let sent = json!({ "primary": part("manager"), "associated": part("report") });
    assert_eq!(world.call("POST", definitions, sent.clone()).status, 201);
    assert_eq!(world.call("POST", definitions, sent).json()["errorCode"], "E0000127");
    let (boss, _) = world.create("", person("boss"));
    let (ann, _) = world.create("", person("ann"));
    let path = format!("/api/v1/users/{ann}/linkedObjects/manager");
    assert_eq!(world.bare("PUT", &format!("{path}/{boss}")).status, 204);
    let link = |id: &str| json!([{ "_links": { "self": { "href": format!("http://localhost/api/v1/users/{id}") } } }]);
    assert_eq!(world.get(&path).json(), link(&boss));
    assert_eq!(world.get(&format!("/api/v1/users/{boss}/linkedObjects/report")).json(), link(&ann));
    assert_eq!(world.bare("DELETE", &path).status, 204);
    assert_eq!(world.get(&path).json(), json!([]));
    assert_eq!(world.get(&format!("/api/v1/users/{ann}/linkedObjects/friend")).status, 404);
}

#[test]
fn an_assignment_moves_users_into_a_realm() {
    let mut world = World::of(&Setup { realms: true, ..Setup::default() });
    let (ann, shown) = world.create("", person("ann"));
    let first = world.ids("/api/v1/realms");
    assert_eq!(shown["realmId"], json!(first[0]));
    let realm = world.call("POST", "/api/v1/realms", json!({ "profile": { "name": "East" } })).json();
    let assignment = json!({
        "name": "Anns",
        "conditions": { "expression": { "value": "user.login == \"ann@example.com\"" } },
        "actions": { "assignUserToRealm": { "realmId": realm["id"] } },
    });
    let made = world.call("POST", "/api/v1/realm-assignments", assignment).json();
    assert_eq!((&made["status"], &made["isDefault"]), (&json!("INACTIVE"), &json!(false)));
    let done = world.call("POST", "/api/v1/realm-assignments/operations", json!({ "assignmentId": made["id"] }));
    assert_eq!((done.status, &done.json()["numUserMoved"]), (201, &json!(1)));
    assert_eq!(world.get(&format!("/api/v1/users/{ann}")).json()["realmId"], realm["id"]);
    let path = format!("/api/v1/realms/{}", realm["id"].as_str().unwrap());
    assert_eq!(world.bare("DELETE", &path).json()["errorCode"], "E0000178");
    let down = world.get("/api/v1/realms?sortBy=profile.name&sortOrder=desc").json();
    assert_eq!(down[0]["profile"], json!({ "name": "East" }));
    assert_eq!(world.ids("/api/v1/realms?search=id+pr").len(), 2);
    assert_eq!(world.ids("/api/v1/realms?search=profile.name+sw+%22e%22"), [realm["id"].as_str().unwrap()]);
}
