//! Groups and their members.
#![allow(clippy::unwrap_used)]

mod common;

use common::{START, World, causes, error, ids, keys, names, person};
use serde_json::{Value, json};

#[test]
fn a_group_is_created_read_replaced_and_deleted() {
    let mut world = World::new(1);
    let body = json!({ "type": "APP_GROUP", "profile": { "name": "Staff" } });
    let made = world.call("POST", "/api/v1/groups", body).json();
    assert_eq!(
        keys(&made),
        ["id", "created", "lastUpdated", "lastMembershipUpdated", "objectClass", "type", "profile", "_links"]
    );
    assert_eq!(made["type"], "OKTA_GROUP");
    assert_eq!(made["objectClass"], json!(["okta:user_group"]));
    assert_eq!(made["profile"], json!({ "name": "Staff", "description": null }));
    assert_eq!(keys(&made["_links"]), ["logo", "users", "apps"]);
    let path = format!("/api/v1/groups/{}", made["id"].as_str().unwrap());
    assert_eq!(made["_links"]["users"]["href"], format!("http://localhost{path}/users"));
    assert_eq!(world.get(&path).json(), made);

    world.now = START + 9;
    let profile = json!({ "name": "Staff", "description": "All of us" });
    let changed = world.call("PUT", &path, json!({ "id": "x", "profile": profile })).json();
    assert_eq!(changed["profile"], profile);
    assert_eq!(changed["id"], made["id"]);
    assert_eq!(changed["lastUpdated"], "2025-06-15T15:06:49.000Z");
    assert_eq!(world.get(&path).json(), changed);

    let gone = world.bare("DELETE", &path);
    assert_eq!((gone.status, gone.body.len()), (204, 0));
    assert_eq!(error(&world.get(&path)), (404, "E0000007".to_owned()));
    assert!(world.get(&path).json()["errorSummary"].as_str().unwrap().ends_with("(UserGroup)"));
    assert_eq!(world.bare("DELETE", &path).status, 404);
    assert_eq!(world.get(&format!("{path}/users")).status, 404);
}

#[test]
fn names_are_required_and_unique() {
    let mut world = World::new(1);
    let staff = world.group("Staff");
    world.group("Other");
    let named = |name: &str| json!({ "profile": { "name": name } });
    let taken = "name: An object with this field already exists in the current organization";
    for (body, cause) in [
        (named("Staff"), taken),
        (named("Everyone"), taken),
        (named(" "), "name: The field cannot be left blank"),
        (json!({}), "name: The field cannot be left blank"),
        (named(&"x".repeat(256)), "name: The field is too long"),
        (json!({ "profile": { "name": "New", "shoe": 1 } }), "Property name 'shoe' is not defined in profile"),
    ] {
        let response = world.call("POST", "/api/v1/groups", body.clone());
        assert_eq!(error(&response), (400, "E0000001".to_owned()), "{body}");
        assert_eq!(causes(&response), [cause]);
    }
    let path = format!("/api/v1/groups/{staff}");
    assert_eq!(world.call("PUT", &path, named("Staff")).status, 200);
    assert_eq!(world.call("PUT", &path, named("Other")).status, 400);
}

#[test]
fn everyone_is_fixed_and_has_everyone() {
    let mut world = World::new(1500);
    let everyone = world.ids("/api/v1/groups?filter=type+eq+%22BUILT_IN%22").pop().unwrap();
    let path = format!("/api/v1/groups/{everyone}");
    let before = world.get(&path).json();
    world.now = START + 5;
    let (id, _) = world.create("", person("ann"));
    assert_ne!(world.get(&path).json()["lastMembershipUpdated"], before["lastMembershipUpdated"]);
    let (members, pages) = world.all(&format!("{path}/users"));
    assert_eq!((members.len(), pages), (1501, 2));
    assert_eq!(members, world.all("/api/v1/users").0);
    for (method, path) in [
        ("DELETE", path.clone()),
        ("PUT", path.clone()),
        ("PUT", format!("{path}/users/{id}")),
        ("DELETE", format!("{path}/users/{id}")),
    ] {
        let response = world.call(method, &path, json!({ "profile": { "name": "x" } }));
        assert_eq!(error(&response), (403, "E0000006".to_owned()), "{method} {path}");
    }
    let stats = world.get(&format!("{path}?expand=stats")).json();
    assert_eq!(stats["_embedded"]["stats"]["usersCount"], 1501);
}

