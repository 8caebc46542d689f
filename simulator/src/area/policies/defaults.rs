//! What the org adds to policies and rules, and those of a new org.

use crate::org::Org;
use crate::store::Document;
use serde_json::{Value, json};

/// Type, name, description, and whether the policy is one that cannot be deleted.
pub(super) const POLICIES: &[(&str, &str, &str, bool)] = &[
    ("ACCESS_POLICY", "Okta Admin Console", "", false),
    ("ACCESS_POLICY", "Any two factors", "Two factors are needed.", true),
    ("ACCESS_POLICY", "Password only", "A password is enough.", false),
    ("ACCESS_POLICY", "One factor access", "One factor is enough.", false),
    ("ACCESS_POLICY", "Seamless access based on risk context", "The risk decides on the factors.", false),
    ("ACCESS_POLICY", "Seamless access based on network context", "The network decides on the factors.", false),
    ("PROFILE_ENROLLMENT", "Default Policy", "For apps without another policy.", true),
    ("IDP_DISCOVERY", "Idp Discovery Policy", "Chooses the identity provider of a user.", true),
    ("OKTA_SIGN_ON", "Default Policy", FALLBACK, true),
    ("PASSWORD", "Default Policy", FALLBACK, true),
    ("MFA_ENROLL", "Default Policy", FALLBACK, true),
    ("POST_AUTH_SESSION", "Post Auth Policy", "Looks at sessions after sign-in.", true),
    ("SESSION_VIOLATION_DETECTION", "Session Violation Detection Policy", "Finds sessions that were taken over.", true),
    ("ENTITY_RISK", "Entity Risk Policy", "What happens when the risk of a user changes.", true),
];
const FALLBACK: &str = "For users that no other policy is for.";

/// The enrolment that the default policy asks for; all other authenticators are not allowed.
const ENROLLED: [(&str, &str); 3] =
    [("okta_password", "REQUIRED"), ("okta_email", "REQUIRED"), ("okta_verify", "OPTIONAL")];

/// The first year whose orgs protect from breached passwords, and ask whether users stay signed in.
const NEW: u16 = 2023;

