//! What an org lets Okta do: support access, mails to users, and Aerial accounts.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::single::Single;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[Row] = &[
    ("GET", "/api/v1/org/privacy/oktaSupport", |org, call| SUPPORT.get(org, call)),
    ("POST", "/api/v1/org/privacy/oktaSupport/grant", |org, call| support(org, call, Some(DAYS))),
    ("POST", "/api/v1/org/privacy/oktaSupport/extend", extend),
    ("POST", "/api/v1/org/privacy/oktaSupport/revoke", |org, call| support(org, call, None)),
    ("GET", "/api/v1/org/privacy/oktaCommunication", |org, call| COMMUNICATION.get(org, call)),
    ("POST", "/api/v1/org/privacy/oktaCommunication/optIn", |org, call| opt_out(org, call, false)),
    ("POST", "/api/v1/org/privacy/oktaCommunication/optOut", |org, call| opt_out(org, call, true)),
    ("GET", AERIAL, aerial),
    ("POST", "/api/v1/org/privacy/aerial/grant", grant_aerial),
    ("POST", "/api/v1/org/privacy/aerial/revoke", revoke_aerial),
];

/// How long Okta's support has access after it was granted.
const DAYS: i64 = 8;
const DAY: i64 = 86_400;
const AERIAL: &str = "/api/v1/org/privacy/aerial";

static SUPPORT: Single = Single {
    path: "/api/v1/org/privacy/oktaSupport",
    first: |_, _| json!({ "support": "DISABLED", "expiration": null }),
    links: |_, support, path| match support.text("support") {
        "ENABLED" => json!({
            "extend": hinted(format!("{path}/extend"), &["POST"]),
            "revoke": hinted(format!("{path}/revoke"), &["POST"]),
        }),
        _ => json!({ "grant": hinted(format!("{path}/grant"), &["POST"]) }),
    },
    ..Single::NEW
};

static COMMUNICATION: Single = Single {
    path: "/api/v1/org/privacy/oktaCommunication",
    first: |_, _| json!({ "optOutEmailUsers": true }),
    links: |_, setting, path| {
        let other = if setting.is("optOutEmailUsers") { "optIn" } else { "optOut" };
        json!({ other: hinted(format!("{path}/{other}"), &["POST"]) })
    },
    ..Single::NEW
};

fn support(org: &mut Org, call: &Call<'_>, days: Option<i64>) -> Result<Response, ApiError> {
    SUPPORT.change(org, call, |support| {
        let end = days.map(|days| Time::from_seconds(call.now.seconds() + days * DAY).to_string());
        support.set("support", if end.is_some() { "ENABLED" } else { "DISABLED" });
        support.set("expiration", end);
    })
}

/// Another day of access, for which there must be some.
fn extend(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (_, old) = SUPPORT.load(org, call)?;
    let end = Time::parse(old.text("expiration")).ok_or_else(|| error::invalid("support"))?;
    SUPPORT.change(org, call, |support| {
        support.set("expiration", Time::from_seconds(end.seconds() + DAY).to_string());
    })
}

fn opt_out(org: &mut Org, call: &Call<'_>, out: bool) -> Result<Response, ApiError> {
    COMMUNICATION.change(org, call, |setting| setting.set("optOutEmailUsers", out))
}

fn aerial(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let consent = org.store.at(AERIAL).ok_or_else(|| error::not_found("aerial", "AerialConsent"))?;
    let mut consent = consent.clone();
    let links = json!({
        "self": hinted(AERIAL, &["GET"]),
        "revoke": hinted(format!("{AERIAL}/revoke"), &["POST"]),
    });
    consent.set("_links", links);
    Ok(Response::ok(&consent.show(&call.base)))
}

fn grant_aerial(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let account = account(call)?;
    let granted = json!({ "accountId": account, "grantedBy": org.me(), "grantedDate": call.now.to_string() });
    org.store.put_at(AERIAL, crate::store::Document::new(granted));
    aerial(org, call)
}

fn revoke_aerial(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let account = account(call)?;
    let known = org.store.at(AERIAL).is_some_and(|consent| consent.text("accountId") == account);
    ensure!(known, error::not_found(&account, "AerialConsent"));
    org.store.remove_at(AERIAL);
    let link = hinted(format!("{}{AERIAL}/grant", call.base), &["POST"]);
    Ok(Response::ok(&json!({ "_links": { "grant": link } })))
}

fn account(call: &Call<'_>) -> Result<String, ApiError> {
    let sent = call.judged("accountId")?;
    Ok(sent.get("accountId").and_then(Value::as_str).unwrap_or("").to_owned())
}
