//! Group rules, and the owners of groups.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, person};
use serde_json::{Value, json};

fn rule(name: &str, expression: &str, group: &str) -> Value {
    json!({
        "type": "group_rule",
        "name": name,
        "conditions": { "expression": { "type": "urn:okta:expression:1.0", "value": expression } },
        "actions": { "assignUserToGroups": { "groupIds": [group] } },
    })
}

#[test]
fn an_active_rule_fills_its_groups() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", person("ann"));
    let group = world.group("anns");
    let made =
        world.call("POST", "/api/v1/groups/rules", rule("Anns", "user.login == \"ann@example.com\"", &group)).json();
    assert_eq!(made["status"], "INACTIVE");
    let path = format!("/api/v1/groups/rules/{}", made["id"].as_str().unwrap());
    assert!(world.ids(&format!("/api/v1/groups/{group}/users")).is_empty());
    assert_eq!(world.bare("POST", &format!("{path}/lifecycle/activate")).status, 204);
    assert_eq!(world.ids(&format!("/api/v1/groups/{group}/users")), [ann]);
    assert_eq!(world.call("PUT", &path, rule("Other", "user.login == \"x\"", &group)).status, 400);
    let expanded = world.get(&format!("{path}?expand=groupIdToGroupNameMap")).json();
    assert_eq!(expanded["_embedded"]["groupIdToGroupNameMap"], json!({ group.clone(): "anns" }));
    world.bare("POST", &format!("{path}/lifecycle/deactivate"));
    assert_eq!(world.bare("DELETE", &format!("{path}?removeUsers=true")).status, 202);
    assert!(world.ids(&format!("/api/v1/groups/{group}/users")).is_empty());
}

#[test]
fn new_and_changed_users_follow_the_rules() {
    let mut world = World::new(1);
    let group = world.group("engineers");
    let sent = rule("Engineers", "String.stringContains(user.title, \"Engineer\")", &group);
    let id = world.call("POST", "/api/v1/groups/rules", sent).json()["id"].as_str().unwrap().to_owned();
    world.bare("POST", &format!("/api/v1/groups/rules/{id}/lifecycle/activate"));
    let (ann, _) = world.create("", person("ann"));
    let members = format!("/api/v1/groups/{group}/users");
    assert!(world.ids(&members).is_empty());
    world.call("POST", &format!("/api/v1/users/{ann}"), json!({ "profile": { "title": "Lead Engineer" } }));
    assert_eq!(world.ids(&members), [ann]);
    world.bare("DELETE", &format!("/api/v1/groups/{group}"));
    assert_eq!(world.get(&format!("/api/v1/groups/rules/{id}")).json()["status"], "INVALID");
}

#[test]
fn rules_are_judged() {
    let mut world = World::new(1);
    let group = world.group("one");
    for (name, expression, target) in [("", "user.a == 1", &*group), ("a", "user.a ==", &group), ("a", "", &group)] {
        let answer = world.call("POST", "/api/v1/groups/rules", rule(name, expression, target));
        assert_eq!(answer.json()["errorCode"], "E0000001");
    }
    assert_eq!(world.call("POST", "/api/v1/groups/rules", rule("a", "user.a == 1", "00gnone")).status, 404);
}

#[test]
fn owners_are_users_or_groups() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", person("ann"));
    let (group, other) = (world.group("one"), world.group("two"));
    let owners = format!("/api/v1/groups/{group}/owners");
    let made = world.call("POST", &owners, json!({ "id": ann, "type": "USER" }));
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["lastUpdated"], "Sun Jun 15 15:06:40 UTC 2025");
    assert_eq!(world.call("POST", &owners, json!({ "id": ann, "type": "USER" })).status, 400);
    world.call("POST", &owners, json!({ "id": other, "type": "GROUP" }));
    let listed = world.get(&format!("{owners}?search=type+eq+%22USER%22")).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["lastUpdated"]), (1, &json!("2025-06-15 15:06:40.0")));
    assert_eq!(world.bare("DELETE", &format!("{owners}/{ann}")).status, 204);
    let again = world.bare("DELETE", &format!("{owners}/{ann}")).json();
    assert!(again["errorSummary"].as_str().unwrap().ends_with("(LinkedObject)"));
}
