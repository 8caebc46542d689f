//! The domains that the messages of a brand come from.

use crate::area::domains::is_name;
use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::kinds::BRAND;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[OWN[0], &[("POST", "/api/v1/email-domains/{}/verify", verify)]];

const OWN: &[&[Row]] = rows![DOMAINS "/api/v1/email-domains" list create get replace delete;];

pub(super) static DOMAINS: Resource = Resource {
    path: "/api/v1/email-domains",
    schema: "EmailDomainResponse",
    id: Id::Minted("OeD"),
    noun: "EmailDomain",
    missing: Some(error::no_email_domain),
    object: "emailDomain",
    created: 201,
    events: "system.email_domain.*",
    complete,
    gone: |org, _, domain, _| {
        let id = domain.text("id").to_owned();
        for (_, brand) in org.store.all_mut(BRAND.path) {
            if brand.text("emailDomainId") == id {
                brand.shown.shift_remove("emailDomainId");
            }
        }
    },
    links: links::none,
    view: |org, call, domain, shown| {
        if call.query.text("expand") == Some("brands") {
            let id = domain.text("id");
            let brands = org.store.all(BRAND.path).filter(|(_, brand)| brand.text("emailDomainId") == id);
            let brands = brands.map(|(_, brand)| brand.show(&call.base));
            shown["_embedded"] = json!({ "brands": brands.collect::<Vec<_>>() });
        }
    },
    ..Resource::NEW
};

fn complete(org: &mut Org, _: &Call<'_>, domain: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if let Some(old) = old {
        // Only the sender can be changed.
        for (name, value) in &old.shown {
            if !matches!(name.as_str(), "displayName" | "userName") {
                domain.set(name, value.clone());
            }
        }
        return Ok(());
    }
    let (name, brand) = (domain.text("domain").to_owned(), domain.text("brandId").to_owned());
    ensure!(is_name(&name), field("domain", "The domain name is not valid"));
    let taken = org.store.all(DOMAINS.path).any(|(_, other)| other.text("domain") == name);
    ensure!(!taken, error::email_domain_taken());
    let id = domain.text("id").to_owned();
    let brand = org.store.edit(&BRAND, &brand)?;
    brand.set("emailDomainId", id);
    domain.shown.shift_remove("brandId");
    domain.fill("validationSubdomain", "mail");
    domain.set("validationStatus", "NOT_STARTED");
    let sub = format!("{}.{name}", domain.text("validationSubdomain"));
    let key = |at: u8| {
        let fqdn = format!("okta{at}._domainkey.{name}");
        json!({ "recordType": "cname", "fqdn": fqdn, "verificationValue": format!("okta{at}.domainkey.simulator.okta.com") })
    };
    domain.set(
        "dnsValidationRecords",
        json!([
            { "recordType": "TXT", "fqdn": format!("_oktaverification.{name}"), "verificationValue": org.ids.hex() },
            { "recordType": "cname", "fqdn": sub, "verificationValue": "mail.simulator.okta.com" },
            key(1),
            key(2),
        ]),
    );
    Ok(())
}

/// No DNS is asked: every domain is verified.
fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut domain) = DOMAINS.load(org, call)?;
    domain.set("validationStatus", "VERIFIED");
    org.store.put_at(&path, domain);
    DOMAINS.record(org, call, "verify", &path);
    DOMAINS.shown(org, call, &path)
}

/// The domain that a brand names.
pub(super) fn of_brand(org: &Org, call: &Call<'_>, brand: &Document) -> Option<Value> {
    let path = format!("{}/{}", DOMAINS.path, brand.text("emailDomainId"));
    Some(DOMAINS.show(org, call, &path, org.store.at(&path)?))
}
