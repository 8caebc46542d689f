//! The operations of users.
#![allow(clippy::unwrap_used)]

mod common;

use common::{PASSWORD, START, World, causes, error, keys, names, person, whole_person};
use oktant_simulator::{Request, TOKEN};
use serde_json::{Value, json};

const NOW: &str = "2025-06-15T15:06:40.000Z";

#[test]
fn creation_sets_a_status() {
    let with = |credentials: Value| {
        let mut body = person("a");
        body["credentials"] = credentials;
        body
    };
    let imported = || with(json!({ "password": { "hash": { "algorithm": "BCRYPT" } } }));
    let federated = || with(json!({ "provider": { "type": "FEDERATION", "name": "FEDERATION" } }));
    let (now, never) = (json!(NOW), Value::Null);
    for (query, body, status, activated, password_changed, provider) in [
        ("?activate=false", person("a"), "STAGED", &never, &never, "OKTA"),
        ("?activate=False", whole_person("a"), "STAGED", &never, &now, "OKTA"),
        ("", person("a"), "PROVISIONED", &now, &never, "OKTA"),
        ("?activate=true", whole_person("a"), "ACTIVE", &now, &now, "OKTA"),
        ("?activate=True&provider=false", whole_person("a"), "ACTIVE", &now, &now, "OKTA"),
        ("?nextLogin=changePassword", whole_person("a"), "PASSWORD_EXPIRED", &now, &now, "OKTA"),
        ("?provider=true", federated(), "ACTIVE", &now, &never, "FEDERATION"),
        ("?provider=true&activate=false", federated(), "STAGED", &never, &never, "FEDERATION"),
        ("", federated(), "ACTIVE", &now, &never, "FEDERATION"),
        ("?activate=false", imported(), "STAGED", &never, &now, "IMPORT"),
        ("", imported(), "ACTIVE", &now, &now, "IMPORT"),
    ] {
        let mut world = World::new(1);
        let (id, user) = world.create(query, body);
        assert_eq!(user["status"], status, "{query}");
        assert_eq!(user["activated"], *activated, "{query}");
        // A password is a change of status, too.
        let changed = if activated.is_null() { password_changed } else { activated };
        assert_eq!(user["statusChanged"], *changed, "{query}");
        assert_eq!(user["passwordChanged"], *password_changed, "{query}");
        assert_eq!(user["credentials"]["provider"], json!({ "type": provider, "name": provider }), "{query}");
        assert_eq!(user["credentials"].get("password").is_some(), !password_changed.is_null(), "{query}");
        assert_eq!(user["lastLogin"], Value::Null);
        assert_eq!(world.get(&format!("/api/v1/users/{id}")).json(), user);
    }
}

#[test]
fn a_new_user_has_the_members_that_an_org_adds() {
    let mut world = World::new(2);
    let mut body = whole_person("zoë");
    body["profile"]["login"] = "Zoe@example.com".into();
    body["profile"]["badge"] = "B-7".into();
    body["profile"]["costNumber"] = json!(12.25);
    body["profile"]["nickName"] = Value::Null;
    let (id, user) = world.create("", body);
    assert_eq!(
        keys(&user),
        [
            "id", "status", "created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged",
            "type", "profile", "credentials", "_links"
        ]
    );
    assert_eq!(
        user["profile"],
        json!({
            "firstName": "zoë", "lastName": "Example", "mobilePhone": null, "badge": "B-7", "costNumber": 12.25,
            "secondEmail": null, "login": "Zoe@example.com", "email": "zoë@example.com",
        })
    );
    assert_eq!(
        user["credentials"],
        json!({
            "password": {},
            "recovery_question": { "question": "Which pet?" },
            "provider": { "type": "OKTA", "name": "OKTA" },
            "emails": [{ "value": "zoë@example.com", "status": "VERIFIED", "type": "PRIMARY" }],
        })
    );
    for key in [id.as_str(), "zoe@EXAMPLE.com", "zoe", "Zoe%40example.com"] {
        assert_eq!(world.get(&format!("/api/v1/users/{key}")).json()["id"], id, "{key}");
    }
    let me = world.get("/api/v1/users/me").json();
    assert_eq!(world.ids("/api/v1/users?limit=1"), [me["id"].as_str().unwrap()]);
}

