//! The org itself: its settings and metadata.

mod children;
mod contacts;
mod preferences;
mod privacy;
mod yubikeys;

use crate::call::Call;
use crate::error::ApiError;
use crate::files::File;
use crate::handler::Row;
use crate::kinds::GROUP;
use crate::links::{hinted, plain};
use crate::message::Response;
use crate::org::Org;
use crate::single::Single;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    &[
        ("GET", "/.well-known/okta-organization", well_known),
        ("GET", "/api/v1/org", |org, call| SETTINGS.get(org, call)),
        ("POST", "/api/v1/org", |org, call| SETTINGS.update(org, call)),
        ("PUT", "/api/v1/org", |org, call| SETTINGS.replace(org, call)),
        ("POST", "/api/v1/org/logo", logo),
        ("POST", "/api/v1/org/email/bounces/remove-list", remove_bounces),
    ],
    children::ROWS,
    contacts::ROWS,
    preferences::ROWS,
    privacy::ROWS,
    yubikeys::ROWS,
];

const COMPANY: &str = "Oktant Simulator";

/// What every org shows, be it null.
static SETTINGS: Single = Single {
    path: "/api/v1/org",
    schema: "OrgSetting",
    object: "orgSetting",
    first: |org, _| {
        let born = org.store.get(&GROUP, &org.everyone).map(|everyone| everyone.text("created").to_owned());
        let born = born.unwrap_or_default();
        let mut settings = Document::new(json!({
            "id": org.id,
            "subdomain": "simulator",
            "companyName": COMPANY,
            "status": "ACTIVE",
            "expiresAt": null,
            "created": born,
            "lastUpdated": born,
        }));
        settings.fill_all(unset());
        settings.shown.into()
    },
    complete: |_, call, new, _| {
        new.fill("companyName", Value::Null);
        new.fill_all(unset());
        new.touch(call.now);
        Ok(())
    },
    links: |org, _, path| {
        json!({
            "preferences": plain(format!("{path}/preferences")),
            "uploadLogo": hinted(format!("{path}/logo"), &["POST"]),
            "oktaCommunication": plain(format!("{path}/privacy/oktaCommunication")),
            "logo": plain(org.logo.as_deref().unwrap_or("/img/logos/org.png")),
            "oktaSupport": plain(format!("{path}/privacy/oktaSupport")),
            "contacts": plain(format!("{path}/contacts")),
        })
    },
    ..Single::NEW
};

/// What an org shows of settings that it does not have.
fn unset() -> Value {
    json!({
        "website": "",
        "phoneNumber": "",
        "endUserSupportHelpURL": "",
        "supportPhoneNumber": "",
        "address1": null,
        "address2": null,
        "city": null,
        "state": null,
        "country": null,
        "postalCode": null,
    })
}

pub(crate) fn well_known(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    Ok(Response::ok(&json!({
        "id": org.id,
        "cell": "ok0",
        "_links": { "organization": { "href": call.base } },
        "pipeline": "idx",
        "settings": { "analyticsCollectionEnabled": false, "bugReportingEnabled": true, "omEnabled": false },
    })))
}

/// Takes the logo of the org; responses show where it is.
fn logo(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let logo = org.files.keep(&mut org.ids, File::image(call, 100_000)?);
    org.logo = Some(logo);
    Ok(Response { status: 201, ..Response::no_content() })
}

/// No address of an org ever bounced.
fn remove_bounces(_: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let sent = call.judged("emailAddresses")?;
    let wrong = |address: &&Value| !address.as_str().is_some_and(|address| address.contains('@'));
    let addresses = sent.get("emailAddresses").and_then(Value::as_array);
    let errors = addresses.into_iter().flatten().filter(wrong);
    let errors = errors.map(|address| json!({ "emailAddress": address, "reason": "Invalid email address" }));
    Ok(Response::ok(&json!({ "errors": errors.collect::<Vec<_>>() })))
}
