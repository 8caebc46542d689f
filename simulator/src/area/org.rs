//! The org itself: its settings and metadata.

use crate::call::Call;
use crate::error::ApiError;
use crate::kinds::GROUP;
use crate::message::Response;
use crate::org::Org;
use crate::route::Row;
use crate::store::absolute;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = &[&[("GET", "/api/v1/org", settings)]];

const COMPANY: &str = "Oktant Simulator";

pub(crate) fn well_known(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    Ok(Response::ok(&json!({
        "id": org.id,
        "cell": "ok0",
        "_links": { "organization": { "href": call.base } },
        "pipeline": "idx",
        "settings": { "analyticsCollectionEnabled": false, "bugReportingEnabled": true, "omEnabled": false },
    })))
}

pub(crate) fn settings(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut links = json!({
        "preferences": { "href": "/api/v1/org/preferences" },
        "uploadLogo": { "href": "/api/v1/org/logo", "hints": { "allow": ["POST"] } },
        "oktaCommunication": { "href": "/api/v1/org/privacy/oktaCommunication" },
        "logo": { "href": "/img/logos/org.png" },
        "oktaSupport": { "href": "/api/v1/org/privacy/oktaSupport" },
        "contacts": { "href": "/api/v1/org/contacts" },
    });
    absolute(&mut links, &call.base);
    let everyone = org.store.get(&GROUP, &org.everyone)?;
    Ok(Response::ok(&json!({
        "id": org.id,
        "subdomain": "simulator",
        "companyName": COMPANY,
        "status": "ACTIVE",
        "expiresAt": null,
        "created": everyone.text("created"),
        "lastUpdated": everyone.text("created"),
        "website": null,
        "phoneNumber": null,
        "endUserSupportHelpURL": null,
        "supportPhoneNumber": null,
        "address1": null,
        "address2": null,
        "city": null,
        "state": null,
        "country": null,
        "postalCode": null,
        "_links": links,
    })))
}