/// Fills in the settings and conditions that were not sent.
pub(super) fn fill_policy(org: &Org, policy: &mut Document) {
    match policy.text("type") {
        "PASSWORD" => {
            if org.year >= NEW {
                policy.fill_all(json!({ "settings": { "password": { "breachedProtection": {
                    "delegatedWorkflowId": null,
                    "expireAfterDays": null,
                    "logoutEnabled": false,
                } } } }));
            }
            if policy.at("conditions").is_none_or(Value::is_null) {
                policy.set("conditions", json!({}));
            }
            policy.fill_all(json!({
                "conditions": { "authProvider": { "provider": "OKTA" } },
                "settings": {
                    "password": {
                        "complexity": {
                            "minLength": 8,
                            "minLowerCase": 1,
                            "minUpperCase": 1,
                            "minNumber": 1,
                            "minSymbol": 0,
                            "excludeUsername": true,
                            "dictionary": { "common": { "exclude": false } },
                            "excludeAttributes": [],
                        },
                        "age": { "maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 4 },
                        "lockout": {
                            "maxAttempts": 10,
                            "autoUnlockMinutes": 0,
                            "userLockoutNotificationChannels": [],
                            "showLockoutFailures": false,
                        },
                    },
                    "recovery": { "factors": {
                        "recovery_question": {
                            "status": "ACTIVE",
                            "properties": { "complexity": { "minLength": 4 } },
                        },
                        "okta_email": {
                            "status": "ACTIVE",
                            "properties": { "recoveryToken": { "tokenLifetimeMinutes": 60 } },
                        },
                        "okta_sms": { "status": "INACTIVE" },
                        "okta_call": { "status": "INACTIVE" },
                    } },
                    "delegation": { "options": { "skipUnlock": false } },
                },
            }));
        }
        "MFA_ENROLL" => fill_enrolment(org, policy),
        _ => {}
    }
}

/// A policy names all authenticators of the org.
fn fill_enrolment(org: &Org, policy: &mut Document) {
    // Without authenticators there are factors.
    let by_factors = org.classic && policy.at("settings.authenticators").is_none();
    if by_factors || policy.at("settings.factors").is_some() {
        policy.fill_all(json!({ "settings": { "factors": {} } }));
        return;
    }
    let sent = policy.at("settings.authenticators").and_then(Value::as_array).cloned();
    let mut all = sent.unwrap_or_default();
    for (_, authenticator) in org.store.all("/api/v1/authenticators") {
        let key = authenticator.text("key");
        if all.iter().any(|own| own["key"] == key) {
            continue;
        }
        let default = ENROLLED.iter().find(|(own, _)| policy.is("system") && *own == key);
        all.push(json!({ "key": key, "enroll": { "self": default.map_or("NOT_ALLOWED", |(_, status)| status) } }));
    }
    policy.set("settings", json!({ "type": "AUTHENTICATORS", "authenticators": all }));
}

/// Fills in the conditions and actions that were not sent.
pub(super) fn fill_rule(rule: &mut Document) {
    let nobody = || json!({ "users": { "exclude": [] } });
    let anywhere = || json!({ "connection": "ANYWHERE" });
    if rule.at("conditions").is_some_and(Value::is_null) {
        rule.shown.shift_remove("conditions");
    }
    let defaults = match rule.text("type") {
        "SIGN_ON" => json!({
            "conditions": { "people": nobody(), "network": anywhere(), "authContext": { "authType": "ANY" } },
            "actions": { "signon": {
                "access": "ALLOW",
                "requireFactor": false,
                "primaryFactor": "PASSWORD_IDP",
                "rememberDeviceByDefault": false,
                "session": {
                    "usePersistentCookie": false,
                    "maxSessionIdleMinutes": 720,
                    "maxSessionLifetimeMinutes": 0,
                },
            } },
        }),
        "PASSWORD" => json!({
            "conditions": { "people": nobody(), "network": anywhere() },
            "actions": {
                "passwordChange": { "access": "ALLOW" },
                "selfServicePasswordReset": { "access": "ALLOW" },
                "selfServiceUnlock": { "access": "ALLOW" },
            },
        }),
        "MFA_ENROLL" => json!({
            "conditions": { "people": nobody(), "network": anywhere() },
            "actions": { "enroll": { "self": "CHALLENGE" } },
        }),
        "IDP_DISCOVERY" => json!({
            "conditions": {
                "network": anywhere(),
                "platform": { "include": [{ "type": "ANY", "os": { "type": "ANY" } }], "exclude": [] },
                "app": { "include": [], "exclude": [] },
            },
            "actions": { "idp": { "providers": [{ "type": "OKTA" }] } },
        }),
        "ACCESS_POLICY" => {
            let conditions = match rule.at("conditions") {
                None => Value::Null,
                Some(sent) => {
                    let mut all = json!({
                        "people": nobody(),
                        "riskScore": { "level": "ANY" },
                        "userType": { "include": [], "exclude": [] },
                    });
                    if sent.get("platform").is_some() {
                        all["platform"] = json!({ "exclude": [] });
                    }
                    all
                }
            };
            json!({ "conditions": conditions, "actions": { "appSignOn": { "access": "ALLOW" } } })
        }
        _ => json!({ "conditions": null }),
    };
    rule.fill_all(defaults);
}

/// The rule that every new policy of a type has.
pub(super) fn catch_all(org: &Org, kind: &str) -> Option<Value> {
    let actions = match kind {
        "ACCESS_POLICY" => {
            let method = json!({ "factorMode": "2FA", "type": "ASSURANCE", "reauthenticateIn": "PT12H" });
            let mut actions = json!({ "appSignOn": { "access": "ALLOW", "verificationMethod": method } });
            if org.year >= NEW {
                actions["appSignOn"]["keepMeSignedIn"] = json!({ "postAuth": "NOT_ALLOWED" });
            }
            actions
        }
        "PROFILE_ENROLLMENT" => json!({ "profileEnrollment": {
            "access": "ALLOW",
            "preRegistrationInlineHooks": null,
            "profileAttributes": [
                { "name": "email", "label": "Email", "required": true },
                { "name": "firstName", "label": "First name", "required": true },
                { "name": "lastName", "label": "Last name", "required": true },
            ],
            "targetGroupIds": null,
            "unknownUserAction": "DENY",
            "activationRequirements": { "emailVerification": true },
            "progressiveProfilingAction": "DISABLED",
        } }),
        _ => return None,
    };
    Some(rule("Catch-all Rule", kind, 99, Value::Null, actions))
}

/// The rule that a policy of a new org has.
pub(super) fn first_rule(org: &Org, kind: &str) -> Option<Value> {
    let kind = match kind {
        "ACCESS_POLICY" | "PROFILE_ENROLLMENT" => return catch_all(org, kind),
        "OKTA_SIGN_ON" => "SIGN_ON",
        kind => kind,
    };
    let actions = match kind {
        "POST_AUTH_SESSION" => json!({ "postAuthSession": { "failureActions": [] } }),
        "ENTITY_RISK" => json!({ "entityRisk": { "actions": [] } }),
        _ => json!({}),
    };
    let mut rule = Document::new(rule("Default Rule", kind, 1, Value::Null, actions));
    fill_rule(&mut rule);
    Some(Value::Object(rule.shown))
}

fn rule(name: &str, kind: &str, priority: u8, conditions: Value, actions: Value) -> Value {
    json!({
        "status": "ACTIVE",
        "name": name,
        "priority": priority,
        "system": true,
        "conditions": conditions,
        "actions": actions,
        "type": kind,
    })
}
