//! Policies and their rules.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error, keys};
use serde_json::{Value, json};

const POLICIES: &str = "/api/v1/policies";

fn create(world: &mut World, kind: &str, name: &str) -> Value {
    let created = world.call("POST", POLICIES, json!({ "type": kind, "name": name }));
    assert_eq!(created.status, 200, "{}", created.json());
    created.json()
}

fn path(policy: &Value) -> String {
    format!("{POLICIES}/{}", policy["id"].as_str().unwrap())
}

/// Names and priorities of a list.
fn order(world: &mut World, target: &str) -> Vec<(String, i64)> {
    let list = world.get(target).json();
    let items = list.as_array().unwrap().iter();
    items.map(|one| (one["name"].as_str().unwrap().to_owned(), one["priority"].as_i64().unwrap())).collect()
}

#[test]
fn a_new_policy_comes_before_the_default_one() {
    let mut world = World::new(1);
    let first = create(&mut world, "OKTA_SIGN_ON", "first");
    create(&mut world, "OKTA_SIGN_ON", "second");
    let list = format!("{POLICIES}?type=OKTA_SIGN_ON");
    let named = |all: &[(&str, i64)]| all.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect::<Vec<_>>();
    assert_eq!(order(&mut world, &list), named(&[("first", 1), ("second", 2), ("Default Policy", 3)]));
    let sent =
        json!({ "type": "OKTA_SIGN_ON", "name": "first", "priority": 999, "status": "INACTIVE", "system": true });
    let changed = world.call("PUT", &path(&first), sent).json();
    assert_eq!(
        (&changed["priority"], &changed["status"], &changed["system"]),
        (&json!(2), &json!("ACTIVE"), &json!(false))
    );
    assert_eq!(world.bare("DELETE", &path(&changed)).status, 204);
    assert_eq!(order(&mut world, &list), named(&[("second", 1), ("Default Policy", 2)]));
    assert_eq!(error(&world.get(POLICIES)), (400, "E0000028".into()));
}

#[test]
fn rules_have_an_order_and_defaults() {
    let mut world = World::new(1);
    let rules = path(&create(&mut world, "OKTA_SIGN_ON", "a")) + "/rules";
    let one = world.call("POST", &rules, json!({ "name": "one" })).json();
    assert_eq!((&one["type"], &one["priority"]), (&json!("SIGN_ON"), &json!(1)));
    assert_eq!(one["conditions"]["people"], json!({ "users": { "exclude": [] } }));
    assert_eq!(one["actions"]["signon"]["session"]["maxSessionIdleMinutes"], 720);
    let two = world.call("POST", &rules, json!({ "name": "two", "priority": 1 })).json();
    assert_eq!(order(&mut world, &rules), [("two".to_owned(), 1), ("one".to_owned(), 2)]);
    let rule = format!("{rules}/{}", two["id"].as_str().unwrap());
    assert_eq!(world.bare("POST", &format!("{rule}/lifecycle/deactivate")).status, 204);
    assert_eq!(world.get(&rule).json()["status"], "INACTIVE");
    assert_eq!(world.bare("DELETE", &rule).status, 204);
    assert_eq!(order(&mut world, &rules), [("one".to_owned(), 1)]);
    assert_eq!(world.get(&rule).json()["errorSummary"].as_str().unwrap().split('(').nth(1), Some("PolicyRule)"));
}