#[test]
fn members_are_added_and_removed() {
    let mut world = World::new(3);
    let group = world.group("Staff");
    let (ann, _) = world.create("", person("ann"));
    let seeded = world.ids("/api/v1/users").remove(1);
    let path = format!("/api/v1/groups/{group}/users");
    world.now = START + 7;
    for key in [ann.as_str(), "ann@example.com", "ann", seeded.as_str()] {
        let response = world.bare("PUT", &format!("{path}/{key}"));
        assert_eq!((response.status, response.body.len()), (204, 0));
    }
    let list = world.get(&path);
    assert_eq!(ids(&list), [seeded.clone(), ann.clone()]);
    assert_eq!(keys(&list.json()[0]["_links"]), ["self"]);
    assert_eq!(list.link("self"), Some(format!("http://localhost{path}?limit=1000").as_str()));
    let shown = world.get(&format!("/api/v1/groups/{group}")).json();
    assert_eq!(shown["lastMembershipUpdated"], "2025-06-15T15:06:47.000Z");
    assert_eq!(world.all(&format!("{path}?limit=1")), (vec![seeded, ann.clone()], 2));

    for _ in 0..2 {
        assert_eq!(world.bare("DELETE", &format!("{path}/{ann}")).status, 204);
        assert_eq!(world.ids(&path).len(), 1);
    }
    for (method, path, noun) in [
        ("PUT", format!("{path}/00unobody"), "User"),
        ("DELETE", format!("{path}/00unobody"), "User"),
        ("PUT", format!("/api/v1/groups/00gnone/users/{ann}"), "UserGroup"),
        ("GET", "/api/v1/users/00unobody/groups".to_owned(), "User"),
    ] {
        let response = world.bare(method, &path);
        assert_eq!(error(&response), (404, "E0000007".to_owned()), "{method} {path}");
        assert!(response.json()["errorSummary"].as_str().unwrap().ends_with(&format!("({noun})")));
    }
}

#[test]
fn departments_are_groups() {
    let mut world = World::new(2000);
    let sales = world.ids("/api/v1/groups?q=sale").pop().unwrap();
    let members = world.get(&format!("/api/v1/groups/{sales}/users"));
    let list = members.json();
    assert!(list.as_array().unwrap().iter().all(|user| user["profile"]["department"] == "Sales"));
    let member = list[5]["id"].as_str().unwrap().to_owned();
    let groups = world.get(&format!("/api/v1/users/{member}/groups"));
    assert_eq!(names(&groups), ["Everyone", "Sales"]);
    assert_eq!(groups.link("self"), Some(format!("http://localhost/api/v1/users/{member}/groups?limit=200").as_str()));
    world.bare("DELETE", &format!("/api/v1/groups/{sales}/users/{member}"));
    assert!(!world.ids(&format!("/api/v1/groups/{sales}/users")).contains(&member));
    assert_eq!(world.ids(&format!("/api/v1/users/{member}/groups")).len(), 1);
    world.bare("PUT", &format!("/api/v1/groups/{sales}/users/{member}"));
    assert_eq!(world.ids(&format!("/api/v1/groups/{sales}/users")).len(), list.as_array().unwrap().len());
}

#[test]
fn lists_of_groups() {
    let mut world = World::new(1);
    for name in ["Zebra", "Ant", "antelope"] {
        world.group(name);
    }
    for (query, expected) in [
        ("", "Ant Everyone Zebra antelope"),
        ("?q=ANT", "Ant antelope"),
        ("?q=ant&limit=1", "Ant"),
        ("?filter=type+eq+%22OKTA_GROUP%22", "Ant Zebra antelope"),
        (
            "?filter=lastMembershipUpdated+gt+%222025-01-01T00:00:00.000Z%22+or+type+eq+%22BUILT_IN%22",
            "Ant Everyone Zebra antelope",
        ),
        ("?search=profile.name+sw+%22AN%22", "Ant antelope"),
        ("?search=type+eq+%22okta_group%22&sortBy=profile.name&sortOrder=desc", "antelope Zebra Ant"),
        ("?search=profile.description+pr", "Everyone"),
        ("?search=id+pr&sortBy=created&limit=2", "Everyone Zebra"),
    ] {
        let response = world.get(&format!("/api/v1/groups{query}"));
        assert_eq!(response.status, 200, "{query}: {}", response.json());
        assert_eq!(names(&response).join(" "), expected, "{query}");
    }
    let (all, pages) = world.all("/api/v1/groups?limit=3");
    assert_eq!((all, pages), (world.ids("/api/v1/groups"), 2));
    let whole = world.get("/api/v1/groups");
    assert_eq!(whole.link("self"), Some("http://localhost/api/v1/groups?limit=10000"));
    for (query, code) in [
        ("?filter=profile.name+eq+%22x%22", "E0000031"),
        ("?search=shoe+pr", "E0000031"),
        ("?search=id+pr&sortBy=shoe", "E0000031"),
        ("?q=a&filter=type+eq+%22x%22", "E0000033"),
        ("?after=00g00000000000000000", "E0000029"),
        ("?after=x", "E0000029"),
    ] {
        assert_eq!(error(&world.get(&format!("/api/v1/groups{query}"))), (400, code.to_owned()), "{query}");
    }
}

#[test]
fn group_schemas_have_custom_attributes() {
    let mut world = World::new(1);
    let path = "/api/v1/meta/schemas/group/default";
    let set = |value: Value| json!({ "definitions": { "custom": { "properties": { "floor": value } } } });
    world.call("POST", path, set(json!({ "title": "Floor", "type": "integer" })));
    let body = json!({ "profile": { "name": "Staff", "floor": 3 } });
    let made = world.call("POST", "/api/v1/groups", body).json();
    assert_eq!(made["profile"]["floor"], 3);
    assert_eq!(world.ids("/api/v1/groups?search=profile.floor+eq+3").len(), 1);
    let schema = world.call("POST", path, set(Value::Null)).json();
    assert_eq!(schema["definitions"]["custom"]["properties"], json!({}));
    let group = world.get(&format!("/api/v1/groups/{}", made["id"].as_str().unwrap())).json();
    assert_eq!(group["profile"].get("floor"), None);
}
