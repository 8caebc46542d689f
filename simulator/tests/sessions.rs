//! Signing in, sessions and factors.
#![allow(clippy::unwrap_used)]

mod common;

use common::{PASSWORD, World, whole_person};
use serde_json::json;

#[test]
fn a_password_leads_to_a_session() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", whole_person("ann"));
    let wrong = world.call("POST", "/api/v1/authn", json!({ "username": "ann@example.com", "password": "no" }));
    assert_eq!((wrong.status, &wrong.json()["errorCode"]), (401, &json!("E0000004")));
    let signed = world.call("POST", "/api/v1/authn", json!({ "username": "ann@example.com", "password": PASSWORD }));
    let token = json!({ "sessionToken": signed.json()["sessionToken"] });
    let session = world.call("POST", "/api/v1/sessions", token.clone()).json();
    assert_eq!((&session["userId"], &session["status"]), (&json!(ann), &json!("ACTIVE")));
    assert_eq!(world.call("POST", "/api/v1/sessions", token).status, 401);
    let path = format!("/api/v1/sessions/{}", session["id"].as_str().unwrap());
    world.now += 60;
    let refreshed = world.bare("POST", &format!("{path}/lifecycle/refresh")).json();
    assert_ne!(refreshed["expiresAt"], session["expiresAt"]);
    assert_eq!(world.bare("DELETE", &format!("/api/v1/users/{ann}/sessions")).status, 204);
    assert!(world.get(&path).json()["errorSummary"].as_str().unwrap().ends_with("(AppSession)"));
}

#[test]
fn a_factor_is_set_up_and_verified() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", whole_person("ann"));
    let factors = format!("/api/v1/users/{ann}/factors");
    let phone = json!({ "factorType": "sms", "provider": "OKTA", "profile": { "phoneNumber": "+15555550100" } });
    let factor = world.call("POST", &factors, phone.clone()).json();
    assert_eq!((&factor["status"], &factor["vendorName"]), (&json!("PENDING_ACTIVATION"), &json!("OKTA")));
    let path = format!("{factors}/{}", factor["id"].as_str().unwrap());
    let wrong = world.call("POST", &format!("{path}/lifecycle/activate"), json!({ "passCode": "000000" }));
    assert_eq!((wrong.status, &wrong.json()["errorCode"]), (403, &json!("E0000068")));
    let active = world.call("POST", &format!("{path}/lifecycle/activate"), json!({ "passCode": "123456" })).json();
    assert_eq!(active["status"], "ACTIVE");
    assert!(active["_links"]["verify"].is_object());
    assert_eq!(world.call("POST", &factors, phone).json()["errorCode"], "E0000001");
    assert_eq!(world.bare("POST", &format!("{path}/verify")).json()["factorResult"], "CHALLENGE");
    let right = world.call("POST", &format!("{path}/verify"), json!({ "passCode": "123456" })).json();
    assert_eq!(right, json!({ "factorResult": "SUCCESS" }));
    assert_eq!(world.bare("POST", &format!("/api/v1/users/{ann}/lifecycle/reset_factors")).status, 200);
    assert_eq!(world.get(&factors).json(), json!([]));
}

#[test]
fn an_answer_stays_secret() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", whole_person("ann"));
    let factors = format!("/api/v1/users/{ann}/factors");
    let sent = json!({ "factorType": "question", "profile": { "question": "favorite_toy", "answer": "Robot" } });
    let factor = world.call("POST", &factors, sent).json();
    assert_eq!(factor["profile"], json!({ "question": "favorite_toy", "questionText": "Favorite toy?" }));
    let path = format!("{factors}/{}/verify", factor["id"].as_str().unwrap());
    assert_eq!(world.call("POST", &path, json!({ "answer": "robot" })).json()["factorResult"], "SUCCESS");
    assert_eq!(world.call("POST", &path, json!({ "answer": "bear" })).status, 403);
}
