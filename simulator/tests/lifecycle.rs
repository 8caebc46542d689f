//! Every lifecycle and credential operation from every status.
#![allow(clippy::unwrap_used)]

mod common;

use common::{PASSWORD, START, World, causes, error, keys, person, whole_person};
use serde_json::{Value, json};

const STATUSES: [&str; 8] =
    ["STAGED", "PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "LOCKED_OUT", "RECOVERY", "SUSPENDED", "DEPROVISIONED"];

/// A user in a status; all but PROVISIONED have a password, and those created here a question too.
fn user_in(world: &mut World, status: &str) -> String {
    let run = |world: &mut World, id: &str, operation: &str| {
        let response = world.bare("POST", &format!("/api/v1/users/{id}/lifecycle/{operation}"));
        assert_eq!(response.status, 200, "{operation}");
    };
    if status == "LOCKED_OUT" {
        return world.ids("/api/v1/users?search=status+eq+%22LOCKED_OUT%22").pop().unwrap();
    }
    let query = match status {
        "STAGED" => "?activate=false",
        "PASSWORD_EXPIRED" => "?nextLogin=changePassword",
        _ => "",
    };
    let body = if status == "PROVISIONED" { person("ann") } else { whole_person("ann") };
    let (id, _) = world.create(query, body);
    match status {
        "RECOVERY" => run(world, &id, "reset_password"),
        "SUSPENDED" => run(world, &id, "suspend"),
        "DEPROVISIONED" => run(world, &id, "deactivate"),
        _ => {}
    }
    assert_eq!(world.get(&format!("/api/v1/users/{id}")).json()["status"], status);
    id
}

/// What an operation does from each of [`STATUSES`]: the status after it, or the code of its error.
fn check(path: &str, body: &Value, expected: [&str; 8]) {
    for (status, expected) in STATUSES.into_iter().zip(expected) {
        let mut world = World::new(400);
        let id = user_in(&mut world, status);
        let mut body = body.clone();
        if status == "LOCKED_OUT" && body["oldPassword"].is_object() {
            body["oldPassword"]["value"] = oktant_simulator::PASSWORD.into();
        }
        let before = world.get(&format!("/api/v1/users/{id}")).json();
        world.now = START + 100;
        let response = world.call("POST", &format!("/api/v1/users/{id}/{path}"), body);
        let after = world.get(&format!("/api/v1/users/{id}")).json();
        if expected.starts_with('E') {
            assert_eq!(error(&response).1, expected, "{path} from {status}");
            assert_eq!(after, before, "{path} from {status}");
        } else {
            assert_eq!(response.status, 200, "{path} from {status}: {}", response.json());
            assert_eq!(after["status"], expected, "{path} from {status}");
        }
    }
}

#[test]
fn lifecycle_operations() {
    let none = json!({});
    let all = |code| [code; 8];
    let one = |at: usize, to, code| {
        let mut row = all(code);
        row[at] = to;
        row
    };
    let again = "E0000016";
    check("lifecycle/activate", &none, ["ACTIVE", again, again, again, again, again, again, "ACTIVE"]);
    let no = "E0000038";
    check("lifecycle/reactivate", &none, [no, "PROVISIONED", no, no, no, "RECOVERY", no, no]);
    let mut row = all("DEPROVISIONED");
    row[7] = no;
    check("lifecycle/deactivate", &none, row);
    check("lifecycle/suspend", &none, one(2, "SUSPENDED", "E0000001"));
    check("lifecycle/unsuspend", &none, one(6, "ACTIVE", "E0000001"));
    check("lifecycle/unlock", &none, one(4, "ACTIVE", "E0000032"));
    let expired = [no, no, "PASSWORD_EXPIRED", "PASSWORD_EXPIRED", no, no, no, no];
    check("lifecycle/expire_password", &none, expired);
    check("lifecycle/expire_password_with_temp_password", &none, expired);
    let (no, to) = ("E0000017", "RECOVERY");
    check("lifecycle/reset_password", &none, [no, to, to, to, to, to, no, no]);
    check("lifecycle/reset_factors", &none, STATUSES);
}

#[test]
fn credential_operations() {
    let change = json!({ "oldPassword": { "value": PASSWORD }, "newPassword": { "value": "Another-Pa55word" } });
    let no = "E0000035";
    check("credentials/change_password", &change, ["STAGED", no, "ACTIVE", "ACTIVE", no, "ACTIVE", no, no]);
    let question = json!({
        "password": { "value": PASSWORD },
        "recovery_question": { "question": "Which street?", "answer": "Sesame" },
    });
    let no = "E0000036";
    check("credentials/change_recovery_question", &question, ["STAGED", no, "ACTIVE", no, no, "RECOVERY", no, no]);
    let no = "E0000034";
    let none = json!({});
    check("credentials/forgot_password", &none, [no, no, "RECOVERY", no, no, no, no, no]);
    check("credentials/forgot_password?sendEmail=false", &none, [no, no, "ACTIVE", no, no, no, no, no]);
    let answer = json!({ "password": { "value": "Another-Pa55word" }, "recovery_question": { "answer": "a STOAT " } });
    check("credentials/forgot_password_recovery_question", &answer, [no, no, "ACTIVE", no, no, no, no, no]);
}

#[test]
fn responses_of_operations() {
    let mut world = World::new(1);
    let (id, _) = world.create("?activate=false", whole_person("ann"));
    let mut run = |path: &str, names: &[&str]| {
        let response = world.bare("POST", &format!("/api/v1/users/{id}/{path}"));
        assert_eq!(keys(&response.json()), names, "{path}");
        response.json()
    };
    let answer = run("lifecycle/activate?sendEmail=false", &["activationUrl", "activationToken"]);
    let token = answer["activationToken"].as_str().unwrap();
    assert_eq!(answer["activationUrl"], format!("http://localhost/welcome/{token}"));
    run("lifecycle/suspend", &[]);
    run("lifecycle/unsuspend", &[]);
    run("lifecycle/reset_factors", &[]);
    run("lifecycle/deactivate?sendEmail=true", &[]);
    run("lifecycle/activate", &[]);
    run("credentials/forgot_password?sendEmail=false", &["resetPasswordUrl"]);
    let answer = run("lifecycle/reset_password?sendEmail=false&revokeSessions=true", &["resetPasswordUrl"]);
    assert!(answer["resetPasswordUrl"].as_str().unwrap().starts_with("http://localhost/reset_password/"));
    run("lifecycle/reactivate?sendEmail=false", &["activationUrl", "activationToken"]);
    run("lifecycle/reset_password?sendEmail=true", &[]);
    let body = json!({ "oldPassword": { "value": PASSWORD }, "newPassword": { "value": "Another-Pa55word" } });
    let path = format!("/api/v1/users/{id}/credentials/change_password?strict=true");
    let answer = world.call("POST", &path, body).json();
    assert_eq!(keys(&answer), ["password", "recovery_question", "provider"]);
    for path in ["expire_password?tempPassword=true", "expire_password_with_temp_password?revokeSessions=true"] {
        let answer = world.bare("POST", &format!("/api/v1/users/{id}/lifecycle/{path}")).json();
        assert_eq!(keys(&answer), ["tempPassword"]);
    }
}

#[test]
fn expiry_keeps_the_date_of_the_status() {
    let mut world = World::new(1);
    let (id, before) = world.create("", whole_person("ann"));
    world.now = START + 3;
    let after = world.bare("POST", &format!("/api/v1/users/{id}/lifecycle/expire_password")).json();
    assert_eq!(after["status"], "PASSWORD_EXPIRED");
    assert_eq!(after["statusChanged"], before["statusChanged"]);
    assert_eq!(after["lastUpdated"], "2025-06-15T15:06:43.000Z");
}

#[test]
fn credentials_are_checked() {
    let mut world = World::new(1);
    let (id, _) = world.create("", whole_person("anna"));
    let password = |value: &str| json!({ "value": value });
    let question = json!({ "question": "Which street?", "answer": "Sesame" });
    let answer = |new, text| json!({ "password": password(new), "recovery_question": { "answer": text } });
    for (path, body, code) in [
        ("change_password", json!({ "oldPassword": password("x"), "newPassword": password(PASSWORD) }), "E0000014"),
        ("change_password", json!({ "oldPassword": password(PASSWORD), "newPassword": password("x") }), "E0000080"),
        ("change_password", json!([]), "E0000003"),
        ("change_recovery_question", json!({ "password": password("x"), "recovery_question": question }), "E0000014"),
        ("change_recovery_question", json!({ "password": password(PASSWORD) }), "E0000001"),
        ("forgot_password_recovery_question", answer(PASSWORD, "A cat"), "E0000087"),
        ("forgot_password_recovery_question", answer("anna", "A stoat"), "E0000080"),
    ] {
        let response = world.call("POST", &format!("/api/v1/users/{id}/credentials/{path}"), body.clone());
        assert_eq!(error(&response).1, code, "{path} {body}");
    }
    let unlock = world.bare("POST", &format!("/api/v1/users/{id}/lifecycle/unlock"));
    assert_eq!(causes(&unlock), ["The user is not locked out."]);
    let suspended = world.bare("POST", "/api/v1/users/00u1/lifecycle/suspend");
    assert_eq!(error(&suspended), (404, "E0000007".to_owned()));
}

#[test]
fn links_are_the_allowed_operations() {
    let active = "changePassword changeRecoveryQuestion deactivate expirePassword forgotPassword resetFactors \
                  resetPassword schema self suspend type";
    for (status, names) in [
        ("STAGED", "activate resetFactors schema self type"),
        ("PROVISIONED", "deactivate reactivate resetFactors resetPassword schema self suspend type"),
        ("ACTIVE", active),
        ("PASSWORD_EXPIRED", active),
        ("SUSPENDED", "deactivate resetFactors schema self type unsuspend"),
        ("DEPROVISIONED", "activate delete resetFactors schema self type"),
    ] {
        let mut world = World::new(1);
        let id = user_in(&mut world, status);
        let user = world.get(&format!("/api/v1/users/{id}")).json();
        let mut own = keys(&user["_links"]);
        own.sort_unstable();
        assert_eq!(own.join(" "), names, "{status}");
        for (name, link) in user["_links"].as_object().unwrap() {
            let bare = matches!(name.as_str(), "self" | "schema" | "type");
            assert_eq!(link.get("method").is_none(), bare, "{name}");
            let path = link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned();
            let method = link["method"].as_str().unwrap_or("GET").to_owned();
            if method != "DELETE" {
                assert!(!matches!(world.bare(&method, &path).status, 404 | 405), "{name}");
            }
        }
    }
}
