//! Imports of identity sources create, change and deactivate users.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error, person};
use serde_json::{Value, json};

const SESSIONS: &str = "/api/v1/identity-sources/0oaIdentitySource001/sessions";

/// Uploads profiles to a new session and imports them; returns the session's path.
fn import(world: &mut World, uploads: &[(&str, Value)]) -> String {
    let session = world.bare("POST", SESSIONS);
    assert_eq!(session.status, 201, "{}", session.json());
    let path = format!("{SESSIONS}/{}", session.json()["id"].as_str().unwrap());
    for (kind, profiles) in uploads {
        let sent = json!({ "entityType": "USERS", "profiles": profiles });
        assert_eq!(world.call("POST", &format!("{path}/{kind}"), sent).status, 202);
    }
    let started = world.bare("POST", &format!("{path}/start-import"));
    assert_eq!((started.status, &started.json()["status"]), (200, &json!("TRIGGERED")));
    path
}

fn row(external: &str, login: &str, first: &str) -> Value {
    let profile =
        json!({ "userName": login, "email": login, "firstName": first, "lastName": "Lee", "homeAddress": "5 Elm St" });
    json!({ "externalId": external, "profile": profile })
}

#[test]
fn an_import_changes_users() {
    let mut world = World::new(1);
    let (bob, _) = world.create("", person("bob"));
    let path = import(
        &mut world,
        &[("bulk-upsert", json!([row("e1", "ann@example.com", "Ann"), row("e2", "bob@example.com", "Robert")]))],
    );
    assert_eq!(world.get(&path).json()["status"], "COMPLETED");
    assert_eq!(error(&world.bare("POST", &format!("{path}/start-import"))), (400, "E0000001".into()));
    let ann = world.get("/api/v1/users/ann@example.com").json();
    assert_eq!((&ann["status"], &ann["profile"]["firstName"]), (&json!("STAGED"), &json!("Ann")));
    assert_eq!(ann["profile"].get("homeAddress"), None, "the schema of users has no such attribute");
    // A user of the same login is the same user.
    let known = world.get(&format!("/api/v1/users/{bob}")).json();
    assert_eq!((&known["status"], &known["profile"]["firstName"]), (&json!("PROVISIONED"), &json!("Robert")));
    let kinds = "/api/v1/logs?filter=eventType+sw+%22user.%22&sortOrder=DESCENDING&limit=2";
    let kinds: Vec<_> =
        world.get(kinds).json().as_array().unwrap().iter().map(|event| event["eventType"].clone()).collect();
    assert_eq!(kinds, ["user.account.update_profile", "user.lifecycle.create"]);

    // Its external id is what a user keeps.
    import(
        &mut world,
        &[
            ("bulk-upsert", json!([row("e1", "ann.lee@example.com", "Ann"), row("e3", "no login", "Nobody")])),
            ("bulk-delete", json!([{ "externalId": "e2" }, { "externalId": "e9" }])),
        ],
    );
    assert_eq!(world.get("/api/v1/users/ann.lee@example.com").json()["id"], ann["id"]);
    assert_eq!(world.get(&format!("/api/v1/users/{bob}")).json()["status"], "DEPROVISIONED");
    assert_eq!(world.ids("/api/v1/users?search=id+pr").len(), 3);
}

#[test]
fn a_session_takes_so_much() {
    let mut world = World::new(1);
    let session = world.bare("POST", SESSIONS).json();
    let path = format!("{SESSIONS}/{}", session["id"].as_str().unwrap());
    let rows = |count: usize| (0..count).map(|at| json!({ "externalId": format!("e{at}") })).collect::<Vec<_>>();
    let upload = |world: &mut World, count| {
        error(&world.call(
            "POST",
            &format!("{path}/bulk-delete"),
            json!({ "entityType": "USERS", "profiles": rows(count) }),
        ))
    };
    assert_eq!(upload(&mut world, 201), (400, "E0000001".into()));
    for _ in 0..50 {
        assert_eq!(upload(&mut world, 200), (202, "none".into()));
    }
    assert_eq!(upload(&mut world, 1), (400, "E0000001".into()));
    assert_eq!(world.bare("POST", &format!("{path}/start-import")).status, 200);
    assert_eq!(upload(&mut world, 1), (400, "E0000001".into()));
}
