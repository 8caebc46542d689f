//! Brands.

mod customizations;
mod email_templates;
mod pages;
mod themes;

use crate::area::{domains, email_domains};
use crate::call::Call;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{Order, Page};
use crate::resource::{Id, Resource, rows};
use crate::search::any_starts_with;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[("GET", "/api/v1/brands/{}/domains", brand_domains)],
    customizations::ROWS[0],
    customizations::ROWS[1],
    email_templates::ROWS,
    pages::ROWS,
    themes::ROWS,
];

const OWN: &[&[Row]] = rows![BRANDS "/api/v1/brands" list create get replace delete;];

pub(super) static BRANDS: Resource = Resource {
    path: "/api/v1/brands",
    schema: "Brand",
    id: Id::Minted("bnd"),
    noun: "Brand",
    object: "brand",
    created: 201,
    order: Order::Member("name"),
    page: Some(Page(20, 200)),
    events: "system.brand.*",
    complete,
    born: |org, call, path| furnish(org, path, call.now),
    removable: |org, brand, _| {
        ensure!(!brand.is("isDefault"), error::default_brand());
        let id = brand.text("id");
        let has_domain = org.store.all(domains::DOMAINS.path).any(|(_, domain)| domain.text("brandId") == id);
        ensure!(!has_domain, error::brand_with_domain());
        Ok(())
    },
    links: |_, _, path| {
        json!({
            "themes": hinted(format!("{path}/themes"), &["GET"]),
            "self": hinted(path, &["GET", "PUT", "DELETE"]),
        })
    },
    view,
    wanted: |_, call| {
        Ok(Box::new(move |brand| call.query.text("q").is_none_or(|q| any_starts_with([brand.at("name").into()], q))))
    },
    ..Resource::NEW
};

/// The first year whose orgs have several brands.
const SEVERAL: u16 = 2023;

fn complete(org: &mut Org, _: &Call<'_>, brand: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if let Some(old) = old {
        brand.fill("name", old.text("name"));
    } else {
        brand.shown.retain(|name, _| matches!(name.as_str(), "id" | "name"));
        brand.set("isDefault", false);
    }
    let name = brand.text("name").to_owned();
    ensure!(!name.is_empty(), field("name", BLANK));
    let mut others = org.store.all(BRANDS.path).filter(|(id, _)| *id != brand.text("id"));
    ensure!(others.all(|(_, other)| other.text("name") != name), error::brand_taken());
    if brand.text("customPrivacyPolicyUrl").is_empty() {
        brand.set("customPrivacyPolicyUrl", Value::Null);
    } else {
        let url = brand.text("customPrivacyPolicyUrl");
        let is_url = ["https://", "http://"].iter().any(|start| url.starts_with(start));
        ensure!(is_url, field("customPrivacyPolicyUrl", "The field must be a valid URL"));
        ensure!(brand.is("agreeToCustomPrivacyPolicy"), field("agreeToCustomPrivacyPolicy", BLANK));
    }
    brand.fill_all(json!({
        "removePoweredByOkta": false,
        "agreeToCustomPrivacyPolicy": false,
        "defaultApp": { "appInstanceId": null, "appLinkName": null, "classicApplicationUri": null },
    }));
    Ok(())
}

/// What a new brand has.
fn furnish(org: &mut Org, path: &str, now: Time) {
    themes::seed(org, path, now);
    email_templates::seed(org, path);
}

fn view(org: &Org, call: &Call<'_>, brand: &Document, shown: &mut Value) {
    if org.year < SEVERAL {
        let old = ["id", "removePoweredByOkta", "customPrivacyPolicyUrl", "_links"];
        let _ = shown.as_object_mut().map(|shown| shown.retain(|name, _| old.contains(&name.as_str())));
    } else if call.request.method == "GET" && shown["defaultApp"]["appInstanceId"].is_null() {
        // Read again, a brand without a default app has the dashboard.
        let dashboard = org.store.all("/api/v1/apps").find(|(_, app)| app.text("name") == "okta_enduser");
        shown["defaultApp"]["appInstanceId"] = dashboard.map_or(Value::Null, |(id, _)| id.into());
    }
    let wishes = call.query.text("expand").unwrap_or("");
    let path = format!("{}/{}", BRANDS.path, brand.text("id"));
    let mut embedded = Map::new();
    for wish in wishes.split(',').map(str::trim) {
        let value: Value = match wish {
            "themes" => themes::of_brand(org, call, &path).into(),
            "domains" => domains::of_brand(org, call, brand.text("id")).into(),
            "emailDomain" => email_domains::of_brand(org, call, brand).unwrap_or_default(),
            _ => continue,
        };
        embedded.insert(wish.into(), value);
    }
    if !embedded.is_empty() {
        shown["_embedded"] = embedded.into();
    }
}

fn brand_domains(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    BRANDS.item(org, call)?;
    Ok(Response::ok(&json!({ "domains": domains::of_brand(org, call, call.value(0)) })))
}

/// The brand of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let brand = json!({
        "name": "Oktant Simulator",
        "removePoweredByOkta": false,
        "customPrivacyPolicyUrl": null,
        "agreeToCustomPrivacyPolicy": false,
        "isDefault": true,
        "defaultApp": { "appInstanceId": null, "appLinkName": null, "classicApplicationUri": null },
    });
    let path = BRANDS.plant(org, BRANDS.path, brand, born);
    furnish(org, &path, born);
}
