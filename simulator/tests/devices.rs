//! Devices, and what else decides on a sign-in: device assurance, authenticators, CAPTCHAs, behaviors, features.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error};
use serde_json::json;

#[test]
fn the_status_of_a_device_decides_what_can_be_done() {
    let mut world = World::new(1);
    let active = world.get("/api/v1/devices?search=status+eq+%22ACTIVE%22").json()[0].clone();
    let path = format!("/api/v1/devices/{}", active["id"].as_str().unwrap());
    assert_eq!(world.get(&format!("{path}/users")).json().as_array().unwrap().len(), 1);
    assert_eq!(world.bare("DELETE", &path).status, 400);
    assert_eq!(error(&world.bare("POST", &format!("{path}/lifecycle/unsuspend"))), (400, "E0000001".into()));
    for (verb, status) in
        [("suspend", "SUSPENDED"), ("unsuspend", "ACTIVE"), ("deactivate", "DEACTIVATED"), ("activate", "ACTIVE")]
    {
        assert_eq!(world.bare("POST", &format!("{path}/lifecycle/{verb}")).status, 204);
        assert_eq!(world.get(&path).json()["status"], status);
    }
    assert_eq!(world.get(&format!("{path}/users")).json(), json!([]));
    assert_eq!(error(&world.get("/api/v1/devices?after=none")), (400, "E0000031".into()));
    let summary = world.get("/api/v1/devices?expand=userSummary&search=status+eq+%22SUSPENDED%22").json();
    assert!(summary[0]["_embedded"]["users"][0]["user"]["profile"]["login"].is_string());
}

#[test]
fn a_profile_goes_with_its_platform() {
    let mut world = World::new(1);
    for device in world.get("/api/v1/devices").json().as_array().unwrap() {
        let profile = &device["profile"];
        let phone = profile["platform"] == "IOS";
        assert_eq!(profile["authenticatorAppKey"].is_string(), phone, "{profile}");
        assert_eq!(profile["diskEncryptionType"].is_string(), !phone, "{profile}");
    }
}

#[test]
fn a_device_assurance_policy_needs_a_condition() {
    let mut world = World::new(1);
    let path = "/api/v1/device-assurances";
    let mut sent = json!({ "name": "a", "platform": "IOS" });
    assert_eq!(error(&world.call("POST", path, sent.clone())), (400, "E0000001".into()));
    sent["jailbreak"] = false.into();
    let created = world.call("POST", path, sent.clone()).json();
    let own = format!("{path}/{}", created["id"].as_str().unwrap());
    assert!(world.call("PUT", &own, sent).json().get("createdBy").is_none());
    assert_eq!(world.get(&own).json()["createdBy"], created["createdBy"]);
    let noun =
        |world: &mut World, method: &str| world.bare(method, &format!("{path}/none")).json()["errorSummary"].clone();
    assert!(noun(&mut world, "GET").as_str().unwrap().ends_with("(DeviceAssuranceRuleManagerImpl)"));
    assert!(noun(&mut world, "DELETE").as_str().unwrap().ends_with("(DeviceAssuranceEntity)"));
}

#[test]
fn authenticators_that_policies_ask_for_stay() {
    let mut world = World::new(1);
    let all = world.get("/api/v1/authenticators").json();
    let path = |key: &str| {
        let one = all.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap();
        format!("/api/v1/authenticators/{}", one["id"].as_str().unwrap())
    };
    let stop = |key: &str| format!("{}/lifecycle/deactivate", path(key));
    assert_eq!(error(&world.bare("POST", &stop("okta_password"))), (400, "E0000001".into()));
    assert_eq!(error(&world.bare("POST", &stop("okta_email"))), (403, "E0000148".into()));
    assert_eq!(world.bare("POST", &stop("security_question")).json()["status"], "INACTIVE");
    assert_eq!(
        error(&world.bare("POST", &format!("{}/lifecycle/activate", path("phone_number")))),
        (400, "E0000226".into())
    );
    assert_eq!(
        error(&world.call("POST", "/api/v1/authenticators", json!({ "key": "okta_email" }))),
        (400, "E0000001".into())
    );
    let added = world.call("POST", "/api/v1/authenticators?activate=true", json!({ "key": "google_otp" })).json();
    assert_eq!((&added["type"], &added["status"]), (&json!("app"), &json!("ACTIVE")));
    let push = format!("{}/methods/push", path("okta_verify"));
    assert_eq!(world.bare("POST", &format!("{push}/lifecycle/activate")).json()["status"], "ACTIVE");
    assert_eq!(world.get(&push).json()["settings"]["keyProtection"], "ANY");
}

#[test]
fn an_org_has_one_captcha() {
    let mut world = World::new(1);
    let sent = json!({ "name": "a", "type": "HCAPTCHA", "siteKey": "s", "secretKey": "secret" });
    let created = world.call("POST", "/api/v1/captchas", sent.clone()).json();
    assert!(created.get("secretKey").is_none());
    let second = world.call("POST", "/api/v1/captchas", sent);
    assert_eq!(error(&second), (403, "E0000166".into()));
    assert_eq!(second.json()["errorCauses"][0]["reason"], "EXCEEDS_MAX_VALUE");
    let settings = json!({ "captchaId": created["id"], "enabledPages": ["SIGN_IN"] });
    assert_eq!(world.call("PUT", "/api/v1/org/captcha", settings).status, 200);
    let path = format!("/api/v1/captchas/{}", created["id"].as_str().unwrap());
    assert_eq!(error(&world.bare("DELETE", &path)), (403, "E0000168".into()));
    assert_eq!(world.bare("DELETE", "/api/v1/org/captcha").status, 204);
    assert_eq!(world.bare("DELETE", &path).status, 204);
}

#[test]
fn behaviors_are_paged_by_name() {
    let mut world = World::new(1);
    for at in 0..5 {
        let sent = json!({ "name": format!("B {at}"), "type": "VELOCITY", "status": "INACTIVE" });
        assert_eq!(world.call("POST", "/api/v1/behaviors", sent).json()["status"], "ACTIVE");
    }
    let (all, pages) = world.all("/api/v1/behaviors");
    assert_eq!((all.len(), pages), (12, 2));
    let first = world.get("/api/v1/behaviors").json()[0].clone();
    assert!(first["created"].as_str().unwrap().ends_with(":40.0"), "{first}");
}

#[test]
fn features_need_others() {
    let mut world = World::new(1);
    let all = world.get("/api/v1/features").json();
    let needing = all.as_array().unwrap().iter().find(|one| one["name"] == "Realm assignments").unwrap();
    let path = format!("/api/v1/features/{}", needing["id"].as_str().unwrap());
    let refused = world.bare("POST", &format!("{path}/enable"));
    assert_eq!(error(&refused), (400, "E0000141".into()));
    assert_eq!(refused.json()["errorCauses"][0]["reason"], "DEPENDENCY_NOT_ENABLED");
    assert_eq!(world.bare("POST", &format!("{path}/enable?mode=force")).json()["status"], "ENABLED");
    assert_eq!(world.get(&format!("{path}/dependencies")).json()[0]["status"], "ENABLED");
    assert_eq!(world.bare("POST", &format!("{path}/explode")).status, 405);
}
