//! Custom domains.

use crate::call::Call;
use crate::certificates::{is_private_key, metadata};
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::kinds::BRAND;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[
        ("PUT", "/api/v1/domains/{}", replace),
        ("PUT", "/api/v1/domains/{}/certificate", certificate),
        ("POST", "/api/v1/domains/{}/verify", verify),
    ],
];

const OWN: &[&[Row]] = rows![DOMAINS "/api/v1/domains" list create get delete;];

pub(super) static DOMAINS: Resource = Resource {
    path: "/api/v1/domains",
    schema: "DomainResponse",
    id: Id::Minted("OcD"),
    noun: "Domain",
    missing: Some(error::no_domain),
    object: "domain",
    created: 201,
    wrap: "domains",
    events: "system.custom_url_domain.*|initiate",
    complete,
    removable: |_, domain, _| {
        ensure!(domain.text("id") != DEFAULT, unsupported());
        Ok(())
    },
    links: |org, domain, path| {
        if domain.text("id") == DEFAULT {
            return json!({
                "self": hinted(path, &["GET"]),
                "brand": brand_link(domain),
            });
        }
        let mut links = json!({ "self": hinted(path, &["GET", "PUT", "DELETE"]) });
        if domain.text("validationStatus") == "NOT_STARTED" {
            links["verify"] = hinted(format!("{path}/verify"), &["POST"]);
        } else {
            links["certificate"] = hinted(format!("{path}/certificate"), &["PUT"]);
        }
        if org.year >= BRANDED {
            links["brand"] = brand_link(domain);
        }
        links
    },
    // Orgs had no domain of their own in this list before they had several brands.
    wanted: |org, _| Ok(Box::new(|domain| org.year >= BRANDED || domain.text("id") != DEFAULT)),
    ..Resource::NEW
};

const DEFAULT: &str = "default";
/// The first year whose orgs have several brands, each with domains.
const BRANDED: u16 = 2023;
/// Names that nobody can own.
const RESERVED: [&str; 5] = ["example.com", "example.net", "example.org", "okta.com", "oktapreview.com"];

fn brand_link(domain: &Document) -> Value {
    hinted(format!("{}/{}", BRAND.path, domain.text("brandId")), &["GET", "PUT", "DELETE"])
}

fn unsupported() -> ApiError {
    error::invalid("id").because("This operation is not supported for this domain")
}

fn complete(org: &mut Org, _: &Call<'_>, domain: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if old.is_some() {
        return Ok(());
    }
    let name = domain.text("domain").to_lowercase();
    let reserved = RESERVED.iter().any(|own| name == *own || name.ends_with(&format!(".{own}")));
    ensure!(!reserved || org.year < BRANDED, field("domain", "Prohibited custom domain name."));
    ensure!(is_name(&name), field("domain", "The domain name is not valid"));
    let taken = org.store.all(DOMAINS.path).any(|(_, other)| other.text("domain") == name);
    ensure!(!taken, error::domain_taken());
    domain.set("validationStatus", "NOT_STARTED");
    domain.set(
        "dnsRecords",
        json!([
            { "fqdn": format!("_oktaverification.{name}"), "values": [org.ids.hex()], "recordType": "TXT" },
            { "fqdn": name, "values": ["simulator.customdomains.okta.com"], "recordType": "CNAME" },
        ]),
    );
    if org.year >= BRANDED {
        let brand = org.store.all(BRAND.path).find(|(_, brand)| brand.is("isDefault")).map(|(id, _)| id.to_owned());
        domain.set("brandId", brand.unwrap_or_default());
    } else {
        domain.shown.shift_remove("certificateSourceType");
    }
    Ok(())
}

/// Whether a text is a domain name with at least two parts.
pub(super) fn is_name(name: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    name.contains('.') && name.split('.').all(part)
}

/// A domain of one's own, not the one that every org has.
fn own(org: &Org, call: &Call<'_>) -> Result<(String, Document), ApiError> {
    let (path, domain) = DOMAINS.load(org, call)?;
    ensure!(domain.text("id") != DEFAULT, unsupported());
    Ok((path, domain))
}

/// Gives the domain another brand.
fn replace(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut domain) = DOMAINS.load(org, call)?;
    let sent = call.judged("domain")?;
    let brand = sent.get("brandId").and_then(Value::as_str).unwrap_or("");
    org.store.get(&BRAND, brand)?;
    domain.set("brandId", brand);
    org.store.put_at(&path, domain);
    DOMAINS.record(org, call, "update", &path);
    DOMAINS.shown(org, call, &path)
}

/// No DNS is asked: every domain is verified, and complete unless it waits for a certificate.
fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut domain) = own(org, call)?;
    let managed = domain.text("certificateSourceType") == "OKTA_MANAGED";
    domain.set("validationStatus", if managed { "COMPLETED" } else { "VERIFIED" });
    org.store.put_at(&path, domain);
    DOMAINS.record(org, call, "verify", &path);
    DOMAINS.shown(org, call, &path)
}

/// Takes the certificate of a verified domain.
fn certificate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut domain) = own(org, call)?;
    let sent = call.judged("certificate")?;
    ensure!(domain.text("validationStatus") != "NOT_STARTED", error::domain_unverified());
    let text = |name| sent.get(name).and_then(Value::as_str).unwrap_or("");
    let bad = |name| field(name, "The PEM is not valid");
    let shown = metadata(text("certificate")).ok_or_else(|| bad("certificate"))?;
    ensure!(metadata(text("certificateChain")).is_some(), bad("certificateChain"));
    ensure!(is_private_key(text("privateKey")), bad("privateKey"));
    domain.set("publicCertificate", shown);
    if domain.text("certificateSourceType") == "OKTA_MANAGED" {
        domain.set("certificateSourceType", "MANUAL");
    }
    domain.set("validationStatus", "COMPLETED");
    org.store.put_at(&path, domain);
    DOMAINS.record(org, call, "cert_upload", &path);
    Ok(Response::no_content())
}

/// The domains of a brand.
pub(super) fn of_brand(org: &Org, call: &Call<'_>, brand: &str) -> Vec<Value> {
    let all = org.store.all(DOMAINS.path).filter(|(_, domain)| domain.text("brandId") == brand);
    // The domain that every org has is not one of its brand.
    let own = all.filter(|(id, _)| *id != DEFAULT);
    own.map(|(id, domain)| DOMAINS.show(org, call, &format!("{}/{id}", DOMAINS.path), domain)).collect()
}

/// The domain of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let brand = org.store.all(BRAND.path).next().map(|(id, _)| id.to_owned());
    let domain = json!({
        "id": DEFAULT,
        "domain": "simulator.okta.com",
        "certificateSourceType": "OKTA_MANAGED",
        "validationStatus": "COMPLETED",
        "brandId": brand,
    });
    DOMAINS.plant(org, DOMAINS.path, domain, born);
}
