//! The methods of authenticators.

use super::AUTHENTICATORS;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::resource::{Id, Resource};
use crate::store::Document;
use serde_json::{Map, Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/authenticators/{}/methods", |org, call| METHODS.list(org, call)),
    ("GET", "/api/v1/authenticators/{}/methods/{}", |org, call| METHODS.get(org, call)),
    ("PUT", "/api/v1/authenticators/{}/methods/{}", |org, call| METHODS.replace(org, call)),
    ("POST", "/api/v1/authenticators/{}/methods/{}/lifecycle/activate", |org, call| METHODS.activate(org, call)),
    ("POST", "/api/v1/authenticators/{}/methods/{}/lifecycle/deactivate", |org, call| METHODS.deactivate(org, call)),
];

static METHODS: Resource = Resource {
    path: "/api/v1/authenticators/{}/methods",
    parent: Some(&AUTHENTICATORS),
    schema: "AuthenticatorMethodBase",
    id: Id::Member("type"),
    noun: "AuthenticatorMethod",
    object: "authenticatorMethod",
    status: Some("ACTIVE"),
    complete: |_, _, method, old| {
        // The type is in the path; settings that were not sent stay.
        for (name, value) in old.into_iter().flat_map(|old| &old.shown) {
            if name == "type" {
                method.set(name, value.clone());
            }
            method.fill(name, value.clone());
        }
        Ok(())
    },
    turnable: |_, method, status| {
        ensure!(
            status == "ACTIVE" || may_stop(method),
            ApiError::because(error::invalid("AuthenticatorMethod"), "This method cannot be deactivated")
        );
        Ok(())
    },
    links: |_, method, path| {
        let mut links = Map::from_iter([("self".to_owned(), hinted(path, &["GET", "PUT"]))]);
        if method.text("status") != "ACTIVE" {
            links.insert("activate".into(), hinted(format!("{path}/lifecycle/activate"), &["POST"]));
        } else if may_stop(method) {
            links.insert("deactivate".into(), hinted(format!("{path}/lifecycle/deactivate"), &["POST"]));
        }
        Value::Object(links)
    },
    ..Resource::NEW
};

/// The only method of an authenticator, and the codes of Okta Verify, cannot be turned off.
fn may_stop(method: &Document) -> bool {
    matches!(method.text("type"), "push" | "signed_nonce" | "sms" | "voice")
}

/// The methods of a new authenticator: of the several ones of Okta Verify only `totp` is on.
pub(super) fn seed(org: &mut Org, authenticator: &str) {
    let document = org.store.at(authenticator).cloned().unwrap_or_default();
    let (key, status) = (document.text("key"), document.text("status"));
    let totp =
        json!({ "timeIntervalInSeconds": 30, "encoding": "Base32", "algorithm": "HMACSHA1", "passCodeLength": 6 });
    let signed = |more: (&str, Value)| {
        let mut settings = json!({ "algorithms": ["ES256", "RS256"], "keyProtection": "ANY" });
        settings[more.0] = more.1;
        settings
    };
    let methods: Vec<(&str, &str, Option<Value>)> = match key {
        "okta_email" => vec![("email", "ACTIVE", None)],
        "okta_password" => vec![("password", "ACTIVE", None)],
        "okta_verify" => vec![
            ("totp", "ACTIVE", Some(totp)),
            ("push", "INACTIVE", Some(signed(("transactionTypes", json!(["LOGIN"]))))),
            ("signed_nonce", "INACTIVE", Some(signed(("showSignInWithOV", json!("NEVER"))))),
        ],
        "phone_number" => vec![("sms", status, None), ("voice", status, None)],
        "security_question" => vec![("security_question", "ACTIVE", None)],
        "webauthn" | "security_key" => {
            vec![("webauthn", "ACTIVE", Some(json!({ "userVerification": "DISCOURAGED", "attachment": "ANY" })))]
        }
        "custom_app" => vec![("push", "ACTIVE", Some(signed(("transactionTypes", json!(["LOGIN"])))))],
        "duo" => vec![("duo", "ACTIVE", None)],
        "external_idp" => vec![("idp", "ACTIVE", None)],
        "smart_card_idp" => vec![("cert", "ACTIVE", None)],
        _ => vec![("otp", "ACTIVE", None)],
    };
    let at = format!("{authenticator}/methods");
    for (kind, status, settings) in methods {
        let mut method = Document::new(json!({ "type": kind, "status": status }));
        if let Some(settings) = settings {
            method.set("settings", settings);
        }
        org.store.put(&at, kind, method);
    }
}