/// A new user with another value at a path.
fn with(path: &str, value: impl Into<Value>) -> Value {
    let mut body = whole_person("new");
    let (parent, name) = path.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value.into();
    body
}

#[test]
fn creation_is_refused() {
    let mut world = World::new(1);
    world.create("", person("taken"));
    let unique = "login: An object with this field already exists in the current organization";
    for (query, body, code, cause) in [
        ("", json!({}), "E0000001", "login: The field cannot be left blank"),
        ("", json!({ "profile": null }), "E0000001", "login: The field cannot be left blank"),
        ("", json!({ "profile": [] }), "E0000003", ""),
        ("", with("/profile/firstName", " "), "E0000001", "firstName: The field cannot be left blank"),
        ("", with("/profile/email", Value::Null), "E0000001", "email: The field cannot be left blank"),
        ("", with("/profile/login", "taken@example.com"), "E0000001", unique),
        ("", with("/profile/login", "TAKEN@EXAMPLE.COM"), "E0000001", unique),
        ("", with("/profile/login", "nobody"), "E0000001", "login: Username must be in the form of an email address"),
        ("", with("/profile", json!({ "shoe": 1 })), "E0000001", "Property name 'shoe' is not defined in profile"),
        ("", with("/profile/lastName", 5), "E0000001", "lastName: The value is not of the type string"),
        ("", with("/credentials/password/value", "weak"), "E0000001", "password: Password requirements were not met."),
        ("", with("/credentials/recovery_question/answer", "abc"), "E0000001", "recovery_question.answer"),
        ("", with("/credentials/password", 5), "E0000003", ""),
        ("?activate=maybe", whole_person("new"), "E0000037", ""),
        ("?nextLogin=changePassword", person("new"), "E0000124", ""),
        ("?nextLogin=changePassword&activate=false", whole_person("new"), "E0000125", ""),
        ("?provider=true", whole_person("new"), "E0000001", "provider: "),
        ("", with("/type", json!({ "id": "otyother" })), "E0000001", "type: "),
        ("", with("/groupIds", json!(["00gnone"])), "E0000007", ""),
        ("", with("/groupIds", json!(vec!["00g"; 21])), "E0000001", "groupIds: "),
    ] {
        let response = world.call("POST", &format!("/api/v1/users{query}"), body.clone());
        let status = if code == "E0000007" { 404 } else { 400 };
        assert_eq!(error(&response), (status, code.to_owned()), "{query} {body}");
        let first = causes(&response).into_iter().next().unwrap_or_default();
        assert!(first.starts_with(cause), "{query} {body}: {first}");
    }
    assert_eq!(world.ids("/api/v1/users").len(), 2);
}

#[test]
fn a_user_is_created_in_groups() {
    let mut world = World::new(1);
    let (one, two) = (world.group("One"), world.group("Two"));
    let mut body = person("ann");
    body["groupIds"] = json!([one, two]);
    let (id, _) = world.create("", body);
    assert_eq!(world.ids(&format!("/api/v1/groups/{one}/users")), std::slice::from_ref(&id));
    let groups = world.get(&format!("/api/v1/users/{id}/groups"));
    assert_eq!(names(&groups), ["Everyone", "One", "Two"]);
}

