//! Standard roles with their targets, and custom roles on resource sets.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, person};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn a_role_is_limited_to_groups() {
    let mut world = World::new(1);
    let (id, _) = world.create("", person("ann"));
    let roles = format!("/api/v1/users/{id}/roles");
    let role = world.call("POST", &roles, json!({ "type": "USER_ADMIN" }));
    assert_eq!((role.status, &role.json()["id"]), (201, &json!("KVJUKUS7IFCE2SKO")));
    assert_eq!(world.call("POST", &roles, json!({ "type": "USER_ADMIN" })).json()["errorCode"], "E0000090");
    assert_eq!(world.call("POST", &roles, json!({ "type": "KING" })).json()["errorCode"], "E0000001");
    let (one, two) = (world.group("one"), world.group("two"));
    let targets = format!("{roles}/KVJUKUS7IFCE2SKO/targets/groups");
    for group in [&one, &two] {
        assert_eq!(world.bare("PUT", &format!("{targets}/{group}")).status, 204);
    }
    assert_eq!(world.ids(&targets), [one.clone(), two.clone()]);
    let embedded = world.get(&format!("{roles}?expand=targets/groups")).json();
    assert_eq!(embedded[0]["_embedded"]["targets"]["groups"][1]["id"], json!(two));
    assert_eq!(world.bare("DELETE", &format!("{targets}/{one}")).status, 204);
    assert_eq!(world.bare("DELETE", &format!("{targets}/{two}")).status, 400);
    let apps = format!("{roles}/KVJUKUS7IFCE2SKO/targets/catalog/apps");
    assert_eq!(world.get(&apps).json()["errorCode"], "E0000091");
    assert_eq!(world.bare("DELETE", &format!("{roles}/KVJUKUS7IFCE2SKO")).status, 204);
    let again = world.bare("DELETE", &format!("{roles}/KVJUKUS7IFCE2SKO")).json();
    assert_eq!(again["errorSummary"], "Not found: Resource not found: KVJUKUS7IFCE2SKO (RoleAssignment)");
}

#[test]
fn members_of_a_group_have_its_roles() {
    let mut world = World::new(1);
    let (id, _) = world.create("", person("ann"));
    let group = world.group("admins");
    world.bare("PUT", &format!("/api/v1/groups/{group}/users/{id}"));
    world.call("POST", &format!("/api/v1/groups/{group}/roles"), json!({ "type": "READ_ONLY_ADMIN" }));
    let roles = world.get(&format!("/api/v1/users/{id}/roles")).json();
    assert_eq!((&roles[0]["type"], &roles[0]["assignmentType"]), (&json!("READ_ONLY_ADMIN"), &json!("GROUP")));
    let everyone = world.ids("/api/v1/groups?q=Everyone").remove(0);
    let refused = world.call("POST", &format!("/api/v1/groups/{everyone}/roles"), json!({ "type": "APP_ADMIN" }));
    assert_eq!(refused.json()["errorCode"], "E0000211");
}

#[test]
fn a_binding_gives_a_custom_role() {
    let mut world = World::new(1);
    let (id, _) = world.create("", person("ann"));
    let sent =
        json!({ "label": "Reader", "description": "Reads", "permissions": ["okta.users.read", "okta.groups.read"] });
    let role = world.call("POST", "/api/v1/iam/roles", sent.clone()).json();
    assert_eq!(world.call("POST", "/api/v1/iam/roles", sent).json()["errorCode"], "E0000001");
    let permissions = world.get("/api/v1/iam/roles/Reader/permissions").json();
    assert_eq!(permissions["permissions"][0]["label"], "okta.groups.read");
    let group = world.group("one");
    let resource = format!("http://localhost/api/v1/groups/{group}");
    let sent = json!({ "label": "Some", "description": "One group", "resources": [resource] });
    let set = text(&world.call("POST", "/api/v1/iam/resource-sets", sent).json()["id"]);
    let resources = world.get(&format!("/api/v1/iam/resource-sets/{set}/resources")).json();
    assert_eq!(resources["resources"][0]["_links"]["self"]["href"], json!(resource));
    let members = [format!("http://localhost/api/v1/users/{id}")];
    let bindings = format!("/api/v1/iam/resource-sets/{set}/bindings");
    let bound = world.call("POST", &bindings, json!({ "role": "Reader", "members": members }));
    assert_eq!((bound.status, &bound.json()["id"]), (200, &role["id"]));
    let own = world.get(&format!("/api/v1/users/{id}/roles")).json();
    assert_eq!((&own[0]["type"], &own[0]["label"]), (&json!("CUSTOM"), &json!("Reader")));
    let assigned = world.get("/api/v1/iam/assignees/users").json();
    assert!(assigned["value"].as_array().unwrap().iter().any(|one| one["id"] == json!(id)));
    let members = world.get(&format!("{bindings}/Reader/members")).json();
    assert_eq!(members["members"][0]["id"], own[0]["id"]);
    let (other, _) = world.create("", person("bob"));
    let sent = json!({ "type": "CUSTOM", "role": role["id"], "resource-set": set });
    assert_eq!(world.call("POST", &format!("/api/v1/users/{other}/roles"), sent).status, 201);
    let count = |world: &mut World| {
        world.get(&format!("{bindings}/Reader/members")).json()["members"].as_array().unwrap().len()
    };
    assert_eq!(count(&mut world), 2);
    for _ in 0..2 {
        world.bare("DELETE", &format!("/api/v1/users/{other}"));
    }
    assert_eq!(count(&mut world), 1);
    assert_eq!(world.bare("DELETE", "/api/v1/iam/roles/Reader").status, 204);
    assert_eq!(world.get(&format!("/api/v1/users/{id}/roles")).json(), json!([]));
    assert_eq!(world.get(&bindings).json()["roles"], json!([]));
}
