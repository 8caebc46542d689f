//! The texts that a brand has in place of those of a template, one a language.

use super::email_templates::{TEMPLATES, WITH_SETTINGS, preview, rendered};
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::json;

pub(super) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[
        ("DELETE", "/api/v1/brands/{}/templates/email/{}/customizations", delete_all),
        ("GET", "/api/v1/brands/{}/templates/email/{}/customizations/{}/preview", show_preview),
    ],
];

const OWN: &[&[Row]] =
    rows![CUSTOMIZATIONS "/api/v1/brands/{}/templates/email/{}/customizations" list create get replace delete;];

static CUSTOMIZATIONS: Resource = Resource {
    path: "/api/v1/brands/{}/templates/email/{}/customizations",
    parent: Some(&TEMPLATES),
    schema: "EmailCustomization",
    id: Id::Minted("oel"),
    noun: "EmailCustomization",
    object: "emailCustomization",
    created: 201,
    page: Some(Page(10, 200)),
    events: "system.email.template.*",
    complete,
    removable: |org, customization, path| {
        let at = path.rsplit_once('/').map_or("", |(at, _)| at);
        let kept = customization.is("isDefault") && org.year >= WITH_SETTINGS && org.store.all(at).count() > 1;
        ensure!(!kept, error::default_customization());
        Ok(())
    },
    links: |_, _, path| {
        let template = path.split("/customizations").next().unwrap_or(path);
        json!({
            "preview": hinted(format!("{path}/preview"), &["GET"]),
            "template": hinted(template, &["GET"]),
            "self": hinted(path, &["GET", "PUT", "DELETE"]),
            "test": hinted(format!("{template}/test"), &["POST"]),
        })
    },
    ..Resource::NEW
};

/// The first customization of a template is its default one; another one that becomes it takes its place.
fn complete(org: &mut Org, call: &Call<'_>, new: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    // The document has an optional body, and a customization without one means nothing.
    ensure!(!new.text("language").is_empty(), error::malformed());
    let at = CUSTOMIZATIONS.at(org, call)?;
    let id = new.text("id").to_owned();
    let same = |(other, document): (&str, &Document)| other != id && document.text("language") == new.text("language");
    ensure!(!org.store.all(&at).any(same), error::customization_language());
    let first = org.store.all(&at).all(|(other, _)| other == id);
    ensure!(
        old.is_none_or(|old| !old.is("isDefault")) || new.at("isDefault") != Some(&false.into()),
        error::default_customization_kept()
    );
    if first || old.is_some_and(|old| old.is("isDefault")) {
        new.set("isDefault", true);
    }
    new.fill("isDefault", false);
    if new.is("isDefault") {
        for (other, document) in org.store.all_mut(&at) {
            if other != id {
                document.set("isDefault", false);
            }
        }
    }
    Ok(())
}

fn delete_all(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = CUSTOMIZATIONS.at(org, call)?;
    let ids: Vec<_> = org.store.all(&at).map(|(id, _)| id.to_owned()).collect();
    for id in ids {
        CUSTOMIZATIONS.record(org, call, "delete", &format!("{at}/{id}"));
        org.store.remove(&at, &id);
    }
    Ok(Response::no_content())
}

fn show_preview(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, customization) = CUSTOMIZATIONS.load(org, call)?;
    let template = TEMPLATES.item(org, call)?;
    let source = path.strip_prefix(&format!("{template}/")).unwrap_or("").to_owned();
    let shown = rendered(org, call, &customization.shown);
    Ok(preview(call, &template, &source, shown))
}