#[test]
fn policies_of_apps_have_a_rule_for_all_and_can_be_cloned() {
    let mut world = World::new(1);
    let policy = create(&mut world, "ACCESS_POLICY", "strict");
    assert!(policy["id"].as_str().unwrap().starts_with("rst"));
    let rules = path(&policy) + "/rules";
    assert_eq!(order(&mut world, &rules), [("Catch-all Rule".to_owned(), 99)]);
    let sent = json!({ "type": "ACCESS_POLICY", "name": "mine", "priority": 0 });
    assert_eq!(world.call("POST", &rules, sent).json()["priority"], 0);
    let clone = world.bare("POST", &format!("{}/clone", path(&policy))).json();
    assert_eq!((&clone["name"], &clone["created"]), (&json!("[cloned] strict"), &Value::Null));
    let names: Vec<_> = order(&mut world, &(path(&clone) + "/rules")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["mine", "Catch-all Rule"]);
    assert!(world.get(&path(&clone)).json()["created"].is_string());
    let catch_all = world.get(&rules).json()[1].clone();
    let target = format!("{rules}/{}", catch_all["id"].as_str().unwrap());
    assert_eq!(keys(&catch_all["_links"]), ["self"]);
    assert_eq!(world.bare("DELETE", &target).status, 403);
}

#[test]
fn simulations_name_the_policy_that_holds() {
    let mut world = World::new(1);
    let group = world.group("staff");
    let body = json!({ "type": "OKTA_SIGN_ON", "name": "for staff", "conditions": { "people": { "groups": { "include": [group] } } } });
    assert_eq!(world.call("POST", POLICIES, body).status, 200);
    let context = |groups: Value| json!([{ "appInstance": "0oa1", "policyTypes": ["OKTA_SIGN_ON"], "policyContext": { "user": { "id": "00u1" }, "groups": { "ids": groups } } }]);
    let mut holding = |groups: Value| {
        let answer = world.call("POST", "/api/v1/policies/simulate", context(groups)).json();
        answer[0]["result"]["policies"][0]["name"].clone()
    };
    assert_eq!(holding(json!([group])), "for staff");
    assert_eq!(holding(json!([])), "Default Policy");
    let lacking = json!([{ "appInstance": "0oa1", "policyContext": { "user": { "id": "00u1" } } }]);
    assert_eq!(error(&world.call("POST", "/api/v1/policies/simulate", lacking)), (400, "E0000003".into()));
}

#[test]
fn a_policy_names_its_apps() {
    let mut world = World::new(1);
    let app = json!({ "name": "bookmark", "label": "a", "signOnMode": "BOOKMARK", "settings": { "app": { "url": "https://example.com" } } });
    let app = world.call("POST", "/api/v1/apps", app).json();
    let id = app["id"].as_str().unwrap();
    let policy = create(&mut world, "ACCESS_POLICY", "strict");
    let own = path(&policy);
    assert_eq!(world.ids(&format!("{own}/app")).len(), 0);
    let assigned = format!("/api/v1/apps/{id}/policies/{}", policy["id"].as_str().unwrap());
    assert_eq!(world.bare("PUT", &assigned).status, 204);
    assert_eq!(world.ids(&format!("{own}/app")), [id]);
    assert_eq!(world.ids(&format!("{own}/mappings")), [id]);
    assert_eq!(world.bare("DELETE", &format!("{own}/mappings/{id}")).status, 204);
    assert_eq!(world.ids(&format!("{own}/app")).len(), 0);
    let mapped = world.call("POST", &format!("{own}/mappings"), json!({ "resourceId": id, "resourceType": "APP" }));
    assert_eq!(mapped.status, 200, "{}", mapped.json());
    let list = format!("{POLICIES}?type=ACCESS_POLICY&resourceId={id}");
    assert_eq!(world.ids(&list), [policy["id"].as_str().unwrap()]);
    let old = json!({ "resourceId": id, "resourceType": "ACCESS_POLICY" });
    assert_eq!(error(&world.call("POST", &format!("{own}/mappings"), old)), (400, "E0000001".into()));
}

#[test]
fn an_org_may_lack_a_feature() {
    use oktant_simulator::{Limits, Setup};
    let lacks = vec!["/api/v1/policies/{}/rules".to_owned()];
    let mut world = World::of(&Setup { lacks, limits: Limits::Flat(10_000), ..Setup::default() });
    let policy = create(&mut world, "PASSWORD", "a");
    assert_eq!(error(&world.get(&(path(&policy) + "/rules"))), (401, "E0000015".into()));
    assert_eq!(world.get(&path(&policy)).status, 200);
}