#[test]
fn post_is_partial() {
    let mut world = World::new(2);
    let mut body = whole_person("ann");
    body["profile"]["badge"] = "1".into();
    body["profile"]["mobilePhone"] = "+1".into();
    let (id, before) = world.create("", body);
    world.now = START + 60;
    let sent = json!({
        "id": "other", "status": "SUSPENDED", "created": "never",
        "profile": { "nickName": "A", "badge": null, "mobilePhone": null, "secondEmail": "ann@home.example" },
    });
    let after = world.call("POST", &format!("/api/v1/users/{id}"), sent).json();
    assert_eq!(
        after["profile"],
        json!({
            "firstName": "ann", "lastName": "Example", "mobilePhone": null, "nickName": "A",
            "secondEmail": "ann@home.example", "login": "ann@example.com", "email": "ann@example.com",
        })
    );
    assert_eq!(after["lastUpdated"], "2025-06-15T15:07:40.000Z");
    for name in ["id", "status", "created", "passwordChanged"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    assert_eq!(after["credentials"]["emails"][1]["type"], "SECONDARY");
    assert_eq!(world.get(&format!("/api/v1/users/{id}")).json(), after);
    let taken = world.call("POST", &format!("/api/v1/users/{id}"), json!({ "profile": { "login": null } }));
    assert_eq!(causes(&taken), ["login: The field cannot be left blank"]);
}

#[test]
fn put_replaces_the_profile() {
    let mut world = World::new(2);
    let mut body = whole_person("ann");
    body["profile"]["badge"] = "1".into();
    body["profile"]["mobilePhone"] = "+1".into();
    let (id, before) = world.create("", body);
    world.now = START + 60;

    // A response may be sent back unchanged, with links and an empty password.
    let mut same = world.call("PUT", &format!("/api/v1/users/{id}"), before.clone()).json();
    assert_eq!(same["lastUpdated"], "2025-06-15T15:07:40.000Z");
    same["lastUpdated"] = before["lastUpdated"].clone();
    assert_eq!(same, before);

    let mut sent = person("ann");
    sent["credentials"] = json!({ "password": { "value": "Another-Pa55word" } });
    let after = world.call("PUT", &format!("/api/v1/users/{id}?strict=true"), sent).json();
    assert_eq!(after["profile"].get("badge"), None);
    assert_eq!(after["profile"]["mobilePhone"], Value::Null);
    assert_eq!(after["credentials"]["recovery_question"], before["credentials"]["recovery_question"]);
    assert_eq!(after["passwordChanged"], "2025-06-15T15:07:40.000Z");

    let refused = world.call("PUT", &format!("/api/v1/users/{id}"), json!({}));
    assert_eq!(error(&refused), (400, "E0000001".to_owned()));
    assert_eq!(causes(&refused).len(), 4);
}

#[test]
fn a_seeded_user_changes_and_keeps_the_rest() {
    let mut world = World::new(300);
    let id = world.ids("/api/v1/users?limit=50").pop().unwrap();
    let path = format!("/api/v1/users/{id}");
    let mut before = world.get(&path).json();
    let mut after = world.call("PUT", &path, before.clone()).json();
    after["lastUpdated"] = Value::Null;
    before["lastUpdated"] = Value::Null;
    assert_eq!(after, before);
    assert_eq!(world.ids("/api/v1/users?limit=200").len(), 200);
    let list = world.get("/api/v1/users?limit=50").json();
    let listed = list.as_array().unwrap().last().unwrap();
    assert_eq!(listed["profile"], before["profile"]);
    assert_eq!(keys(&listed["_links"]), ["self"]);
}

#[test]
fn deleting_takes_two_requests() {
    let mut world = World::new(3);
    let seeded = world.ids("/api/v1/users").pop().unwrap();
    let (made, _) = world.create("", whole_person("ann"));
    let group = world.group("One");
    for id in [seeded, made] {
        let path = format!("/api/v1/users/{id}");
        world.bare("PUT", &format!("/api/v1/groups/{group}/users/{id}"));
        let first = world.bare("DELETE", &path);
        assert_eq!((first.status, first.body.len(), first.get("content-type")), (204, 0, None));
        assert_eq!(world.get(&path).json()["status"], "DEPROVISIONED");
        assert!(!world.ids("/api/v1/users").contains(&id));
        assert!(world.ids("/api/v1/users?search=status+eq+%22DEPROVISIONED%22").contains(&id));
        assert!(world.ids(&format!("/api/v1/users?filter=id+eq+%22{id}%22")).contains(&id));
        assert_eq!(world.bare("DELETE", &format!("{path}?sendEmail=true")).status, 204);
        let gone = world.get(&path);
        assert_eq!(gone.status, 404);
        assert_eq!(gone.json()["errorSummary"], format!("Not found: Resource not found: {id} (User)"));
        assert_eq!(world.bare("DELETE", &path).status, 404);
        assert!(world.ids(&format!("/api/v1/groups/{group}/users")).is_empty());
    }
}

#[test]
fn a_login_is_free_again_after_its_user() {
    let mut world = World::new(1);
    let (id, _) = world.create("", person("ann"));
    world.bare("DELETE", &format!("/api/v1/users/{id}"));
    let taken = world.call("POST", "/api/v1/users", person("ann"));
    assert_eq!(error(&taken), (400, "E0000001".to_owned()));
    world.bare("DELETE", &format!("/api/v1/users/{id}"));
    world.create("", person("ann"));
}

#[test]
fn parts_can_be_left_out() {
    let mut world = World::new(2);
    let (id, _) = world.create("", whole_person("ann"));
    let ask = |target: &str, wish: &str| {
        let media = format!("application/json; okta-response={wish}");
        Request::new("GET", target).token(TOKEN).header("content-type", &media)
    };
    let list = world.send(&ask("/api/v1/users", "omitCredentials,omitCredentialsLinks")).json();
    assert!(list.as_array().unwrap().iter().all(|user| user.get("credentials").is_none()));
    let user = world.send(&ask(&format!("/api/v1/users/{id}"), "omitCredentialsLinks")).json();
    assert!(user.get("credentials").is_some() && user["_links"].get("changePassword").is_none());
}

#[test]
fn custom_attributes_come_from_the_schema() {
    let custom = vec!["level:integer".parse().unwrap(), "tags:array".parse().unwrap()];
    let mut world = World::of(&oktant_simulator::Setup { users: 50, custom, ..Default::default() });
    let path = "/api/v1/meta/schemas/user/default";
    let schema = world.get(path).json();
    assert_eq!(keys(&schema["definitions"]["custom"]["properties"]), ["badge", "costNumber", "level", "tags"]);
    assert_eq!(keys(&schema["definitions"]["base"]["properties"]).len(), 31);
    assert_eq!(schema["id"], "http://localhost/meta/schemas/user/default");

    let sent = json!({ "definitions": { "custom": { "properties": {
        "badge": null, "shoeSize": { "title": "Shoe size", "type": "number" },
    }}}});
    let schema = world.call("POST", path, sent).json();
    let names = keys(&schema["definitions"]["custom"]["properties"]).join(" ");
    assert_eq!(names, "costNumber level tags shoeSize");
    let by_type = schema["_links"]["self"]["href"].as_str().unwrap().replace("http://localhost", "");
    assert_eq!(world.get(&by_type).json(), schema);

    let mut body = person("ann");
    body["profile"]["shoeSize"] = json!(42.5);
    body["profile"]["tags"] = json!(["a", "b"]);
    let (id, user) = world.create("", body.clone());
    assert_eq!(user["profile"]["shoeSize"], 42.5);
    assert_eq!(world.ids("/api/v1/users?search=profile.tags+eq+%22B%22+and+profile.shoeSize+gt+40"), [id]);
    body["profile"]["badge"] = "1".into();
    let refused = world.call("POST", "/api/v1/users", body);
    assert_eq!(causes(&refused), ["Property name 'badge' is not defined in profile"]);
    let list = world.get("/api/v1/users").json();
    assert!(list.as_array().unwrap().iter().all(|user| user["profile"].get("badge").is_none()));
    assert_eq!(error(&world.get("/api/v1/meta/schemas/user/osc1")), (404, "E0000007".to_owned()));
}

#[test]
fn the_seeded_password_is_known() {
    let mut world = World::new(1);
    let body = json!({ "oldPassword": { "value": oktant_simulator::PASSWORD }, "newPassword": { "value": PASSWORD } });
    let response = world.call("POST", "/api/v1/users/me/credentials/change_password", body);
    assert_eq!(response.json(), json!({ "password": {}, "provider": { "type": "OKTA", "name": "OKTA" } }));
}
