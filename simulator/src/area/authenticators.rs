//! Authenticators.

mod methods;

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Order;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[OWN[0], methods::ROWS];

const OWN: &[&[Row]] = rows![AUTHENTICATORS "/api/v1/authenticators" list create get replace activate deactivate;];

pub(super) static AUTHENTICATORS: Resource = Resource {
    path: "/api/v1/authenticators",
    schema: "AuthenticatorBase",
    id: Id::Minted("aut"),
    noun: "Authenticator",
    object: "Authenticator",
    status: Some("ACTIVE"),
    order: Order::Member("name"),
    events: "security.authenticator.lifecycle.*",
    complete,
    born: |org, _, path| methods::seed(org, path),
    turnable: |org, authenticator, status| match status {
        "ACTIVE" => need_hook(org, authenticator),
        _ => may_stop(org, authenticator),
    },
    links: |_, authenticator, path| links(authenticator, path),
    ..Resource::NEW
};

/// Keys, types and names of the authenticators that an org may have; the last one says whether a new org has it, and how.
const KINDS: &[(&str, &str, &str, Option<&str>)] = &[
    ("okta_email", "email", "Email", Some("ACTIVE")),
    ("okta_password", "password", "Password", Some("ACTIVE")),
    ("okta_verify", "app", "Okta Verify", Some("ACTIVE")),
    ("phone_number", "phone", "Phone", Some("INACTIVE")),
    ("security_question", "security_question", "Security Question", Some("ACTIVE")),
    ("webauthn", "security_key", "Security Key or Biometric", Some("INACTIVE")),
    ("custom_app", "app", "Custom App", None),
    ("custom_otp", "security_key", "Custom OTP", None),
    ("duo", "app", "Duo Security", None),
    ("external_idp", "federated", "Identity Provider", None),
    ("google_otp", "app", "Google Authenticator", None),
    ("onprem_mfa", "security_key", "On-Prem MFA", None),
    ("rsa_token", "security_key", "RSA SecurID", None),
    ("security_key", "security_key", "Security Key", None),
    ("smart_card_idp", "federated", "Smart Card", None),
    ("symantec_vip", "app", "Symantec VIP", None),
    ("yubikey_token", "security_key", "YubiKey Authenticator", None),
];

fn complete(org: &mut Org, call: &Call<'_>, new: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    new.shown.shift_remove("agreeToTerms");
    match old {
        Some(old) => {
            need_hook(org, new)?;
            for name in ["key", "type", "provider", "settings"] {
                if let Some(value) = old.at(name).filter(|_| new.at(name).is_none() || matches!(name, "key" | "type")) {
                    new.set(name, value.clone());
                }
            }
            new.fill("name", old.text("name"));
        }
        None => {
            let kind = KINDS.iter().find(|(key, ..)| *key == new.text("key"));
            let several = matches!(new.text("key"), "custom_app" | "custom_otp" | "external_idp");
            let taken = org.store.all(AUTHENTICATORS.path).any(|(_, other)| other.text("key") == new.text("key"));
            let (_, kind, name, _) = kind.filter(|_| several || !taken).ok_or_else(no_kind)?;
            new.set("type", *kind);
            new.fill("name", *name);
            if !call.query.flag("activate", false)? {
                new.set("status", "INACTIVE");
            }
            if let Some(settings) = settings(new.text("key")) {
                new.fill_all(json!({ "settings": settings }));
            }
        }
    }
    Ok(())
}

fn no_kind() -> ApiError {
    error::invalid("com.okta.services.factors.iface.dto.AuthenticatorCatalog").because("The field has an invalid value")
}

/// Newer orgs send no messages to phones themselves.
fn need_hook(org: &Org, authenticator: &Document) -> Result<(), ApiError> {
    let telephony =
        |hook: &Document| hook.text("type") == "com.okta.telephony.provider" && hook.text("status") == "ACTIVE";
    let has = || org.store.all("/api/v1/inlineHooks").any(|(_, hook)| telephony(hook));
    ensure!(authenticator.text("key") != "phone_number" || org.year < 2023 || has(), error::no_telephony());
    Ok(())
}

/// Whether an authenticator may be deactivated: not one that a policy asks for.
fn may_stop(org: &Org, authenticator: &Document) -> Result<(), ApiError> {
    let key = authenticator.text("key");
    ensure!(
        key != "okta_password",
        error::invalid("Authenticator").because("This authenticator cannot be deactivated")
    );
    let wants = |policy: &&Document| {
        let all = policy.at("settings.authenticators").and_then(Value::as_array).into_iter().flatten();
        policy.text("type") == "MFA_ENROLL"
            && all.into_iter().any(|one| one["key"] == key && one["enroll"]["self"] != "NOT_ALLOWED")
    };
    let names: Vec<_> = org
        .store
        .all("/api/v1/policies")
        .map(|(_, policy)| policy)
        .filter(wants)
        .map(|policy| policy.text("name"))
        .collect();
    ensure!(
        names.is_empty(),
        error::authenticator_used().because(format!("Authenticator Enrollment Policies: {}", names.join(", ")))
    );
    Ok(())
}

fn links(authenticator: &Document, path: &str) -> Value {
    let mut links = Map::from_iter([
        ("self".to_owned(), hinted(path, &["GET", "PUT"])),
        ("methods".to_owned(), hinted(format!("{path}/methods"), &["GET"])),
    ]);
    if authenticator.text("key") != "okta_password" {
        let turn = if authenticator.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
        links.insert(turn.into(), hinted(format!("{path}/lifecycle/{turn}"), &["POST"]));
    }
    if authenticator.text("key") == "okta_verify" {
        links.insert("enroll".into(), hinted("/idp/authenticators", &["POST"]));
    }
    Value::Object(links)
}

fn settings(key: &str) -> Option<Value> {
    Some(match key {
        "okta_email" => json!({ "allowedFor": "any", "tokenLifetimeInMinutes": 5 }),
        "okta_verify" => json!({
            "compliance": { "fips": "OPTIONAL" },
            "channelBinding": { "style": "NUMBER_CHALLENGE", "required": "NEVER" },
            "userVerification": "PREFERRED",
            "userVerificationMethods": ["BIOMETRICS", "PIN"],
            "appInstanceId": "",
        }),
        "phone_number" | "security_question" => json!({ "allowedFor": "recovery" }),
        _ => return None,
    })
}

/// The authenticators of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    for (key, kind, name, status) in KINDS {
        let Some(status) = status else { continue };
        let mut authenticator = json!({ "type": kind, "key": key, "status": status, "name": name });
        if let Some(mut settings) = settings(key) {
            if org.year < 2023 && *key == "okta_verify" {
                settings.as_object_mut().map(|settings| settings.shift_remove("userVerificationMethods"));
            }
            authenticator["settings"] = settings;
        }
        let path = AUTHENTICATORS.plant(org, AUTHENTICATORS.path, authenticator, born);
        methods::seed(org, &path);
    }
}
