//! ThreatInsight and attack protection.

use crate::handler::Row;
use crate::links::hinted;
use crate::single::Single;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", THREAT_INSIGHT.path, |org, call| THREAT_INSIGHT.get(org, call)),
    ("POST", THREAT_INSIGHT.path, |org, call| THREAT_INSIGHT.update(org, call)),
    ("GET", AUTHENTICATORS.path, |org, call| AUTHENTICATORS.get(org, call)),
    ("PUT", AUTHENTICATORS.path, |org, call| AUTHENTICATORS.replace(org, call)),
    ("GET", LOCKOUT.path, |org, call| LOCKOUT.get(org, call)),
    ("PUT", LOCKOUT.path, |org, call| LOCKOUT.replace(org, call)),
]];

const THREAT_INSIGHT: Single = Single {
    path: "/api/v1/threats/configuration",
    schema: "ThreatInsightConfiguration",
    object: "threatInsightConfiguration",
    first: |_, call| {
        let born = spaced(call.now);
        json!({ "action": "none", "excludeZones": [], "created": born, "lastUpdated": born })
    },
    event: "security.threat.configuration.update",
    complete: |_, call, new, _| {
        new.fill("excludeZones", Value::Array(Vec::new()));
        new.set("lastUpdated", spaced(call.now));
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET", "POST"]) }),
    ..Single::NEW
};

const AUTHENTICATORS: Single = Single {
    path: "/attack-protection/api/v1/authenticator-settings",
    schema: "AttackProtectionAuthenticatorSettings",
    object: "authenticatorSettings",
    first: |_, _| json!({ "verifyKnowledgeSecondWhen2faRequired": false }),
    event: "security.attack_protection.settings.update",
    ..Single::NEW
};

const LOCKOUT: Single = Single {
    path: "/attack-protection/api/v1/user-lockout-settings",
    schema: "UserLockoutSettings",
    object: "userLockoutSettings",
    first: |_, _| json!({ "preventBruteForceLockoutFromUnknownDevices": false }),
    event: "security.attack_protection.settings.update",
    ..Single::NEW
};

/// `2021-06-14 14:45:46`, the form of dates of this document alone.
fn spaced(time: Time) -> String {
    time.to_string().replace('T', " ").replace(".000Z", "")
}
